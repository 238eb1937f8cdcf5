ALTER TABLE inquiries ADD COLUMN next_at bigint NOT NULL DEFAULT 0;
CREATE INDEX inquiries_next ON inquiries (next_at, id) WHERE next_at > 0;
CREATE INDEX inquiries_unplanned ON inquiries (tray, next_at, worth, received_at, id) WHERE tray = 'waiting' AND next_at = 0 AND grade <> 'D' AND stage <> 'lost';

CREATE TABLE follow_ups (
  id uuid PRIMARY KEY,
  inquiry_id uuid NOT NULL REFERENCES inquiries (id),
  company_id uuid,
  owner_id uuid,
  state text NOT NULL,
  prepare_at bigint NOT NULL,
  leave_at bigint NOT NULL,
  closed_at bigint NOT NULL DEFAULT 0,
  doc text NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX follow_ups_open ON follow_ups (inquiry_id) WHERE state = 'open';
CREATE INDEX follow_ups_inquiry ON follow_ups (inquiry_id, leave_at);
CREATE INDEX follow_ups_due ON follow_ups (state, prepare_at, id);
CREATE INDEX follow_ups_owner ON follow_ups (owner_id, state, prepare_at, id);
CREATE INDEX follow_ups_company ON follow_ups (company_id, state, leave_at);
CREATE INDEX follow_ups_closed ON follow_ups (closed_at) WHERE closed_at > 0;

CREATE TABLE feeds (
  user_id uuid PRIMARY KEY REFERENCES users (id),
  digest bytea NOT NULL UNIQUE,
  created_at bigint NOT NULL
);

CREATE TABLE samples (
  id uuid PRIMARY KEY,
  inquiry_id uuid NOT NULL REFERENCES inquiries (id),
  doc text NOT NULL,
  sent text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
CREATE INDEX samples_inquiry ON samples (inquiry_id, created_at);
CREATE INDEX samples_sent ON samples (sent) WHERE sent <> '';

CREATE TABLE digests (
  who text NOT NULL,
  day text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (who, day)
);

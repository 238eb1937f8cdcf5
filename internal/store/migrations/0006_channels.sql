CREATE TABLE webhooks (
  id uuid PRIMARY KEY,
  purpose text NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  address text NOT NULL,
  secret bytea NOT NULL,
  config text NOT NULL,
  active boolean NOT NULL,
  state text NOT NULL DEFAULT '{}',
  reached bigint NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE alerted (
  webhook_id uuid NOT NULL REFERENCES webhooks (id),
  inquiry_id uuid NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (webhook_id, inquiry_id)
);

CREATE TABLE form_days (
  day text PRIMARY KEY,
  taken bigint NOT NULL,
  refused bigint NOT NULL
);

CREATE TABLE uploads (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  size bigint NOT NULL,
  by_id uuid,
  state text NOT NULL,
  reason text NOT NULL DEFAULT '',
  total bigint NOT NULL DEFAULT 0,
  done bigint NOT NULL DEFAULT 0,
  stored bigint NOT NULL DEFAULT 0,
  seen bigint NOT NULL DEFAULT 0,
  skipped bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL
);
CREATE INDEX uploads_created ON uploads (created_at);

CREATE TABLE upload_lines (
  upload_id uuid NOT NULL REFERENCES uploads (id),
  no bigint NOT NULL,
  sender text NOT NULL,
  subject text NOT NULL,
  outcome text NOT NULL,
  reason text NOT NULL,
  inquiry_id uuid,
  PRIMARY KEY (upload_id, no)
);

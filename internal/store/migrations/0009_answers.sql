CREATE TABLE series (
  name text PRIMARY KEY,
  last bigint NOT NULL
);

CREATE TABLE quotations (
  id uuid PRIMARY KEY,
  number text NOT NULL,
  revision bigint NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  inquiry_id uuid,
  company_id uuid,
  valid_until text NOT NULL,
  doc text NOT NULL,
  sheet text NOT NULL,
  by_id uuid,
  created_at bigint NOT NULL,
  sent_at bigint,
  version bigint NOT NULL DEFAULT 1,
  UNIQUE (number, revision)
);
CREATE INDEX quotations_inquiry ON quotations (inquiry_id, created_at);
CREATE INDEX quotations_company ON quotations (company_id, created_at);
CREATE INDEX quotations_created ON quotations (created_at, id);
CREATE INDEX quotations_valid ON quotations (state, valid_until);

CREATE TABLE links (
  id uuid PRIMARY KEY,
  digest bytea NOT NULL UNIQUE,
  purpose text NOT NULL,
  inquiry_id uuid NOT NULL,
  quotation_id uuid,
  doc text NOT NULL,
  counted boolean NOT NULL,
  views bigint NOT NULL DEFAULT 0,
  first_at bigint,
  last_at bigint,
  answered_at bigint,
  until_at bigint NOT NULL,
  by_id uuid,
  created_at bigint NOT NULL
);
CREATE INDEX links_inquiry ON links (inquiry_id, created_at);
CREATE INDEX links_quotation ON links (quotation_id);

CREATE TABLE drafts (
  id uuid PRIMARY KEY,
  inquiry_id uuid NOT NULL,
  doc text NOT NULL,
  by_id uuid,
  changed_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);
CREATE INDEX drafts_inquiry ON drafts (inquiry_id, changed_at);

CREATE TABLE outgoing (
  id uuid PRIMARY KEY,
  inquiry_id uuid NOT NULL,
  quotation_id uuid,
  mailbox_id uuid NOT NULL,
  letter_id uuid,
  message_id text NOT NULL UNIQUE,
  envelope text NOT NULL,
  packed bigint NOT NULL,
  raw bytea NOT NULL,
  draft text NOT NULL,
  state text NOT NULL,
  not_before bigint NOT NULL,
  attempts bigint NOT NULL DEFAULT 0,
  problem text NOT NULL DEFAULT '',
  sent_at bigint,
  filed boolean NOT NULL DEFAULT FALSE,
  by_id uuid,
  created_at bigint NOT NULL
);
CREATE INDEX outgoing_inquiry ON outgoing (inquiry_id, created_at);
CREATE INDEX outgoing_state ON outgoing (state, not_before);
CREATE INDEX outgoing_sent ON outgoing (mailbox_id, sent_at);

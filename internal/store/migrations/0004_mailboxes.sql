CREATE TABLE mailboxes (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  address text NOT NULL,
  config text NOT NULL,
  secret bytea,
  active boolean NOT NULL,
  state text NOT NULL DEFAULT '{}',
  lease_by text NOT NULL DEFAULT '',
  lease_to bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE positions (
  mailbox_id uuid NOT NULL REFERENCES mailboxes (id),
  folder text NOT NULL,
  validity bigint NOT NULL,
  uid bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (mailbox_id, folder)
);

CREATE TABLE ledger (
  mailbox_id uuid NOT NULL REFERENCES mailboxes (id),
  folder text NOT NULL,
  validity bigint NOT NULL,
  uid bigint NOT NULL,
  outcome text NOT NULL,
  reason text NOT NULL,
  message_id uuid,
  inquiry_id uuid,
  at bigint NOT NULL,
  PRIMARY KEY (mailbox_id, folder, validity, uid)
);
CREATE INDEX ledger_at ON ledger (mailbox_id, at);

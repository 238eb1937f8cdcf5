CREATE TABLE lookups (
  kind text NOT NULL,
  name text NOT NULL,
  answer text NOT NULL,
  at bigint NOT NULL,
  until bigint NOT NULL,
  PRIMARY KEY (kind, name)
);
CREATE INDEX lookups_at ON lookups (at);

CREATE TABLE echoes (
  kind text NOT NULL,
  digest bytea NOT NULL,
  sender text NOT NULL,
  inquiry_id uuid NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (kind, digest, sender)
);

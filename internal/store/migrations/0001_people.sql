CREATE TABLE teams (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  created_at bigint NOT NULL
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  role text NOT NULL,
  team_id uuid REFERENCES teams (id),
  lang text NOT NULL DEFAULT '',
  active boolean NOT NULL DEFAULT true,
  password text NOT NULL DEFAULT '',
  totp bytea,
  totp_step bigint NOT NULL DEFAULT 0,
  subject text NOT NULL DEFAULT '',
  prefs text NOT NULL DEFAULT '{}',
  created_at bigint NOT NULL,
  seen_at bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX users_subject ON users (subject) WHERE subject <> '';

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  hash bytea NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES users (id),
  half boolean NOT NULL,
  ip text NOT NULL,
  agent text NOT NULL,
  created_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, seen_at);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES users (id),
  hash bytea NOT NULL,
  PRIMARY KEY (user_id, hash)
);

CREATE TABLE attempts (
  name text PRIMARY KEY,
  failures bigint NOT NULL,
  at bigint NOT NULL,
  until bigint NOT NULL
);
CREATE INDEX attempts_at ON attempts (at);

CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  hash bytea NOT NULL UNIQUE,
  email text NOT NULL,
  role text NOT NULL,
  team_id uuid REFERENCES teams (id),
  user_id uuid REFERENCES users (id),
  by_id uuid REFERENCES users (id),
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  used_at bigint NOT NULL DEFAULT 0
);

CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  start text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  scope text NOT NULL,
  by_id uuid REFERENCES users (id),
  created_at bigint NOT NULL,
  used_at bigint NOT NULL DEFAULT 0,
  revoked_at bigint NOT NULL DEFAULT 0
);

CREATE TABLE settings (
  name text PRIMARY KEY,
  value text NOT NULL,
  version bigint NOT NULL,
  at bigint NOT NULL,
  by_id uuid
);

CREATE TABLE answers (
  key text PRIMARY KEY,
  digest bytea NOT NULL,
  status bigint NOT NULL,
  kind text NOT NULL,
  body bytea NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX answers_at ON answers (at);

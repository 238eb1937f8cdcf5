CREATE TABLE inquiries (
  id uuid PRIMARY KEY,
  tray text NOT NULL,
  tray_by uuid,
  channel text NOT NULL,
  subject text NOT NULL,
  thread text NOT NULL,
  snippet text NOT NULL,
  party_name text NOT NULL,
  party_mail text NOT NULL,
  company text NOT NULL,
  country text NOT NULL,
  lang text NOT NULL,
  product text NOT NULL,
  quantity text NOT NULL,
  type text NOT NULL,
  stars bigint NOT NULL,
  grade text NOT NULL,
  intent text NOT NULL,
  action text NOT NULL,
  confidence double precision NOT NULL,
  worth bigint NOT NULL,
  said text NOT NULL DEFAULT '',
  needs text NOT NULL DEFAULT '',
  stage text NOT NULL DEFAULT 'new',
  outcome text NOT NULL DEFAULT '',
  owner_id uuid,
  contact_id uuid,
  company_id uuid,
  tags text NOT NULL DEFAULT '[]',
  messages bigint NOT NULL,
  files bigint NOT NULL,
  unread boolean NOT NULL,
  created_at bigint NOT NULL,
  received_at bigint NOT NULL,
  answered_at bigint NOT NULL DEFAULT 0,
  due_at bigint NOT NULL DEFAULT 0,
  snoozed_to bigint NOT NULL DEFAULT 0,
  assessment_id uuid,
  merged_into uuid,
  version bigint NOT NULL DEFAULT 1
);
CREATE INDEX inquiries_all ON inquiries (received_at, id);
CREATE INDEX inquiries_tray ON inquiries (tray, received_at, id);
CREATE INDEX inquiries_type ON inquiries (type, received_at, id);
CREATE INDEX inquiries_grade ON inquiries (grade, received_at, id);
CREATE INDEX inquiries_country ON inquiries (country, received_at, id);
CREATE INDEX inquiries_owner ON inquiries (owner_id, tray, received_at, id);
CREATE INDEX inquiries_worth ON inquiries (tray, worth, received_at, id);
CREATE INDEX inquiries_due ON inquiries (tray, due_at) WHERE due_at > 0;
CREATE INDEX inquiries_answered ON inquiries (answered_at) WHERE answered_at > 0;
CREATE INDEX inquiries_thread ON inquiries (party_mail, thread, received_at);
CREATE INDEX inquiries_contact ON inquiries (contact_id, received_at) WHERE contact_id IS NOT NULL;
CREATE INDEX inquiries_company ON inquiries (company_id, received_at) WHERE company_id IS NOT NULL;

CREATE TABLE messages (
  id uuid PRIMARY KEY,
  inquiry_id uuid REFERENCES inquiries (id),
  digest bytea NOT NULL UNIQUE,
  direction text NOT NULL,
  form text NOT NULL,
  channel text NOT NULL,
  mid text NOT NULL,
  subject text NOT NULL,
  sender text NOT NULL,
  sender_mail text NOT NULL,
  receivers text NOT NULL,
  sent_at bigint NOT NULL,
  received_at bigint NOT NULL,
  size bigint NOT NULL,
  files bigint NOT NULL,
  source text NOT NULL,
  mailbox_id uuid,
  by_id uuid,
  auto boolean NOT NULL,
  judged text NOT NULL
);
CREATE INDEX messages_inquiry ON messages (inquiry_id, received_at, id);
CREATE INDEX messages_mid ON messages (mid);

CREATE TABLE raws (
  message_id uuid PRIMARY KEY REFERENCES messages (id),
  packed bigint NOT NULL,
  bytes bytea NOT NULL
);

CREATE TABLE orphans (
  mid text NOT NULL,
  message_id uuid NOT NULL REFERENCES messages (id),
  PRIMARY KEY (mid, message_id)
);

CREATE TABLE assessments (
  id uuid PRIMARY KEY,
  inquiry_id uuid NOT NULL REFERENCES inquiries (id),
  message_id uuid NOT NULL REFERENCES messages (id),
  at bigint NOT NULL,
  why text NOT NULL,
  rules text NOT NULL,
  facts text NOT NULL,
  packed bigint NOT NULL,
  body bytea NOT NULL
);
CREATE INDEX assessments_inquiry ON assessments (inquiry_id, at);

CREATE TABLE views (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id),
  name text NOT NULL,
  query text NOT NULL,
  shared boolean NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX views_user ON views (user_id);

CREATE TABLE companies (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  country text NOT NULL,
  website text NOT NULL,
  address text NOT NULL,
  grade text NOT NULL,
  owner_id uuid REFERENCES users (id),
  tags text NOT NULL,
  custom text NOT NULL,
  note text NOT NULL,
  keys text NOT NULL,
  said text NOT NULL,
  folded text NOT NULL,
  merged_into uuid,
  created_at bigint NOT NULL,
  last_at bigint NOT NULL,
  version bigint NOT NULL
);
CREATE INDEX companies_last ON companies (last_at, id) WHERE merged_into IS NULL;
CREATE INDEX companies_country ON companies (country, last_at, id) WHERE merged_into IS NULL;
CREATE INDEX companies_grade ON companies (grade, last_at, id) WHERE merged_into IS NULL;
CREATE INDEX companies_owner ON companies (owner_id, last_at, id) WHERE merged_into IS NULL;
CREATE INDEX companies_merged ON companies (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE company_keys (
  value bytea,
  company_id uuid,
  PRIMARY KEY (value, company_id)
) WITHOUT ROWID;

CREATE TABLE contacts (
  id uuid PRIMARY KEY,
  company_id uuid REFERENCES companies (id),
  name text NOT NULL,
  country text NOT NULL,
  title text NOT NULL,
  mail text NOT NULL,
  phone text NOT NULL,
  lang text NOT NULL,
  owner_id uuid REFERENCES users (id),
  tags text NOT NULL,
  custom text NOT NULL,
  note text NOT NULL,
  keys text NOT NULL,
  said text NOT NULL,
  folded text NOT NULL,
  merged_into uuid,
  created_at bigint NOT NULL,
  last_at bigint NOT NULL,
  version bigint NOT NULL
);
CREATE INDEX contacts_last ON contacts (last_at, id) WHERE merged_into IS NULL;
CREATE INDEX contacts_country ON contacts (country, last_at, id) WHERE merged_into IS NULL;
CREATE INDEX contacts_owner ON contacts (owner_id, last_at, id) WHERE merged_into IS NULL;
CREATE INDEX contacts_company ON contacts (company_id, last_at, id) WHERE company_id IS NOT NULL;
CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE contact_keys (
  value bytea,
  contact_id uuid,
  PRIMARY KEY (value, contact_id)
) WITHOUT ROWID;

CREATE TABLE merges (
  id uuid PRIMARY KEY,
  noun text NOT NULL,
  kept uuid NOT NULL,
  gone uuid NOT NULL,
  record text NOT NULL,
  by_id uuid,
  at bigint NOT NULL,
  undone_at bigint NOT NULL
);
CREATE INDEX merges_kept ON merges (kept, at);
CREATE INDEX merges_gone ON merges (gone, at);

CREATE TABLE apart (
  a uuid NOT NULL,
  b uuid NOT NULL,
  by_id uuid,
  at bigint NOT NULL,
  PRIMARY KEY (a, b)
);
CREATE INDEX apart_b ON apart (b);

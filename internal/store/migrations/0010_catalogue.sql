CREATE TABLE products (
  id uuid PRIMARY KEY,
  sort_key text NOT NULL UNIQUE,
  category text NOT NULL,
  gone boolean NOT NULL DEFAULT FALSE,
  folded text NOT NULL,
  doc text NOT NULL,
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE product_costs (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL,
  doc text NOT NULL,
  by_id uuid,
  created_at bigint NOT NULL
);
CREATE INDEX product_costs_product ON product_costs (product_id, created_at);

CREATE TABLE certificates (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  until_day text NOT NULL,
  doc text NOT NULL,
  created_at bigint NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

CREATE TABLE assets (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL,
  size bigint NOT NULL,
  digest text NOT NULL UNIQUE,
  data bytea NOT NULL,
  small bytea,
  by_id uuid,
  created_at bigint NOT NULL
);

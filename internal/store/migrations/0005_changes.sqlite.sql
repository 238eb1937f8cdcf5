CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at bigint NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL,
  object text NOT NULL,
  object_id uuid,
  inquiry_id uuid,
  what text NOT NULL,
  detail text NOT NULL
);
CREATE INDEX changes_object ON changes (object, object_id, seq);
CREATE INDEX changes_inquiry ON changes (inquiry_id, seq) WHERE inquiry_id IS NOT NULL;
CREATE INDEX changes_actor ON changes (actor_id, seq) WHERE actor_id IS NOT NULL;

CREATE TABLE words (
  n INTEGER PRIMARY KEY,
  message_id uuid NOT NULL UNIQUE,
  inquiry_id uuid NOT NULL
);
CREATE INDEX words_inquiry ON words (inquiry_id, n);
CREATE VIRTUAL TABLE words_index USING fts5 (body, content='', contentless_delete=1, detail=none, tokenize='ascii');

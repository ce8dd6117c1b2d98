-- Times are microseconds since 1970-01-01T00:00:00Z. JSON columns hold the serde form of domain values.

CREATE TABLE items (
    key        INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    feed       TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    hash       INTEGER NOT NULL,
    published  INTEGER,
    seen       INTEGER NOT NULL,
    lexicon    TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    summary    TEXT    NOT NULL,
    rest       TEXT    NOT NULL,
    annotation TEXT    NOT NULL
) STRICT;
-- A feed's items arrive together: an index that begins with the feed is written in few places.
CREATE INDEX items_by_hash ON items (feed, hash);
CREATE INDEX items_by_time ON items (coalesce(published, seen));

-- Earlier wordings of items whose text changed.
CREATE TABLE revisions (
    item       INTEGER NOT NULL REFERENCES items (key) ON DELETE CASCADE,
    revision   INTEGER NOT NULL,
    published  INTEGER,
    seen       INTEGER NOT NULL,
    title      TEXT    NOT NULL,
    summary    TEXT    NOT NULL,
    rest       TEXT    NOT NULL,
    annotation TEXT    NOT NULL,
    PRIMARY KEY (item, revision)
) STRICT, WITHOUT ROWID;

-- Further ids under which a feed re-published an item.
CREATE TABLE aliases (
    id   TEXT    PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES items (key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Items whose words wait for the text index.
CREATE TABLE unindexed (key INTEGER PRIMARY KEY) STRICT;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0'
);

CREATE TABLE feeds (
    feed  TEXT PRIMARY KEY,
    state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE fetches (
    key   INTEGER PRIMARY KEY,
    feed  TEXT    NOT NULL,
    at    INTEGER NOT NULL,
    fetch TEXT    NOT NULL
) STRICT;
CREATE INDEX fetches_by_feed ON fetches (feed, key);
CREATE INDEX fetches_by_time ON fetches (at);

CREATE TABLE levels (
    subject TEXT PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE transitions (
    key        INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    transition TEXT    NOT NULL
) STRICT;
CREATE INDEX transitions_by_time ON transitions (at);
CREATE TABLE scores (
    subject TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    score   REAL    NOT NULL,
    PRIMARY KEY (subject, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX scores_by_time ON scores (at);

-- Advice in force, and every wording it has had.
CREATE TABLE advice (
    subject TEXT PRIMARY KEY,
    advice  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE advice_history (
    key     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    subject TEXT    NOT NULL,
    advice  TEXT    NOT NULL
) STRICT;
CREATE INDEX advice_history_by_time ON advice_history (at);

CREATE TABLE candidates (
    id        TEXT    PRIMARY KEY,
    updated   INTEGER NOT NULL,
    candidate TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX candidates_by_time ON candidates (updated);

-- Moments remembered by name: the last visit of a person, the last run.
CREATE TABLE marks (
    name TEXT    PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Items that gave no incident, by day (UTC) and reason.
CREATE TABLE drops (
    day    TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (day, reason)
) STRICT, WITHOUT ROWID;

-- The last number given of each series and year. A number is drawn in the transaction that uses it.
CREATE TABLE numbers (
    series TEXT    NOT NULL,
    year   INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    id     TEXT    PRIMARY KEY,
    series TEXT    NOT NULL,
    state  TEXT    NOT NULL,
    notice TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_by_series ON notices (series);

CREATE TABLE silences (
    id      TEXT    PRIMARY KEY,
    silence TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dispositions (
    key         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    disposition TEXT    NOT NULL
) STRICT;
CREATE INDEX dispositions_by_time ON dispositions (at);

-- Append-only: what was done is never undone.
CREATE TABLE audit (
    seq   INTEGER PRIMARY KEY,
    entry TEXT    NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;

CREATE TABLE outbox (
    key      TEXT    PRIMARY KEY,
    notice   TEXT    NOT NULL REFERENCES notices (id),
    queued   INTEGER NOT NULL,
    next_try INTEGER,
    delivery TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX outbox_by_notice ON outbox (notice);
CREATE TABLE attempts (
    key      INTEGER PRIMARY KEY,
    delivery TEXT    NOT NULL REFERENCES outbox (key),
    attempt  TEXT    NOT NULL
) STRICT;
CREATE INDEX attempts_by_delivery ON attempts (delivery);

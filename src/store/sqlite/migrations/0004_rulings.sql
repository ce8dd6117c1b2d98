-- What persons decided about items, in the order in which they did. Append-only: a later ruling overrides an earlier one.
CREATE TABLE rulings (
    key    INTEGER PRIMARY KEY,
    id     TEXT    NOT NULL UNIQUE,
    ruling TEXT    NOT NULL
) STRICT;

-- Entries come cut and folded: to split them at blanks is enough, and costs half of what it costs to ask the tables of
-- Unicode about each character again. All texts wait for the index anew; meanwhile they are found by looking through them.
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
INSERT OR IGNORE INTO unindexed (key) SELECT key FROM items;

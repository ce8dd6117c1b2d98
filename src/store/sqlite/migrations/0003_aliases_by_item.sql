-- An item that is thrown away takes its aliases with it; without this, each looks through all of them.
CREATE INDEX aliases_by_item ON aliases (item);

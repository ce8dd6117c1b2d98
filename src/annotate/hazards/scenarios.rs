//! Headlines of every language and what must be read in them.

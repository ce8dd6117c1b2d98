//! Files → layers → validated configuration; every problem at once, with file, line, column and excerpt.

//! The parts that screens are made of. What a screen shows with them is left to `view`.

pub(super) mod header;

pub(super) mod hints;

pub(super) mod map;

pub(super) mod prompt;

pub(super) mod put;

pub(super) mod spark;

pub(super) mod table;

//! Item → annotation. Pure, total, never fails, allocates little.

pub mod hazards;

pub mod text;

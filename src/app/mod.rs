//! Use cases: engine (one turn of the pipeline), desk (state, update, effects), replay, demo.
//!
//! The only module that knows several stages; it wires them and computes nothing itself.

pub mod stages;

pub mod lines;

pub mod annotation_line;

pub mod background;

pub mod reading;

mod advice;

mod series;

mod records;

mod structure;

pub mod pipeline;

mod evaluate;

mod regroup;

pub mod picture;

mod rulings;

mod shelf;

mod pages;

pub mod replay;

pub mod demo;

mod restore;

mod reread;

mod receipts;

mod http;

pub mod engine;

mod round;

mod gather;

pub mod session;

pub mod explain;

pub mod why_not;
mod workers;

pub mod checks;

pub mod feed_check;

pub mod feed_book;

pub mod desk;

pub mod play;

pub mod pulse;

pub mod watch;

pub mod officer;

pub mod briefing;

pub mod rules;

pub mod care;

pub mod watchlist;

pub mod backtest;

pub mod doctor;

pub mod daemon;

pub mod metrics;

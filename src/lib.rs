//! fenghuo (烽火) watches the risks of working abroad: it reads risk feeds about partner countries, weighs what
//! they say against registered sites and projects, and proposes, drafts and tracks early-warning notices.
//!
//! The folders are the pipeline, in order. Each stage knows [`domain`] and no other stage; [`app`] wires them.
//!
//! ```text
//!  schedule ─► fetch ─► parse ─► clean ─► item ─► annotate ─► cluster ─► assess ─► warn ─► outbox ─► deliver
//!                 │                        │          │           │          │        │
//!                 └── feed health ─────────┴── store ─┴───────────┴──────────┴────────┴── audit log
//!  keys, mouse, resize ─► input ─► Command ─┐
//!  engine events (bounded channel) ─────────┴─► update(State) ─► effects ─► … ; view(State) ─► frame
//! ```
//!
//! Invariants, held by `tests/architecture.rs` where a machine can hold them:
//!
//! 1. `domain`, `annotate`, `cluster`, `assess`, `warn` do no IO, read no clock, spawn nothing; `now` is a parameter.
//! 2. Only `store` has SQL; only `ingest` and `deliver` open sockets; only `tui` names ratatui; only `cli` names clap.
//! 3. Desk state has one owner, the loop. Tasks send messages. `update(&mut State, Message, now) -> Vec<Effect>` is pure.
//! 4. Drawing never blocks and never queries the store.
//! 5. A default exists once, in `config/`; code reads it from there.
//! 6. Text from outside is cleaned once, at the border of `ingest`; no other layer sees raw feed text.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::float_cmp,
        clippy::string_slice,
        reason = "a failed test should panic"
    )
)]

pub mod domain;

pub mod config;

pub mod ingest;

pub mod annotate;

pub mod cluster;

pub mod assess;

pub mod warn;

pub mod deliver;

pub mod store;

pub mod report;

pub mod app;

pub mod tui;

pub mod cli;

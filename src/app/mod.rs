//! Use cases: engine (one turn of the pipeline), desk (state, update, effects), replay.

pub mod desk;

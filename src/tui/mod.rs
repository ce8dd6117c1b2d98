//! The only ratatui and crossterm: one file per screen.

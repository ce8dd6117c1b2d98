//! Compiles the gazetteer `config/lexicon/places.bin`, and the Chinese names beside it, from the reference tables:
//! `cargo run --release --example build_places -- ../shared/data/reference`.
//!
//! The same tables give the same bytes. Which tables, and under which licence, is told in
//! `config/lexicon/SOURCES.md`; curated names are not in here but in `config/lexicon/places.toml`.

mod chinese;
mod cities;
mod countries;
mod sources;

use std::path::PathBuf;

use anyhow::{Context, Result};
use fenghuo::annotate::places::table::TableBuilder;

#[expect(clippy::print_stderr, reason = "a program for developers tells what it did")]
fn main() -> Result<()> {
    let reference = std::env::args_os().nth(1).map(PathBuf::from);
    let reference = reference.context("name the folder of the reference tables")?;
    let out = concat!(env!("CARGO_MANIFEST_DIR"), "/config/lexicon/places.bin");
    let mut builder = TableBuilder::default();
    let countries = countries::read(&reference)?;
    let cities = cities::read(&reference)?;
    let taken = countries::add(&reference, &countries, &cities.towns(), &mut builder)?;
    cities.add(&reference, &countries, &taken, &mut builder)?;
    let table = builder.build()?;
    let bytes = table.to_bytes();
    std::fs::write(out, &bytes).with_context(|| format!("cannot write `{out}`"))?;
    eprintln!("{} names, {} bytes in {out}", table.len(), bytes.len());
    let chinese = chinese::table(&reference, &cities)?;
    let out = concat!(env!("CARGO_MANIFEST_DIR"), "/config/lexicon/place_names_zh.tsv");
    std::fs::write(out, &chinese).with_context(|| format!("cannot write `{out}`"))?;
    eprintln!("{} Chinese names, {} bytes in {out}", chinese.lines().count(), chinese.len());
    Ok(())
}

//! A table of names: what each name may stand for, searchable letter by letter in a text.
//!
//! One such table is the compiled gazetteer (`config/lexicon/places.bin`, made by `examples/build_places`), another
//! the curated names that are read at start. Where in a text to search is left to `scan`, which
//! meaning is right to `resolve`.

use std::collections::BTreeMap;

use thiserror::Error;

use super::bytes::{Reader, Writer};
use super::names::Names;
use super::spelling::{Script, script};
use crate::annotate::starts::Starts;
use crate::annotate::trie::Trie;
use crate::domain::country::CountryCode;
use crate::domain::letters::is_alphanumeric;
use crate::domain::place::{PlaceKind, Point};

/// First bytes of a compiled table; the number changes with the layout.
const MAGIC: &[u8] = b"fenghuo-places/2";

/// Stands for "in no known region".
pub const NO_REGION: u16 = u16::MAX;

/// The code of names that stand for no country: seas, products, persons.
pub const NOWHERE: &str = "ZZ";

/// How a name must be written in the text to count, and what may follow it.
pub mod mark {
    /// First letter a capital.
    pub const CAPITAL: u32 = 1;
    /// All letters capitals.
    pub const CAPITALS: u32 = 1 << 1;
    /// May go on with an ending.
    pub const STEM: u32 = 1 << 2;
    /// All meanings count together: 俄乌.
    pub const ALL: u32 = 1 << 3;
    /// Counts only beside a name that confirms it: `reading`, `mobile`.
    pub const WEAK: u32 = 1 << 4;
    /// First bit of the language to which the name belongs; 0 for any.
    pub const LANG: u32 = 5;
    /// Bits before the meaning's number.
    pub const BITS: u32 = 10;
}

/// Languages that a name can be bound to, because it is an everyday word elsewhere.
pub const BOUND: [&str; 16] =
    ["vi", "fr", "es", "it", "pt", "de", "tr", "id", "nl", "uk", "be", "ru", "ja", "ko", "ar", "fa"];

/// A compiled table that cannot be used.
#[derive(Debug, Error)]
pub enum TableError {
    /// Not a table, or of another version.
    #[error("the place table is not of this version: build it again with `cargo run --release --example build_places`")]
    Version,
    /// Cut short or damaged.
    #[error("the place table is damaged at `{0}`: build it again with `cargo run --release --example build_places`")]
    Damaged(&'static str),
}

/// What a name may stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sense {
    /// The country.
    pub code: CountryCode,
    /// What sort of place, or of word for it.
    pub kind: PlaceKind,
    /// Ten times the decimal logarithm of the population; 0 when not known.
    pub size: u8,
    /// The first-order region, as a number of the table of regions.
    pub region: u16,
    /// Where it is, where known.
    pub point: Option<Point>,
    /// Its best-known name, as a stretch of the table's strings.
    name: (u32, u16),
}

/// A first-order region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Its country.
    pub code: CountryCode,
    key: (u32, u16),
    name: (u32, u16),
}

/// Names with their senses.
#[derive(Debug)]
pub struct Table {
    names: Names,
    /// The names once more, each with a value that stands for its entries, to be followed through a text.
    pub(super) trie: Trie,
    /// Where in a text a name may begin.
    pub(super) starts: Starts,
    entries: Vec<u32>,
    senses: Vec<Sense>,
    regions: Vec<Region>,
    strings: String,
}

impl Table {
    /// Reads a compiled table.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TableError> {
        let mut reader = Reader::new(bytes.strip_prefix(MAGIC).ok_or(TableError::Version)?);
        let strings = reader.text().ok_or(TableError::Damaged("strings"))?.to_owned();
        let regions = reader.list(read_region).ok_or(TableError::Damaged("regions"))?;
        let senses = reader.list(read_sense).ok_or(TableError::Damaged("senses"))?;
        let entries = reader.list(Reader::u32).ok_or(TableError::Damaged("entries"))?;
        let (names, spelled) = reader.block().and_then(Names::read).ok_or(TableError::Damaged("names"))?;
        let (trie, starts) = followed(&spelled.values().collect::<Vec<_>>(), &entries);
        Ok(Self { names, trie, starts, entries, senses, regions, strings })
    }

    /// The names, folded, in order.
    pub fn names(&self) -> Vec<String> {
        let spelled = Names::read(self.names.as_bytes()).map(|(_, spelled)| spelled).unwrap_or_default();
        spelled.values().map(|(name, _)| name.to_owned()).collect()
    }

    /// The compiled form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(MAGIC);
        writer.block(self.strings.as_bytes());
        writer.list(&self.regions, write_region);
        writer.list(&self.senses, write_sense);
        writer.list(&self.entries, |writer, entry| writer.u32(*entry));
        writer.block(self.names.as_bytes());
        writer.done()
    }

    /// How many names there are.
    pub const fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.names.len() == 0
    }

    /// The entries of a name: each a sense with its marks. `value` is what stands for the name.
    pub fn entries(&self, value: u64) -> &[u32] {
        entries_of(&self.entries, value)
    }

    /// Whether a key is a name.
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    fn value(&self, key: &str) -> Option<u64> {
        self.trie.reach(key.as_bytes()).and_then(|at| self.trie.value(at)).map(u64::from)
    }

    /// The senses of a key.
    pub fn senses_of(&self, key: &str) -> impl Iterator<Item = &Sense> + use<'_> {
        let entries = self.value(key).map(|value| self.entries(value)).unwrap_or_default();
        entries.iter().filter_map(|entry| self.sense(*entry))
    }

    /// The sense of an entry.
    pub fn sense(&self, entry: u32) -> Option<&Sense> {
        self.senses.get((entry >> mark::BITS) as usize)
    }

    /// Best-known name of a sense.
    pub fn name(&self, sense: &Sense) -> &str {
        slice(&self.strings, sense.name)
    }

    /// Name of a region.
    pub fn region_name(&self, region: u16) -> Option<&str> {
        self.regions.get(usize::from(region)).map(|region| slice(&self.strings, region.name))
    }

    /// The sense of a country's name.
    pub fn country(&self, code: CountryCode) -> Option<&Sense> {
        self.senses.iter().find(|sense| sense.code == code && sense.kind == PlaceKind::Country)
    }

    /// The sense of a region's name.
    pub fn region_sense(&self, region: u16) -> Option<&Sense> {
        self.senses.iter().find(|sense| sense.region == region && sense.kind == PlaceKind::Admin)
    }

    /// The number of a region by country and the key it has in the reference tables (`US`, `TX`).
    pub fn region(&self, code: CountryCode, key: &str) -> Option<u16> {
        let at = self.regions.iter().position(|r| r.code == code && slice(&self.strings, r.key) == key)?;
        u16::try_from(at).ok()
    }
}

fn entries_of(entries: &[u32], value: u64) -> &[u32] {
    let count = usize::try_from(value & 0xff).unwrap_or_default();
    let first = usize::try_from(value >> 8).unwrap_or(usize::MAX);
    entries.get(first..first.saturating_add(count)).unwrap_or_default()
}

/// What follows the names of a table through a text.
fn followed(names: &[(&str, u32)], entries: &[u32]) -> (Trie, Starts) {
    let stem = |value: u32| entries_of(entries, u64::from(value)).iter().any(|entry| entry & mark::STEM != 0);
    let beginnings: Vec<_> = names.iter().map(|(name, value)| beginning(name, stem(*value))).collect();
    let trie = Trie::new(names);
    let starts = Starts::new(&trie, &beginnings);
    (trie, starts)
}

/// The first word of a name, in which the text agrees with the index byte by byte, and whether it must stand there
/// whole; it need not in scripts without spaces, in Cyrillic before a further word, or where an ending may follow.
fn beginning(name: &str, stem: bool) -> (&[u8], bool) {
    let (first, further) = name.split_once(' ').map_or((name, false), |(first, _)| (first, true));
    let spaced = match name.chars().next().and_then(script) {
        Some(Script::Han | Script::Kana) => false,
        Some(Script::Cyrillic) => !further,
        _ => true,
    };
    (first.as_bytes(), spaced && (further || !stem) && first.chars().all(is_alphanumeric))
}

fn slice(strings: &str, (start, length): (u32, u16)) -> &str {
    let start = start as usize;
    strings.get(start..start + usize::from(length)).unwrap_or_default()
}

/// Puts a table together.
#[derive(Debug, Default)]
pub struct TableBuilder {
    names: BTreeMap<String, Vec<u32>>,
    senses: Vec<Sense>,
    regions: Vec<Region>,
    strings: String,
    known: BTreeMap<String, (u32, u16)>,
}

impl TableBuilder {
    /// Adds a region; regions are numbered in the order they come.
    pub fn region(&mut self, code: CountryCode, key: &str, name: &str) -> u16 {
        let region = Region { code, key: self.string(key), name: self.string(name) };
        self.regions.push(region);
        u16::try_from(self.regions.len() - 1).unwrap_or(NO_REGION)
    }

    /// Adds a sense and gives its number.
    pub fn sense(&mut self, name: &str, code: CountryCode, kind: PlaceKind, place: Placement) -> u32 {
        let name = self.string(name);
        self.senses.push(Sense { code, kind, size: place.size, region: place.region, point: place.point, name });
        u32::try_from(self.senses.len() - 1).unwrap_or(u32::MAX)
    }

    /// Lets a key stand for a sense. A second way to write the same keeps the marks that ask for less.
    pub fn name(&mut self, key: &str, sense: u32, marks: u32) {
        if key.is_empty() {
            return;
        }
        let Some(wanted) = self.senses.get(sense as usize).copied() else { return };
        let entries = self.names.entry(key.to_owned()).or_default();
        let same = entries.iter_mut().find(|entry| {
            let other = self.senses.get((**entry >> mark::BITS) as usize);
            let bound = |marks: u32| (marks & ((1 << mark::BITS) - 1)) >> mark::LANG;
            bound(**entry) == bound(marks) && other.is_some_and(|other| same_place(other, &wanted))
        });
        match same {
            Some(entry) => *entry = (*entry & (marks | !mark::CAPITAL & !mark::CAPITALS)) | (marks & mark::STEM),
            None => entries.push(sense << mark::BITS | marks),
        }
    }

    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.names.contains_key(key)
    }

    /// The table: the senses of each name biggest first.
    pub fn build(mut self) -> Result<Table, TableError> {
        let mut entries = Vec::new();
        let mut counts = Vec::with_capacity(self.names.len());
        for list in self.names.values_mut() {
            list.sort_by_key(|entry| {
                let sense = self.senses.get((entry >> mark::BITS) as usize);
                (std::cmp::Reverse(sense.map(|sense| sense.size)), *entry)
            });
            list.truncate(0xff);
            counts.push(u8::try_from(list.len()).unwrap_or(u8::MAX));
            entries.extend_from_slice(list);
        }
        let names = Names::new(self.names.keys().map(String::as_str).zip(counts));
        let (names, spelled) = Names::read(names.as_bytes()).ok_or(TableError::Damaged("names"))?;
        let (trie, starts) = followed(&spelled.values().collect::<Vec<_>>(), &entries);
        let Self { senses, regions, strings, .. } = self;
        Ok(Table { names, trie, starts, entries, senses, regions, strings })
    }

    fn string(&mut self, text: &str) -> (u32, u16) {
        if let Some(at) = self.known.get(text) {
            return *at;
        }
        let start = u32::try_from(self.strings.len()).unwrap_or(u32::MAX);
        let at = (start, u16::try_from(text.len()).unwrap_or_default());
        self.strings.push_str(text);
        self.known.insert(text.to_owned(), at);
        at
    }
}

/// Two senses that need no second entry under one name.
fn same_place(a: &Sense, b: &Sense) -> bool {
    let both_country = |kind| matches!(kind, PlaceKind::Country | PlaceKind::Demonym);
    a.code == b.code && (both_country(a.kind) && both_country(b.kind) || a.kind == b.kind && a.point == b.point)
}

/// Where a sense is and how big.
#[derive(Clone, Copy, Debug)]
pub struct Placement {
    /// Ten times the decimal logarithm of the population.
    pub size: u8,
    /// The first-order region.
    pub region: u16,
    /// Where it is.
    pub point: Option<Point>,
}

impl Default for Placement {
    fn default() -> Self {
        Self { size: 0, region: NO_REGION, point: None }
    }
}

const KINDS: [PlaceKind; 7] = [
    PlaceKind::Country,
    PlaceKind::Admin,
    PlaceKind::City,
    PlaceKind::Capital,
    PlaceKind::Demonym,
    PlaceKind::Person,
    PlaceKind::Feature,
];

fn read_sense(reader: &mut Reader<'_>) -> Option<Sense> {
    let code = read_code(reader)?;
    let kind = *KINDS.get(usize::from(reader.u8()?))?;
    let (size, region) = (reader.u8()?, reader.u16()?);
    let (lat, lon) = (f64::from(reader.f32()?), f64::from(reader.f32()?));
    Some(Sense { code, kind, size, region, point: Point::new(lat, lon), name: (reader.u32()?, reader.u16()?) })
}

fn write_sense(writer: &mut Writer, sense: &Sense) {
    writer.raw(sense.code.as_str().as_bytes());
    writer.u8(KINDS.iter().position(|kind| *kind == sense.kind).and_then(|at| u8::try_from(at).ok()).unwrap_or(0));
    writer.u8(sense.size);
    writer.u16(sense.region);
    writer.f32(sense.point.map_or(f64::NAN, |point| point.lat));
    writer.f32(sense.point.map_or(f64::NAN, |point| point.lon));
    writer.u32(sense.name.0);
    writer.u16(sense.name.1);
}

fn read_region(reader: &mut Reader<'_>) -> Option<Region> {
    let code = read_code(reader)?;
    Some(Region { code, key: (reader.u32()?, reader.u16()?), name: (reader.u32()?, reader.u16()?) })
}

fn write_region(writer: &mut Writer, region: &Region) {
    writer.raw(region.code.as_str().as_bytes());
    for (start, length) in [region.key, region.name] {
        writer.u32(start);
        writer.u16(length);
    }
}

fn read_code(reader: &mut Reader<'_>) -> Option<CountryCode> {
    CountryCode::new(std::str::from_utf8(reader.raw(2)?).ok()?)
}

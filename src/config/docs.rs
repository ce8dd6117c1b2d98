//! The files as trees: parsed, layer put over layer, feeds filled from the watchlist. What they mean is left to the
//! readers of each file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::country::CountryCode;

use super::combine::{ById, Combine};
use super::layers::Layers;
use super::log::Finding;
use super::node::{Entry, Kind, Node, Table, parse};
use super::problem::Place;
use super::source::{Origin, Sources, Spot};
use super::suggest::nearest;
use super::template::{Row, expand};
use super::words::codes;

/// A list of entries: the file it stands in (a folder for feeds), the table's name, and the key of its id.
pub(super) type List = (&'static str, &'static str, &'static str);

/// Every list, watchlist first, because feeds are filled from it.
pub(super) const LISTS: [List; 11] = [
    ("countries.toml", "country", "code"),
    ("registry.toml", "article", "n"),
    ("registry.toml", "sector", "key"),
    ("registry.toml", "asset", "id"),
    ("registry.toml", "instrument", "key"),
    ("registry.toml", "bloc", "key"),
    ("registry.toml", "ambiguous", "form"),
    ("registry.toml", "lexicon", "hant"),
    ("rules.toml", "rule", "id"),
    ("measures.toml", "measure", "id"),
    ("feeds", "feed", "id"),
];

/// Lists whose entries know `enabled` themselves; elsewhere an entry that is not enabled is taken away.
const SWITCHED: [&str; 2] = ["rule", "feed"];

/// Everything that was read, layers combined.
#[derive(Clone, Debug)]
pub(super) struct Docs {
    pub(super) sources: Sources,
    pub(super) settings: Node,
    pub(super) model: Node,
    /// The shipped model alone, which says what keys there are.
    pub(super) shipped_model: Node,
    pub(super) lists: BTreeMap<&'static str, ById>,
    /// Locale tables, later ones over earlier ones.
    pub(super) words: Vec<Node>,
    /// Numbers of single stages, `warn.toml` and its like, by path.
    pub(super) stages: BTreeMap<String, Node>,
    /// Other files by path.
    pub(super) texts: BTreeMap<String, String>,
}

impl Docs {
    /// Parses and combines. Settings are then overridden by the environment.
    pub(super) fn read(layers: &mut Layers, env: &dyn Fn(&str) -> Option<String>, findings: &mut Vec<Finding>) -> Self {
        let mut sources = std::mem::take(&mut layers.sources);
        let below = Layer::read(&layers.shipped, &sources, findings);
        let above = Layer::read(&layers.user, &sources, findings);
        let shipped_model = below.model.clone();
        let mut settings = below.settings.combine(above.settings);
        override_from_env("FENGHUO", &mut settings, env, &mut sources, findings);
        let (mut words, mut texts, mut stages) = (below.words, below.texts, below.stages);
        words.extend(above.words);
        texts.extend(above.texts);
        for (path, over) in above.stages {
            let combined = stages.remove(&path).unwrap_or_else(Node::empty).combine(over);
            stages.insert(path, combined);
        }
        let lists = combine_lists(below.lists, above.lists, above.removed, &codes(&words), findings);
        Self { sources, settings, model: below.model.combine(above.model), shipped_model, lists, words, stages, texts }
    }

    /// The entries of a list.
    pub(super) fn entries(&self, list: &str) -> &[Node] {
        self.lists.get(list).map_or(&[], |list| list.entries.as_slice())
    }

    /// The entry of a list with this id.
    pub(super) fn entry(&self, list: &str, id: &str) -> Option<&Node> {
        let list = self.lists.get(list)?;
        list.entries.iter().find(|entry| list.id(entry).as_deref() == Some(id))
    }

    /// Where a key of an entry stands; the entry itself when it has no such key.
    pub(super) fn spot(&self, list: &str, id: &str, key: &str) -> Spot {
        let entry = self.entry(list, id);
        entry.map_or_else(Spot::default, |entry| entry.walk(key).unwrap_or(entry).spot)
    }

    /// A document that is no list.
    pub(super) fn document(&self, file: &str) -> Option<&Node> {
        match file {
            "fenghuo.toml" => Some(&self.settings),
            "model.toml" => Some(&self.model),
            _ => self.stages.get(file),
        }
    }

    /// Where a key stands: of the entry with this id for lists, of the document itself for settings and model.
    pub(super) fn locate(&self, file: &str, id: &str, key: &str) -> Option<Place> {
        let path = if id.is_empty() { key.to_owned() } else { format!("{id}.{key}") };
        let node = if let Some(document) = self.document(file) {
            document.walk(&path)?
        } else {
            let folder = file.split('/').next().unwrap_or(file);
            let mut lists = LISTS.iter().filter(|(home, ..)| *home == folder);
            let entry = lists.find_map(|(_, name, _)| self.entry(name, id))?;
            entry.walk(key).unwrap_or(entry)
        };
        Some(self.sources.place(node.spot))
    }
}

/// Whether a file holds the numbers of a stage, and so is combined key by key. The keymap is replaced whole.
fn is_stage(path: &str) -> bool {
    !path.contains('/') && path != "keymap.toml" && Path::new(path).extension().is_some_and(|ending| ending == "toml")
}

/// What one layer's files hold.
#[derive(Debug)]
struct Layer {
    settings: Node,
    model: Node,
    lists: BTreeMap<&'static str, ById>,
    /// What is taken away, by the file or folder that says so.
    removed: Vec<Entry>,
    words: Vec<Node>,
    stages: BTreeMap<String, Node>,
    texts: BTreeMap<String, String>,
}

impl Layer {
    fn read(files: &[(String, usize)], sources: &Sources, findings: &mut Vec<Finding>) -> Self {
        let lists = LISTS.iter().map(|(_, name, key)| (*name, ById { key, entries: Vec::new() })).collect();
        let mut layer = Self {
            settings: Node::empty(),
            model: Node::empty(),
            lists,
            removed: Vec::new(),
            words: Vec::new(),
            stages: BTreeMap::new(),
            texts: BTreeMap::new(),
        };
        for (path, source) in files {
            layer.take(path, *source, sources.text(*source), findings);
        }
        layer.find_twins(findings);
        layer
    }

    fn take(&mut self, path: &str, source: usize, text: &str, findings: &mut Vec<Finding>) {
        let home = path.split('/').next().unwrap_or(path);
        match home {
            "fenghuo.toml" => self.settings = parse(source, text, findings),
            "model.toml" => self.model = parse(source, text, findings),
            "locale" => self.words.push(parse(source, text, findings)),
            _ if LISTS.iter().any(|(file, ..)| *file == home) => {
                self.take_lists(home, parse(source, text, findings), findings);
            }
            _ => {
                if is_stage(path) {
                    self.stages.insert(path.to_owned(), parse(source, text, findings));
                }
                self.texts.insert(path.to_owned(), text.to_owned());
            }
        }
    }

    /// Files the lists of one document, and what it removes.
    fn take_lists(&mut self, home: &str, document: Node, findings: &mut Vec<Finding>) {
        let Kind::Table(Table(entries)) = document.kind else { return };
        let names: Vec<&str> = LISTS.iter().filter(|(file, ..)| *file == home).map(|(_, name, _)| *name).collect();
        for entry in entries {
            let list = self.lists.get_mut(entry.key.as_str()).filter(|_| names.contains(&entry.key.as_str()));
            match (list, entry.value.kind) {
                (Some(list), Kind::List(nodes)) => list.entries.extend(nodes),
                (Some(_), _) => {
                    let message = format!("expected `[[{}]]`, with two brackets", entry.key);
                    findings.push(Finding::error(entry.spot, message));
                }
                (None, kind) if entry.key == "remove" => {
                    let value = Node { kind, spot: entry.value.spot };
                    self.removed.push(Entry { key: home.to_owned(), value, ..entry });
                }
                (None, _) => {
                    let known = format!("known here: {}, remove", names.join(", "));
                    let meant = nearest(&entry.key, names.iter().copied().chain(["remove"]));
                    let finding = Finding::error(entry.spot, format!("unknown key `{}`", entry.key));
                    findings.push(finding.with_hint(known).or_meant(meant));
                }
            }
        }
    }

    /// An id that stands twice in one layer.
    fn find_twins(&self, findings: &mut Vec<Finding>) {
        for list in self.lists.values() {
            let mut seen = BTreeSet::new();
            for entry in &list.entries {
                let Some(id) = list.id(entry) else { continue };
                if !seen.insert(id.clone()) {
                    let spot = entry.get(list.key).map_or(entry.spot, |node| node.spot);
                    let finding = Finding::error(spot, format!("`{id}` is there twice"));
                    findings.push(finding.with_hint("every entry of a list needs an id of its own"));
                }
            }
        }
    }
}

/// Puts the lists of one layer over another's, fills feeds from the watchlist, and takes away what is removed.
fn combine_lists(
    mut below: BTreeMap<&'static str, ById>,
    mut above: BTreeMap<&'static str, ById>,
    removed: Vec<Entry>,
    codes: &BTreeSet<CountryCode>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<&'static str, ById> {
    let mut remove = Removals::new(removed, findings);
    let mut combined = BTreeMap::new();
    let mut rows = Vec::new();
    for (home, name, key) in LISTS {
        let none = || ById { key, entries: Vec::new() };
        let base = below.remove(name).filter(|_| !remove.all_of(home)).unwrap_or_else(none);
        let over = above.remove(name).unwrap_or_else(none);
        let mut list = if name == "feed" {
            let (base, over) = (remove.without(base), remove.without(over));
            combine_feeds(base, over, &rows)
        } else {
            base.combine(over)
        };
        remove.apply(name, &mut list);
        if name == "country" {
            rows = list.entries.iter().filter_map(Row::of).filter(|row| row.is_of(codes)).collect();
        }
        combined.insert(name, list);
    }
    remove.find_unused(findings);
    combined
}

/// Feeds as written, then filled per country, so that an override may name either.
fn combine_feeds(base: ById, over: ById, rows: &[Row]) -> ById {
    let (known, rest) = over.split_known(&base);
    let filled = expand(base.combine(known).entries, rows);
    let both = ById { key: "id", entries: filled }.combine(rest);
    ById { entries: expand(both.entries, rows), ..both }
}

/// What stands for every shipped entry of a file or folder.
const ALL: &str = "*";

/// Ids that a layer takes away.
struct Removals {
    /// Files and folders of which nothing shipped stays.
    homes: BTreeSet<String>,
    ids: Vec<(String, Spot, bool)>,
    known: BTreeSet<String>,
}

impl Removals {
    fn new(entries: Vec<Entry>, findings: &mut Vec<Finding>) -> Self {
        let (mut ids, mut homes) = (Vec::new(), BTreeSet::new());
        for entry in entries {
            let Kind::List(list) = entry.value.kind else {
                findings.push(Finding::error(entry.value.spot, "`remove` is a list of ids"));
                continue;
            };
            for node in list {
                match node.kind {
                    Kind::Text(id) if id == ALL => drop(homes.insert(entry.key.clone())),
                    Kind::Text(id) => ids.push((id, node.spot, false)),
                    _ => findings.push(Finding::error(node.spot, "an id is a text")),
                }
            }
        }
        Self { homes, ids, known: BTreeSet::new() }
    }

    fn all_of(&self, home: &str) -> bool {
        self.homes.contains(home)
    }

    /// The entries without those removed by name; for feeds as they are written, of which each fills several.
    fn without(&mut self, mut list: ById) -> ById {
        let key = ById { key: list.key, entries: Vec::new() };
        list.entries.retain(|entry| {
            let id = key.id(entry).unwrap_or_default();
            let mut named = self.ids.iter_mut().filter(|(removed, ..)| *removed == id && !id.is_empty()).peekable();
            let stays = named.peek().is_none();
            named.for_each(|(_, _, used)| *used = true);
            stays
        });
        list
    }

    fn apply(&mut self, name: &str, list: &mut ById) {
        let key = ById { key: list.key, entries: Vec::new() };
        list.entries.retain(|entry| {
            let id = key.id(entry).unwrap_or_default();
            let off = matches!(entry.get("enabled").map(|node| &node.kind), Some(Kind::Boolean(false)));
            let mut gone = off && !SWITCHED.contains(&name);
            for (removed, _, used) in self.ids.iter_mut().filter(|(removed, ..)| *removed == id) {
                gone = !removed.is_empty();
                *used = true;
            }
            self.known.insert(id);
            !gone
        });
    }

    fn find_unused(self, findings: &mut Vec<Finding>) {
        for (id, spot, _) in self.ids.iter().filter(|(_, _, used)| !used) {
            let meant = nearest(id, self.known.iter().map(String::as_str));
            let finding = Finding::warning(*spot, format!("there is no `{id}` to remove"));
            findings.push(finding.or_meant(meant));
        }
    }
}

/// Puts variables such as `FENGHUO_HTTP_PER_HOST` over the settings of the same path.
fn override_from_env(
    name: &str,
    node: &mut Node,
    env: &dyn Fn(&str) -> Option<String>,
    sources: &mut Sources,
    findings: &mut Vec<Finding>,
) {
    match &mut node.kind {
        Kind::Table(table) => {
            for entry in &mut table.0 {
                let step = entry.key.replace('-', "_").to_uppercase();
                override_from_env(&format!("{name}_{step}"), &mut entry.value, env, sources, findings);
            }
        }
        Kind::List(_) => {}
        Kind::Text(_) => {
            if let Some(text) = env(name) {
                let end = text.len();
                let source = sources.add(format!("${name}"), Origin::Env(name.to_owned()), text.clone().into());
                *node = Node { kind: Kind::Text(text), spot: Spot::new(source, 0, end) };
            }
        }
        _ => {
            if let Some(text) = env(name) {
                let source = sources.add(format!("${name}"), Origin::Env(name.to_owned()), text.clone().into());
                *node = plain(source, &text, findings);
            }
        }
    }
}

/// The value that a variable's text stands for in TOML.
fn plain(source: usize, text: &str, findings: &mut Vec<Finding>) -> Node {
    let mut unread = Vec::new();
    let spot = Spot::new(source, 0, text.len());
    let value = parse(source, &format!("value = {text}"), &mut unread).get("value").cloned();
    if value.is_none() || !unread.is_empty() {
        findings.push(Finding::error(spot, format!("`{text}` is no value")));
    }
    Node { spot, ..value.unwrap_or_else(Node::empty) }
}

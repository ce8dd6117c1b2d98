//! Registered assets named in a text, by any alias in any language.
//!
//! Whole words only in alphabetic scripts; an acronym of up to three letters only in its own case; a short form that
//! names several countries (中新) never by itself. Whether a mention puts the asset in the way is left to `assess`.

use std::sync::Arc;

use super::phrases::Phrases;
use super::text::{Text, fold};
use crate::domain::annotation::Mention;
use crate::domain::asset::Asset;
use crate::domain::country::AmbiguousForm;
use crate::domain::id::AssetId;
use crate::domain::letters::is_alphanumeric;

/// Longest acronym, in letters, that counts only in its own case.
const ACRONYM: usize = 3;

/// Finds registered assets.
#[derive(Debug)]
pub struct MentionReader {
    index: Phrases,
    aliases: Vec<Alias>,
}

#[derive(Debug)]
struct Alias {
    written: String,
    /// Acronyms count only as written.
    exact: bool,
    /// All assets of this name.
    assets: Vec<AssetId>,
}

impl MentionReader {
    /// Takes the names, aliases and partner organisations of all assets, less the ambiguous short forms.
    pub fn new(assets: &[Arc<Asset>], ambiguous: &[AmbiguousForm]) -> Self {
        let barred: Vec<String> = ambiguous.iter().map(|form| fold(&form.form)).collect();
        let mut aliases: Vec<Alias> = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        for asset in assets {
            for written in names(asset) {
                let key = fold(written.trim());
                if key.chars().count() < 2 || barred.contains(&key) {
                    continue;
                }
                let known = keys.iter().position(|other| *other == key);
                match known.and_then(|at| aliases.get_mut(at)) {
                    Some(alias) if alias.assets.contains(&asset.id) => {}
                    Some(alias) => alias.assets.push(asset.id.clone()),
                    None => {
                        aliases.push(Alias {
                            written: written.to_owned(),
                            exact: is_acronym(written),
                            assets: vec![asset.id.clone()],
                        });
                        keys.push(key);
                    }
                }
            }
        }
        Self { index: Phrases::new(keys.into_iter()), aliases }
    }

    /// The mentions of one text, in order.
    pub fn read(&self, text: &Text) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for (at, number) in self.index.find(text) {
            let Some(alias) = self.aliases.get(number) else { continue };
            let words = text.words(at.clone());
            if !is_whole(text.folded(), at.start, at.end) || alias.exact && words != alias.written {
                continue;
            }
            let offsets = text.offsets(at);
            mentions.extend(alias.assets.iter().map(|asset| Mention {
                asset: asset.clone(),
                alias: words.to_owned(),
                start: offsets.start,
                end: offsets.end,
            }));
        }
        mentions
    }
}

/// Everything by which a text may speak of an asset.
fn names(asset: &Asset) -> impl Iterator<Item = &str> {
    let own = [&asset.name.en, &asset.name.zh_hans, &asset.name.zh_hant].into_iter().chain(&asset.aliases);
    own.chain(asset.loci.iter().filter_map(|locus| locus.organisation.as_ref())).map(String::as_str)
}

fn is_acronym(alias: &str) -> bool {
    alias.len() <= ACRONYM && alias.chars().all(|c| c.is_ascii_uppercase())
}

/// Whether no alphabetic word goes on across either end. Chinese words have no such ends.
pub(super) fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let first = text.get(start..).and_then(|text| text.chars().next());
    let last = text.get(..end).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    !parts_word(before, first) && !parts_word(last, after)
}

fn parts_word(one: Option<char>, other: Option<char>) -> bool {
    let alphabetic = |c: char| is_alphanumeric(c) && !matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
    one.is_some_and(alphabetic) && other.is_some_and(alphabetic)
}

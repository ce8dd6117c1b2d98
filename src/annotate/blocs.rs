//! Groups of countries that have a code of their own, such as the European Union, named in a text.
//!
//! They count where no country is named: "EU tightens visa rules". Naming members is left to the places.

use super::mentions::is_whole;
use super::phrases::Phrases;
use super::text::{Text, fold};
use crate::domain::annotation::{CountryFinding, Evidence};
use crate::domain::country::{Bloc, CountryCode};

/// Longest name, in letters, that counts only in its own case.
const ACRONYM: usize = 3;

/// Finds groups that have a code.
#[derive(Debug)]
pub struct BlocReader {
    index: Phrases,
    names: Vec<(CountryCode, String)>,
}

impl BlocReader {
    /// Takes the names of all groups whose key is a country code; `is_place` tells names that are a town's first.
    pub fn new(blocs: &[Bloc], is_place: impl Fn(&str) -> bool) -> Self {
        let mut names = Vec::new();
        for bloc in blocs {
            let Some(code) = CountryCode::new(&bloc.key) else { continue };
            let own = [&bloc.name.en, &bloc.name.zh_hans, &bloc.name.zh_hant].into_iter().chain(&bloc.aliases);
            names.extend(own.filter(|name| !name.is_empty() && !is_place(name)).map(|name| (code, name.clone())));
        }
        let keys = names.iter().map(|(_, name)| fold(name));
        let index = Phrases::new(keys);
        Self { index, names }
    }

    /// The first group named, as the only country of the item.
    pub fn read(&self, text: &Text) -> Option<CountryFinding> {
        self.index.find(text).find_map(|(at, number)| {
            let (code, name) = self.names.get(number)?;
            let words = text.words(at.clone());
            let acronym = name.len() <= ACRONYM;
            let whole = is_whole(text.folded(), at.start, at.end) && (!acronym || words == name);
            let offsets = text.offsets(at);
            let evidence =
                Evidence { text: words.to_owned(), start: offsets.start, end: offsets.end, via: "bloc".to_owned() };
            whole.then(|| CountryFinding { code: *code, weight: 1.0, evidence: vec![evidence] })
        })
    }
}

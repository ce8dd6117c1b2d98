//! Traditional forms of the lexicon's simplified words, so that each word is written once. Taiwan's own words are
//! pairs in the data; telling which script a text is in is left to [`language`](super::language).

use std::collections::HashMap;

use super::file::Forms;

/// From simplified to traditional.
#[derive(Debug, Default)]
pub(super) struct Traditional {
    characters: HashMap<char, Vec<char>>,
    words: Vec<(String, String)>,
}

impl Traditional {
    /// Reads the pairs.
    pub(super) fn new(forms: &Forms) -> Self {
        let mut characters: HashMap<char, Vec<char>> = HashMap::new();
        for (simplified, traditional) in pairs(forms) {
            characters.entry(simplified).or_default().push(traditional);
        }
        Self { characters, words: forms.words.iter().map(|(from, to)| (from.clone(), to.clone())).collect() }
    }

    /// The traditional forms of a word that differ from it: by its characters, and by Taiwan's word.
    pub(super) fn forms(&self, word: &str) -> Vec<String> {
        let mut forms = self.spellings(word);
        for (from, to) in &self.words {
            if word.contains(from.as_str()) {
                forms.extend(self.spellings(&word.replace(from.as_str(), to)));
                forms.push(word.replace(from.as_str(), to));
            }
        }
        forms.retain(|form| form != word);
        forms.sort();
        forms.dedup();
        forms
    }

    /// Every spelling where one simplified character stands for several traditional ones, at most sixteen.
    fn spellings(&self, word: &str) -> Vec<String> {
        let mut spellings = vec![String::new()];
        for c in word.chars() {
            let forms = self.characters.get(&c).cloned().unwrap_or_else(|| vec![c]);
            spellings = spellings
                .iter()
                .flat_map(|start| forms.iter().map(move |form| format!("{start}{form}")))
                .take(16)
                .collect();
        }
        spellings
    }
}

/// The pairs of characters, simplified first.
pub(super) fn pairs(forms: &Forms) -> impl Iterator<Item = (char, char)> + '_ {
    forms.characters.split_whitespace().flat_map(|pair| {
        let mut characters = pair.chars();
        let first = characters.next();
        characters.filter_map(move |other| first.map(|first| (first, other)))
    })
}

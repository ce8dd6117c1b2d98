//! The shipped files of `config/`, embedded in the binary. A file that is not in these lists is not shipped, which a
//! test holds against the folder.

/// A shipped text file: its path under `config/`, and its text.
type Text = (&'static str, &'static str);

/// Lists files of `config/` with their text.
macro_rules! texts {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../config/", $path)))),*]
    };
}

/// Every shipped text file. Add a line for each new file of `config/`.
const TEXTS: &[Text] = texts![
    "fenghuo.toml",
    "model.toml",
    "countries.toml",
    "registry.toml",
    "measures.toml",
    "feeds/advisories.toml",
    "feeds/economy.toml",
    "feeds/health.toml",
    "feeds/index.toml",
    "feeds/ip.toml",
    "feeds/natural.toml",
    "feeds/policy.toml",
    "feeds/query.toml",
    "feeds/regional.toml",
    "feeds/world.toml",
    "iso3166.tsv",
    "common-words.txt",
    "slugs.txt",
    "deliver.toml",
    "briefing.toml",
    "keymap.toml",
    "rules.toml",
    "warn.toml",
    "lexicon/hanzi.txt",
    "lexicon/hazards/en-advice.toml",
    "lexicon/hazards/en.toml",
    "lexicon/hazards/reading.toml",
    "lexicon/places.toml",
    "lexicon/words_en.txt",
    "locale/briefing.toml",
    "locale/countries.toml",
    "locale/domain.toml",
    "locale/notice.toml",
    "locale/officer.toml",
    "locale/reason.toml",
    "locale/report.toml",
    "locale/tui.toml",
    "map/land.txt",
    "lexicon/SOURCES.md",
    "lexicon/hazards/ar.toml",
    "lexicon/hazards/be.toml",
    "lexicon/hazards/de.toml",
    "lexicon/hazards/es.toml",
    "lexicon/hazards/fa.toml",
    "lexicon/hazards/fr.toml",
    "lexicon/hazards/hant.toml",
    "lexicon/hazards/id.toml",
    "lexicon/hazards/it.toml",
    "lexicon/hazards/ja.toml",
    "lexicon/hazards/ko.toml",
    "lexicon/hazards/languages.toml",
    "lexicon/hazards/nl.toml",
    "lexicon/hazards/pt.toml",
    "lexicon/hazards/ru.toml",
    "lexicon/hazards/tr.toml",
    "lexicon/hazards/uk.toml",
    "lexicon/hazards/vi.toml",
    "lexicon/hazards/zh.toml",
    "templates/briefing.html.j2",
    "templates/briefing.md.j2",
    "templates/notice.html.j2",
    "templates/notice.md.j2",
    "templates/notice.txt.j2",
    "presets/canada-advice.jq",
    "presets/emsc.jq",
    "presets/eonet.jq",
    "presets/federal-register.jq",
    "presets/frankfurter.jq",
    "presets/gdacs-geojson.jq",
    "presets/gdelt-doc.jq",
    "presets/gdelt-events.jq",
    "presets/germany-advice.jq",
    "presets/govuk-advice.jq",
    "presets/inform.jq",
    "presets/ioda.jq",
    "presets/meteoalarm.jq",
    "presets/netherlands-advice.jq",
    "presets/ofac-changes.jq",
    "presets/opensanctions.jq",
    "presets/reliefweb.jq",
    "presets/ucdp-candidate.jq",
    "presets/us-state-api.jq",
    "presets/usgs.jq",
    "presets/wgi.jq",
    "presets/who-don.jq",
    "templates/page.css",
    "themes/dark.toml",
    "themes/high-contrast.toml",
    "themes/light.toml",
    "themes/mono.toml",
];

/// Every shipped binary table. Add a line `("lexicon/x.bin", include_bytes!("../../config/lexicon/x.bin"))` for each.
const TABLES: &[(&str, &[u8])] = &[
    ("lexicon/places.bin", include_bytes!("../../config/lexicon/places.bin")),
    ("lexicon/place_names_zh.tsv", include_bytes!("../../config/lexicon/place_names_zh.tsv")),
];

/// The text of a shipped file by its path under `config/`: `templates/notice.md.j2`.
pub fn shipped_text(path: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
}

/// The bytes of a shipped file by its path under `config/`, whether it is a table or a text.
pub fn shipped_bytes(path: &str) -> Option<&'static [u8]> {
    let table = TABLES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| *bytes);
    table.or_else(|| shipped_text(path).map(str::as_bytes))
}

/// Every shipped text file, in the order of the list.
pub(super) fn texts() -> impl Iterator<Item = Text> {
    TEXTS.iter().copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_shipped() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let mut found = BTreeSet::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"));
                }
            }
        }
        let listed: BTreeSet<String> = TEXTS
            .iter()
            .map(|(path, _)| *path)
            .chain(TABLES.iter().map(|(path, _)| *path))
            .map(str::to_owned)
            .collect();
        let missing: Vec<_> = found.difference(&listed).collect();
        assert!(missing.is_empty(), "add to TEXTS or TABLES of src/config/shipped.rs: {missing:?}");
    }

    #[test]
    fn a_shipped_file_is_found_by_its_path() {
        assert!(shipped_text("model.toml").unwrap().contains("[reliability]"));
        assert_eq!(shipped_bytes("model.toml").unwrap(), shipped_text("model.toml").unwrap().as_bytes());
        assert_eq!(shipped_text("nowhere.toml"), None);
    }
}

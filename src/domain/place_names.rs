//! Names of towns and regions in Chinese, by the name that the gazetteer has for them.
//!
//! The table (`config/lexicon/place_names_zh.tsv`) is searched as it lies in the program: nothing is read at start and
//! nothing is kept. Making it is left to `examples/build_places`.

use super::country::CountryCode;
use super::words::Lang;

/// A table in lines, in the order of their bytes: `UA Kyiv`, the simplified and the traditional name, parted by tabs. A
/// third field that is left out is the second; an empty one is not known.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlaceNames(&'static str);

impl PlaceNames {
    /// The names of a table.
    pub const fn new(table: &'static str) -> Self {
        Self(table)
    }

    /// What a place is called, where that is known.
    pub fn get(self, code: CountryCode, name: &str, lang: Lang) -> Option<&'static str> {
        if lang == Lang::En {
            return None;
        }
        let mut fields = self.line(&format!("{code} {name}"))?.split('\t').skip(1);
        let hans = fields.next()?;
        let found = if lang == Lang::ZhHant { fields.next().unwrap_or(hans) } else { hans };
        (!found.is_empty()).then_some(found)
    }

    /// The line whose first field is the key, found by halving.
    fn line(self, key: &str) -> Option<&'static str> {
        let mut rest = self.0;
        while !rest.is_empty() {
            let (before, line, after) = middle(rest)?;
            let field = line.split('\t').next().unwrap_or_default();
            match field.cmp(key) {
                std::cmp::Ordering::Equal => return Some(line),
                std::cmp::Ordering::Less => rest = after,
                std::cmp::Ordering::Greater => rest = before,
            }
        }
        None
    }
}

/// The line in the middle of a text, with what stands before and after it.
fn middle(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let half = text.floor_char_boundary(text.len() / 2);
    let start = text.get(..half)?.rfind('\n').map_or(0, |at| at + 1);
    let (before, rest) = text.split_at_checked(start)?;
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    Some((before, line, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "GE Tbilisi\t第比利斯\nUA Kharkiv\t哈尔科夫\t哈爾科夫\nUA Lviv\t利沃夫\nUA X\t爱\t\n";

    fn name(code: &str, name: &str, lang: Lang) -> Option<&'static str> {
        PlaceNames::new(TABLE).get(CountryCode::new(code).unwrap(), name, lang)
    }

    #[test]
    fn every_line_is_found_and_nothing_else() {
        assert_eq!(name("GE", "Tbilisi", Lang::ZhHant), Some("第比利斯"));
        assert_eq!(name("UA", "Kharkiv", Lang::ZhHans), Some("哈尔科夫"));
        assert_eq!(name("UA", "Kharkiv", Lang::ZhHant), Some("哈爾科夫"));
        assert_eq!(name("UA", "Lviv", Lang::ZhHans), Some("利沃夫"));
        assert_eq!((name("UA", "X", Lang::ZhHans), name("UA", "X", Lang::ZhHant)), (Some("爱"), None));
        assert_eq!(name("UA", "Kharkiv", Lang::En), None);
        for (code, other) in [("UA", "Tbilisi"), ("UA", "Kharki"), ("UA", ""), ("AA", "A"), ("ZZ", "Z")] {
            assert_eq!(name(code, other, Lang::ZhHans), None, "{code} {other}");
        }
        assert_eq!(PlaceNames::default().get(CountryCode::new("UA").unwrap(), "Lviv", Lang::ZhHans), None);
    }

    #[test]
    fn the_shipped_table_is_in_order_and_has_the_towns_of_the_news() {
        let table = include_str!("../../config/lexicon/place_names_zh.tsv");
        let keys: Vec<&str> = table.lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert!(keys.is_sorted() && keys.len() > 10_000, "{}", keys.len());
        let names = PlaceNames::new(table);
        let told = [("UA", "Kharkiv", "哈尔科夫"), ("ID", "Jakarta", "雅加达"), ("US", "Texas", "得克萨斯州")];
        for (code, name, hans) in told {
            assert_eq!(names.get(CountryCode::new(code).unwrap(), name, Lang::ZhHans), Some(hans));
        }
        let hant: Vec<_> = table.lines().filter_map(|line| line.split('\t').nth(2)).collect();
        assert!(hant.iter().filter(|name| name.is_empty()).count() * 20 < keys.len(), "most are known in both scripts");
    }
}

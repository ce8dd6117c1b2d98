//! Texts as they should not come: empty, one emoji, cut off, disguised, shouted, marked up. An annotation always comes
//! back, and all that it points at lies in the text.

use proptest::prelude::*;

use super::{annotator, item};
use crate::domain::annotation::{Annotation, Evidence};

/// A headline with a place, a count and a hazard in each script.
const HEADLINES: [&str; 8] = [
    "Missile strike on Kharkiv kills 12, dozens hurt – governor",
    "基辅遭导弹袭击，十二人死亡，数十人受伤",
    "Ракетный удар по Харькову: погибли 12 человек",
    "زلزال بقوة 6 درجات يضرب المغرب ويقتل 12 شخصا",
    "حمله هوایی اسرائیل به جنوب لبنان ۱۲ کشته",
    "キーウにミサイル攻撃、12人死亡",
    "우크라이나 하르키우 미사일 공격 12명 사망",
    "Thổ Nhĩ Kỳ: động đất 6,1 độ, 12 người chết",
];

fn annotate(title: &str, summary: &str) -> Annotation {
    annotator().annotate(&item(title, summary, None))
}

fn evidence(read: &Annotation) -> impl Iterator<Item = &Evidence> {
    let countries = read.countries.iter().flat_map(|finding| &finding.evidence);
    countries.chain(read.hazards.iter().flat_map(|finding| &finding.evidence))
}

/// What must hold for any text: evidence is a stretch of it, and shares are shares.
fn is_sound(read: &Annotation, title: &str, summary: &str) -> bool {
    let whole: Vec<char> = format!("{title}\n{summary}").chars().collect();
    let in_text = |found: &Evidence| {
        let words = whole.get(found.start..found.end).map(|words| words.iter().collect::<String>());
        words.as_ref() == Some(&found.text)
    };
    let share = |value: f64| (0.0..=1.0).contains(&value);
    evidence(read).all(in_text)
        && read.hazards.iter().all(|finding| share(finding.confidence))
        && read.countries.iter().all(|finding| share(finding.weight))
        && read.severity.as_ref().is_none_or(|severity| share(severity.value))
}

#[test]
fn next_to_nothing_says_nothing() {
    for text in ["", " ", "\n", "🔥", "\u{200f}", "\u{301}", "\u{feff}", "…", "—", "«»", "\u{0}"] {
        let read = annotate(text, text);
        assert!(is_sound(&read, text, text), "{text:?}");
        assert!(read.countries.is_empty() && read.hazards.is_empty() && read.severity.is_none(), "{text:?}");
    }
}

#[test]
fn a_text_cut_anywhere_comes_back() {
    for headline in HEADLINES {
        for (end, _) in headline.char_indices() {
            let (head, tail) = headline.split_at(end);
            assert!(is_sound(&annotate(head, ""), head, ""), "{head}");
            assert!(is_sound(&annotate(tail, head), tail, head), "{tail}");
        }
    }
}

#[test]
fn marks_left_over_hide_nothing() {
    let read = annotate("<b>Missile strike</b> on <i>Kharkiv</i>&nbsp;kills&#32;12", "<p class=\"x\">");
    assert_eq!(read.countries[0].code.as_str(), "UA");
    assert_eq!(read.hazards[0].hazard, crate::domain::hazard::Hazard::ArmedConflict);
}

#[test]
fn letters_that_only_look_right_are_no_names() {
    // The first has Cyrillic letters in it: it may be read as nothing, but never as another country.
    for title in ["Ukrаinе", "Bеlаrus", "Сhina"] {
        assert!(annotate(title, "").countries.len() <= 1, "{title}");
    }
}

#[test]
fn shouting_is_read_as_speaking() {
    let read = annotate("MISSILE STRIKE ON KHARKIV KILLS 12", "");
    assert_eq!(read.countries[0].code.as_str(), "UA");
    assert_eq!(read.fatalities, Some(12));
}

#[test]
fn composed_and_decomposed_letters_are_one() {
    let (composed, decomposed) = ("Sismo en Perú: 12 muertos", "Sismo en Peru\u{301}: 12 muertos");
    let codes = |title| annotate(title, "").countries.iter().map(|finding| finding.code).collect::<Vec<_>>();
    assert_eq!(codes(composed), codes(decomposed));
    assert_eq!(codes(composed).len(), 1);
}

/// A headline with something done to it that feeds do.
fn worn() -> impl Strategy<Value = String> {
    let wear = prop_oneof![
        Just(("", "")),
        Just(("<p>", "</p>")),
        Just(("&lt;b&gt;", "&amp;nbsp;")),
        Just(("\u{202e}", "\u{202c}")),
        Just(("\u{2067}", "")),
        Just(("🔥🔥", "🇺🇦")),
        Just(("\u{feff}", "\u{fffd}")),
    ];
    let case = prop_oneof![Just(0), Just(1), Just(2)];
    (0..HEADLINES.len(), 0_usize..80, wear, case).prop_map(|(at, cut, (before, after), case)| {
        let cut: String = HEADLINES[at].chars().take(cut).collect();
        let cased = match case {
            0 => cut,
            1 => cut.to_uppercase(),
            _ => cut.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        };
        format!("{before}{cased}{after}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn worn_headlines_come_back_sound(parts in proptest::collection::vec(worn(), 1..4), summary in worn()) {
        let title = parts.join(" ");
        let read = annotate(&title, &summary);
        prop_assert!(is_sound(&read, &title, &summary), "{read:?}");
    }
}

//! What must not pass the border.

use std::time::Instant;

use proptest::prelude::*;
use rstest::rstest;
use url::Url;

use super::*;

#[rstest]
#[case("plain", "Flood in Lagos", "Flood in Lagos")]
#[case("tags", "<p>Flood in <b>Lagos</b></p><p>12 dead</p>", "Flood in Lagos 12 dead")]
#[case("entities", "Caf&eacute; &amp; bar &#8211; &#x4e2d;", "Café & bar – 中")]
#[case("escaped twice", "A &amp;amp; B &amp;lt;b&amp;gt;C&amp;lt;/b&amp;gt;", "A & B C")]
#[case("windows-1252 reference", "it&#146;s", "it’s")]
#[case("unknown name is text", "Redis by <antirez>", "Redis by <antirez>")]
#[case("less-than is text", "a < b and c > d", "a < b and c > d")]
#[case("bare ampersand", "AT&T & R&D", "AT&T & R&D")]
#[case("script", "x<script>alert(1)</script>y", "x y")]
#[case("comment", "a<!-- <b>hidden</b> -->b", "ab")]
#[case("attribute with >", "<img alt=\"a > b\" src=x>sea", "sea")]
#[case("white space", " a\t\n b\u{a0}\u{3000}c ", "a b c")]
#[case("escape", "a\u{1b}[31mred\u{9b}2J", "a[31mred2J")]
#[case("bidi", "a\u{202e}b\u{2066}c\u{200f}", "abc")]
#[case("zero width", "Ky\u{200b}iv\u{feff}", "Kyiv")]
#[case("tag characters", "a\u{e0041}b", "ab")]
#[case("emoji joiner", "👩\u{200d}🔬 ok", "👩\u{200d}🔬 ok")]
#[case("latin joiner", "a\u{200d}b", "ab")]
#[case("persian joiner", "می\u{200c}خواهم", "می\u{200c}خواهم")]
#[case("nfc", "e\u{301}", "é")]
#[case("reference to a control", "a&#27;b&#0;c", "abc")]
#[case("number out of range", "a&#x110000;b", "a\u{fffd}b")]
fn text_is_cleaned(#[case] what: &str, #[case] raw: &str, #[case] want: &str) {
    assert_eq!(clean_text(raw, 1000), want, "{what}");
}

#[test]
fn marks_beyond_eight_are_dropped() {
    let smear = format!("z{}", "\u{335}".repeat(200));
    assert_eq!(clean_text(&smear, 1000).chars().count(), 9);
}

#[test]
fn a_cut_is_marked_and_counts_characters() {
    assert_eq!(clean_text("基辅遭到大规模空袭", 5), "基辅遭到…");
    assert_eq!(clean_text("abc def", 5), "abc…");
    assert_eq!(clean_text("abc", 3), "abc");
    assert_eq!(clean_text("abc", 0), "");
}

#[test]
fn hostile_markup_costs_no_more_than_its_bytes() {
    let nested = "&lt;div&gt;".repeat(80_000);
    let unclosed = "<b <!-- <script> \"".repeat(80_000);
    let wrapped = format!("&{}lt;b>x", "amp;".repeat(10_000));
    let start = Instant::now();
    assert!(clean_text(&nested, 100).len() < 10);
    assert!(clean_text(&unclosed, 100).chars().count() <= 100);
    assert_eq!(clean_text(&wrapped, 100), "x");
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[rstest]
#[case("https://a.org/x?q=1", Some("https://a.org/x?q=1"))]
#[case("  /news/1 ", Some("https://example.org/news/1"))]
#[case("//cdn.example/x", Some("https://cdn.example/x"))]
#[case("https://user:secret@a.org/", Some("https://a.org/"))]
#[case("javascript:alert(1)", None)]
#[case("data:text/html,x", None)]
#[case("file:///etc/passwd", None)]
#[case("ssh://host", None)]
#[case("", None)]
fn only_web_links_pass(#[case] raw: &str, #[case] want: Option<&str>) {
    let base = Url::parse("https://example.org/feed.xml").unwrap();
    assert_eq!(clean_link(raw, Some(&base)).as_deref(), want);
}

#[test]
fn a_link_holds_no_control_character() {
    let link = clean_link("https://a.org/\u{1b}]8;;x\u{7}\u{202e}", None).unwrap();
    assert!(link.is_ascii() && !link.chars().any(char::is_control), "{link}");
}

#[test]
fn scrubbing_keeps_the_offsets_of_clean_text() {
    let text = "Two  spaces\nand e\u{301}\u{a0}中";
    assert!(matches!(scrub(text), Cow::Borrowed(same) if same == text));
    assert_eq!(scrub("a\u{1b}[0m\tb\u{202e}c"), "a[0m bc");
}

fn is_clean(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{e0000}'..='\u{e0fff}')
}

proptest! {
    #[test]
    fn cleaning_is_idempotent_and_emits_nothing_forbidden(raw in any::<String>(), limit in 0usize..80) {
        let once = clean_text(&raw, limit);
        prop_assert!(once.chars().all(is_clean), "{once:?}");
        prop_assert!(once.chars().count() <= limit);
        prop_assert_eq!(clean_text(&once, limit), once);
    }

    #[test]
    fn cleaning_markup_is_idempotent(raw in "(<|>|&|b|;|lt|amp|#|60|/|-|!|\"| |script|\u{200b}|\u{301}|e|\u{37e}|\u{200d}|中){0,40}", limit in 1usize..60) {
        let once = clean_text(&raw, limit);
        prop_assert_eq!(clean_text(&once, limit), once);
    }

    #[test]
    fn scrubbing_is_idempotent_and_emits_no_control(raw in any::<String>()) {
        let once = scrub(&raw).into_owned();
        prop_assert!(once.chars().all(|c| c == '\n' || is_clean(c)));
        prop_assert_eq!(scrub(&once), once.as_str());
    }
}

//! Feeds that are broken in the ways feeds are: what was sent is read, as far as it can be told what it was.

use pretty_assertions::assert_eq;
use rstest::rstest;

use super::{feed, read_as};

/// Two items in a channel called Feed, after `before` and with `inside` in front of them.
fn rss(before: &str, inside: &str) -> String {
    format!("{before}<rss version=\"2.0\"><channel><title>Feed</title>{inside}{TWO}</channel></rss>")
}

const TWO: &str = "<item><title>One</title><guid>1</guid></item><item><title>Two</title><guid>2</guid></item>";
const ENTRY: &str = "<entry><title>One</title><id>1</id><updated>2026-01-01T00:00:00Z</updated></entry>";

fn titles(text: &str) -> (String, Vec<String>) {
    let document = read_as(&feed(None), text.as_bytes()).unwrap();
    (document.title, document.items.into_iter().map(|item| item.title).collect())
}

#[rstest]
#[case::blank_lines("\n\n<?xml version=\"1.0\"?>")]
#[case::noise("garbage <?xml version=\"1.0\"?>")]
#[case::comment("<!-- made by hand --><?xml version=\"1.0\"?>")]
#[case::script_fault(
    "<br />\n<b>Warning</b>: connect() failed in <b>/x.php</b> on line <b>3</b><br />\n<?xml version=\"1.0\"?>"
)]
#[case::headers("HTTP/1.1 200 OK\nX-Cache: hit\n\n<?xml version=\"1.0\"?>")]
#[case::twice("<?xml version=\"1.0\"?><?xml version=\"1.0\"?>")]
#[case::unknown_version("<?xml version=\"2.0\"?>")]
#[case::upper_case("<?XML VERSION=\"1.0\"?>")]
#[case::without_quotes("<?xml version=1.0 encoding=utf-8 ?>")]
#[case::not_ended("<?xml version=\"1.0\" encoding=\"utf-8\">")]
#[case::style("<?xml-stylesheet href=\"a.xsl\" type=\"text/xsl\"?>")]
#[case::doctype(
    "<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" \"http://my.netscape.example/rss-0.91.dtd\">"
)]
#[case::entities("<!DOCTYPE rss [<!ENTITY foo \"bar\"><!ENTITY twice \"&foo;&foo;\">]>")]
#[case::open_doctype("<!DOCTYPE rss [<!ENTITY foo \"bar\">")]
#[case::page("<html><body>")]
#[case::many_open_tags("<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>")]
fn what_stands_before_a_feed_does_not_hide_it(#[case] before: &str) {
    assert_eq!(titles(&rss(before, "")), ("Feed".into(), vec!["One".into(), "Two".into()]));
}

#[test]
fn a_declaration_of_another_encoding_deep_in_a_feed_stops_nothing() {
    let late = format!("<link>{}</link><?xml version=\"1.0\" encoding=\"windows-1252\"?>", "x".repeat(100_000));
    assert_eq!(titles(&rss("", &late)), ("Feed".into(), vec!["One".into(), "Two".into()]));
}

#[rstest]
#[case::stray_ends("</item></foo>")]
#[case::nuls("\0<b/>\0")]
#[case::comment_with_dashes("<!-- a -- b --->")]
#[case::image("<image><title>Picture</title><url>x</url></image>")]
#[case::text_input("<textInput><title>Search</title></textInput>")]
#[case::undeclared_prefix("<dc:creator>x</dc:creator><sy:updatePeriod>hourly</sy:updatePeriod>")]
#[case::bare_ampersands("<link>http://x.example/?a=1&b=2&</link>")]
#[case::attributes("<cloud domain=x.example port=80 path='/a\"b' checked/>")]
#[case::doubled_attribute("<cloud domain=\"a\" domain=\"b\"/>")]
#[case::empty_end("<webMaster>x</>")]
#[case::brackets("<<link>>x</link>")]
fn what_stands_in_a_feed_does_not_hide_its_items(#[case] inside: &str) {
    assert_eq!(titles(&rss("", inside)), ("Feed".into(), vec!["One".into(), "Two".into()]));
}

#[rstest]
#[case::item_not_ended("<rss><channel><item><title>One</title><item><title>Two</title></item>", &["One", "Two"])]
#[case::title_not_ended("<rss><channel><item><title>One<link>http://x.example/</link></item><item><title>Two</title></item>", &["One", "Two"])]
#[case::nothing_ended("<rss><channel><title>Feed</title><item><title>One</title><description>a <b>c", &["One"])]
#[case::cut_in_a_tag("<rss><channel><item><title>One</title></item><ite", &["One"])]
#[case::cut_in_a_title("<rss><channel><item><title>One</title></item><item><title>Tw", &["One", "Tw"])]
#[case::bad_nesting("<rss><channel><item><title><b>One</title></b></item><item><title>Two</title></item>", &["One", "Two"])]
#[case::cdata_not_ended("<rss><channel><item><title><![CDATA[One</title></item><item><title>Two</title></item>", &["One", "Two"])]
#[case::cdata_ended_twice("<rss><channel><item><title><![CDATA[One]]></title></item>]]><item><title>Two</title></item>", &["One", "Two"])]
#[case::comment_not_ended("<rss><channel><!-- <item><title>One</title></item><item><title>Two</title></item>", &["One", "Two"])]
#[case::signs("<rss><channel><item><title>1 < 2 <3 & more</title></item><item><title>b</title></item>", &["1 < 2 <3 & more", "b"])]
#[case::undefined_entities("<rss><channel><item><title>A&nbsp;&foo; &eacute;&mdash;</title></item>", &["A &foo; é—"])]
#[case::references("<rss><channel><item><title>a&#0;b&#x1;c&#xD800;d&#1114112;e &#150; &#x93;f&#x94;</title></item>", &["abc\u{fffd}d\u{fffd}e – “f”"])]
#[case::controls("<rss><channel><item><title>On\x01\x08e</title></item>", &["One"])]
#[case::upper("<RSS VERSION=\"2.0\"><CHANNEL><ITEM><TITLE>One</TITLE></ITEM></CHANNEL></RSS>", &["One"])]
#[case::mixed_case("<rss><channel><Item><Title>One</title></item><item><TITLE>Two</Title></ITEM>", &["One", "Two"])]
#[case::rss_and_atom("<rss><channel><entry><title>One</title></entry><item><title>Two</title></item></channel></rss>", &["One", "Two"])]
#[case::no_channel("<rss version=\"2.0\"><item><title>One</title></item></rss>", &["One"])]
#[case::no_root("<item><title>One</title></item><item><title>Two</title></item>", &["One", "Two"])]
#[case::two_feeds("<rss><channel><item><title>One</title></item></channel></rss><rss><channel><item><title>Two</title></item></channel></rss>", &["One", "Two"])]
#[case::after_the_end("<rss><channel><item><title>One</title></item></channel></rss><script>count()</script></html>", &["One"])]
#[case::channel_definition("<CHANNEL HREF=\"http://x.example\"><TITLE>Feed</TITLE><ITEM HREF=\"http://x.example/1\"><TITLE>One</TITLE></ITEM></CHANNEL>", &["One"])]
#[case::rdf_without_declarations("<rdf:RDF><channel><title>Feed</title></channel><item rdf:about=\"x\"><title>One</title></item></rdf:RDF>", &["One"])]
#[case::rdf_with_other_prefixes("<r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:q=\"http://purl.org/rss/1.0/\"><q:item><q:title>One</q:title></q:item></r:RDF>", &["One"])]
#[case::old_rdf("<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://my.netscape.com/rdf/simple/0.9/\"><item><title>One</title></item></rdf:RDF>", &["One"])]
fn what_was_sent_is_read(#[case] text: &str, #[case] wanted: &[&str]) {
    assert_eq!(titles(text).1, wanted);
}

#[rstest]
#[case::none("")]
#[case::empty(" xmlns=\"\"")]
#[case::misspelt(" xmlns=\"http://www.w3.org/2005/atom/\"")]
#[case::unknown(" xmlns=\"http://example.org/unknown\"")]
#[case::old(" version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"")]
fn atom_is_known_by_its_elements(#[case] declaration: &str) {
    let text = format!("<feed{declaration}><title>Feed</title>{ENTRY}</feed>");
    assert_eq!(titles(&text), ("Feed".into(), vec!["One".into()]));
}

#[rstest]
#[case::rss("<rss version=\"2.0\"><channel><title>Feed</title></channel></rss>")]
#[case::atom("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Feed</title></feed>")]
#[case::rdf("<rdf:RDF><channel><title>Feed</title></channel></rdf:RDF>")]
#[case::cut_off("<rss><channel><title>Feed</title>")]
fn a_feed_without_entries_is_one_also_behind_a_fault(
    #[case] text: &str,
    #[values("", "<br />\n<b>Warning</b>: fault\n", "<p>Notice<p>", "]]>", "<?xml version=\"1.0\">")] before: &str,
) {
    assert_eq!(titles(&format!("{before}{text}")), ("Feed".into(), vec![]));
}

#[rstest]
#[case("<html><body>We have a <feed >")]
#[case("<script>'<rss version=2.0>'</script>")]
#[case("<div><form action=x><rss></form></div>")]
#[case("<p>See our <feedback></p>")]
fn a_page_that_names_a_feed_is_none(#[case] text: &str) {
    assert!(read_as(&feed(None), text.as_bytes()).is_err());
}

#[rstest]
#[case::lost_quote("<?xml version=\"1.0\" encoding=\"utf-8>\n")]
#[case::lost_end("<?xml version=\"1.0\">")]
fn a_broken_declaration_swallows_nothing(#[case] before: &str) {
    let (title, items) = titles(&rss(before, "<?robots none?>"));
    assert_eq!((title.as_str(), items.len()), ("Feed", 2));
}

#[rstest]
#[case::trailing_comma("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"One\"},]}", &["One"], None)]
#[case::raw_control("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"One\n\x01more\"}]}", &["One more"], None)]
#[case::cut_off("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"One\"},{\"id\":\"2\",\"ti", &["One"], Some(1))]
#[case::guarded(")]}',\n{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"One\"}]}", &["One"], None)]
#[case::callback("take({\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\"title\":\"One\"}]});", &["One"], None)]
#[case::no_number("{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":NaN,\"title\":\"One\"}]}", &["One"], None)]
fn broken_json_gives_its_whole_entries_and_counts_the_rest(
    #[case] text: &str,
    #[case] wanted: &[&str],
    #[case] cut: Option<u32>,
) {
    let document = read_as(&feed(None), text.as_bytes()).unwrap();
    assert_eq!(document.items.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), wanted);
    assert_eq!(document.dropped.get("bad_row").copied(), cut);
}

#[test]
fn a_preset_reads_a_document_that_was_cut_off() {
    let text = r#"{"features":[{"id":"a","properties":{"title":"M 5.0 - here","mag":5.0,"time":1}},{"id":"b","prop"#;
    let document = read_as(&feed(Some("usgs")), text.as_bytes()).unwrap();
    assert_eq!((document.items.len(), document.entries, document.dropped["bad_row"]), (1, 2, 1));
}

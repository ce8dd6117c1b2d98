//! Notices in every format, and what hostile text must not do to them.

use std::io::Read;
use std::path::PathBuf;
use std::process::Command;

use super::*;
use crate::domain::sample;
use crate::report::tests::{HOSTILE, words};
use crate::report::{
    Template, notice_cap, notice_csv, notice_docx, notice_html, notice_json, notice_markdown, notice_text,
};

const HTML: Template<'_> =
    Template { name: "notice.html.j2", source: include_str!("../../../config/templates/notice.html.j2") };
const MARKDOWN: Template<'_> =
    Template { name: "notice.md.j2", source: include_str!("../../../config/templates/notice.md.j2") };
const TEXT: Template<'_> =
    Template { name: "notice.txt.j2", source: include_str!("../../../config/templates/notice.txt.j2") };

fn with_sheet<T>(notice: &Notice, lang: Lang, use_it: impl FnOnce(&NoticeSheet<'_>) -> T) -> T {
    let (words, country) = (words(lang), sample::country());
    use_it(&NoticeSheet { notice, words: &words, country: Some(&country) })
}

fn issued() -> Notice {
    let mut notice = sample::notice();
    notice.state = NoticeState::Issued;
    notice.sent = Some(sample::now());
    notice.approved = Some(("wang".into(), sample::now()));
    notice.document_number = Some("某科发〔2026〕7号".into());
    notice.hash = Some("ab12".into());
    notice
}

/// A notice with a hostile text in every field that a feed or a person fills.
fn hostile() -> Notice {
    let mut notice = issued();
    let text = sample::text(HOSTILE, HOSTILE, HOSTILE);
    let content = &mut notice.content;
    content.subject = text.clone();
    content.area = text.clone();
    content.assessment = text.clone();
    for fact in &mut content.facts {
        fact.text = text.clone();
    }
    for source in &mut content.sources {
        source.title = HOSTILE.into();
        source.publisher = HOSTILE.into();
        source.link = Some("https://e.example/?a=\"><script>x</script>&b=)]".into());
    }
    notice
}

#[test]
fn a_draft_reads_well_as_text_in_each_language() {
    for lang in Lang::ALL {
        let text = with_sheet(&sample::notice(), lang, |sheet| notice_text(sheet, TEXT)).unwrap();
        insta::assert_snapshot!(format!("draft_{lang}"), text);
    }
}

#[test]
fn an_issued_notice_reads_well_in_markdown() {
    insta::assert_snapshot!(with_sheet(&issued(), Lang::ZhHans, |sheet| notice_markdown(sheet, MARKDOWN)).unwrap());
}

#[test]
fn only_a_draft_carries_the_draft_mark() {
    let marks = |notice: &Notice| with_sheet(notice, Lang::En, |sheet| sheet.document().marks).join("|");
    assert!(marks(&sample::notice()).contains("DRAFT"));
    assert_eq!(marks(&issued()), "");
    let drill = Notice { exercise: true, made_up: true, ..issued() };
    assert!(marks(&drill).contains("EXERCISE") && marks(&drill).contains("MADE-UP"));
    let lifted = Notice { state: NoticeState::Lifted, ..issued() };
    assert_eq!(marks(&lifted), "This document is no longer in force: lifted");
}

#[test]
fn every_language_says_the_same_number_of_things() {
    let shape = |lang| {
        with_sheet(&issued(), lang, |sheet| {
            let document = sheet.document();
            let sections: Vec<_> =
                document.sections.iter().map(|section| (section.fields.len(), section.paragraphs.len())).collect();
            (sections, document.closing.len(), document.sources.len())
        })
    };
    assert_eq!(shape(Lang::En), shape(Lang::ZhHans));
    assert_eq!(shape(Lang::En), shape(Lang::ZhHant));
}

#[test]
fn the_eight_elements_of_the_law_are_there() {
    let text = with_sheet(&issued(), Lang::ZhHans, |sheet| notice_text(sheet, TEXT)).unwrap();
    for element in ["类别", "级别", "起始时间", "可能影响的范围", "警示事项", "应当采取的措施", "发布单位", "发布时间"]
    {
        assert!(text.contains(element), "{element}");
    }
}

#[test]
fn no_key_of_the_tables_is_left_unspoken() {
    let unspoken = regex::Regex::new(r"\b(notice|how|level|certainty|kind_18|kind_mofcom|secrecy)\.[a-z_]+").unwrap();
    for lang in Lang::ALL {
        let text = with_sheet(&issued(), lang, |sheet| notice_text(sheet, TEXT)).unwrap();
        assert_eq!(unspoken.find(&text).map(|found| found.as_str()), None, "{lang}");
    }
}

#[test]
fn hostile_text_stays_text_in_html() {
    let count = |page: &str, tag: &str| page.matches(tag).count();
    let page = with_sheet(&hostile(), Lang::En, |sheet| notice_html(sheet, HTML)).unwrap();
    let calm = with_sheet(&issued(), Lang::En, |sheet| notice_html(sheet, HTML)).unwrap();
    assert!(!page.contains("<script") && !page.contains("<!--") && !page.contains("49"), "{page}");
    for tag in ["<td>", "</td>", "<p", "<a ", "<div>", "\">"] {
        assert_eq!(count(&page, tag), count(&calm, tag), "{tag}");
    }
}

#[test]
fn hostile_text_stays_text_in_markdown_and_on_its_line_in_text() {
    let lines = |notice: &Notice, template, render: fn(&NoticeSheet<'_>, Template<'_>) -> Result<String, _>| {
        with_sheet(notice, Lang::En, |sheet| render(sheet, template)).unwrap().lines().count()
    };
    let mut broken = hostile();
    broken.content.facts[0].text.en = "one\n# two\r\n- three".into();
    assert_eq!(lines(&broken, MARKDOWN, notice_markdown), lines(&issued(), MARKDOWN, notice_markdown));
    assert_eq!(lines(&broken, TEXT, notice_text), lines(&issued(), TEXT, notice_text));
    let escaped = regex::Regex::new(r"\\[[:punct:]]").unwrap();
    let text = with_sheet(&hostile(), Lang::En, |sheet| notice_markdown(sheet, MARKDOWN)).unwrap();
    let markup = escaped.replace_all(&text, "");
    assert!(!markup.contains("<script") && !markup.contains("**x**") && !markup.contains("[a]"), "{markup}");
}

#[test]
fn a_template_cannot_switch_escaping_off() {
    for source in [
        "{% autoescape false %}{{ title }}{% endautoescape %}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(title) }}",
        "{% set x %}{{ title }}{% endset %}{{ x }}",
    ] {
        let page =
            with_sheet(&hostile(), Lang::En, |sheet| notice_html(sheet, Template { name: "t", source })).unwrap();
        assert!(!page.contains("<script"), "{source}: {page}");
    }
    for filter in ["safe", "e", "escape"] {
        let source = format!("{{{{ title|{filter} }}}}");
        let template = Template { name: "t", source: &source };
        assert!(with_sheet(&hostile(), Lang::En, |sheet| notice_html(sheet, template)).is_err(), "{filter}");
    }
}

#[test]
fn a_faulty_template_is_told_with_file_and_line() {
    let fault = |source| {
        let template = Template { name: "mine.txt.j2", source };
        with_sheet(&issued(), Lang::En, |sheet| notice_text(sheet, template)).unwrap_err().to_string()
    };
    insta::assert_snapshot!(
        [
            fault("one\n{{ titel }}"),
            fault("one\ntwo\n{% for %}"),
            fault("{% for a in range(100000) %}{% for b in range(100000) %}{{ b }}{% endfor %}{% endfor %}"),
            fault("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
            fault("one\n{{ title|nothing }}"),
        ]
        .join("\n")
    );
}

#[test]
fn a_notice_for_programs_has_schema_and_key() {
    let value = notice_json(&issued());
    assert_eq!((&value["schema"], &value["key"]), (&"fenghuo.notice/1".into(), &"N-2026-0007:ab12".into()));
    let back: Notice = serde_json::from_value(value).unwrap();
    assert_eq!(back, issued());
    assert_eq!(notice_json(&sample::notice())["key"], "N-2026-0007:draft");
}

#[test]
fn a_notice_is_one_row_of_a_table() {
    insta::assert_snapshot!(notice_csv(&[issued()], &words(Lang::ZhHans)));
    let table = notice_csv(&[hostile()], &words(Lang::En));
    assert_eq!(table.matches("\r\n").count(), 2);
}

#[test]
fn hostile_text_comes_back_whole_from_word() {
    let bytes = with_sheet(&hostile(), Lang::ZhHans, notice_docx).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let (mut reader, mut text) = (quick_xml::Reader::from_str(&xml), String::new());
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Text(part) => text.push_str(&part),
            quick_xml::events::Event::GeneralRef(name) => {
                text.push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap());
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert!(text.contains(HOSTILE), "{text}");
    assert!(!xml.contains("<script"));
}

fn cap(notice: &Notice, earlier: &[Notice]) -> String {
    let tables: Vec<_> = Lang::ALL.iter().map(|lang| words(*lang)).collect();
    let sheets: Vec<_> = tables.iter().map(|words| NoticeSheet { notice, words, country: None }).collect();
    notice_cap(&sheets, earlier, "some department, S&T").unwrap()
}

#[test]
fn a_cap_message_tells_status_type_and_references() {
    let draft = cap(&sample::notice(), &[]);
    assert!(draft.contains("<status>Draft</status>") && draft.contains("<msgType>Alert</msgType>"));
    assert!(draft.contains("+08:00</sent>") && !draft.contains("Z<"), "{draft}");
    assert!(cap(&Notice { exercise: true, ..issued() }, &[]).contains("<status>Exercise</status>"));
    let lift = Notice { id: "N-2026-0008".into(), kind: NoticeKind::Lift, refers_to: vec![issued().id], ..issued() };
    let lift = cap(&lift, &[issued()]);
    assert!(lift.contains("<status>Actual</status>") && lift.contains("<msgType>Cancel</msgType>"));
    assert!(
        lift.contains("<references>some-department--S-T,N-2026-0007,2026-11-22T16:42:00+08:00</references>"),
        "{lift}"
    );
    assert_eq!(lift.matches("<info>").count(), 3);
}

/// Where the schema lies, if it is there.
fn schema() -> Option<PathBuf> {
    let shared = std::env::var_os("FENGHUO_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    Some(shared.join("data/schemas/cap12.xsd")).filter(|path| path.exists())
}

#[test]
fn cap_messages_hold_to_the_schema() {
    let xmllint = Command::new("xmllint").arg("--version").output();
    let (Some(schema), true) = (schema(), xmllint.is_ok()) else {
        #[expect(clippy::print_stderr, reason = "a skipped check has to be seen")]
        {
            eprintln!("skipped: no xmllint or no CAP schema");
        }
        return;
    };
    let lift = Notice { kind: NoticeKind::Lift, refers_to: vec![issued().id], ..issued() };
    let plain = Notice { issuer: None, secrecy: crate::domain::notice::Secrecy::Public, ..sample::notice() };
    for (n, message) in
        [cap(&issued(), &[]), cap(&hostile(), &[]), cap(&lift, &[issued()]), cap(&plain, &[])].iter().enumerate()
    {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(format!("{n}.xml"));
        std::fs::write(&file, message).unwrap();
        let output = Command::new("xmllint").arg("--noout").arg("--schema").arg(&schema).arg(&file).output().unwrap();
        assert!(output.status.success(), "{}\n{message}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn why_a_level_is_given_is_told_in_words_and_not_as_a_condition() {
    let mut notice = sample::notice();
    notice.content.level_why = "impact.km < 25.0 [impact.km = 4.2]".into();
    let words = words(Lang::ZhHans);
    let document = NoticeSheet { notice: &notice, words: &words, country: None }.document();
    let label = words.get("notice.field.level_why");
    let why = document.sections.iter().flat_map(|section| &section.fields).find(|field| field.label == label);
    assert_eq!(why.unwrap().text, "距离公里数：4.2");
}

#[test]
fn recipients_are_named_in_the_reader_s_language() {
    let mut notice = sample::notice();
    notice.content.recipients = vec![sample::text("Institutes concerned", "各有关单位", "各有關單位")];
    let named = |lang: Lang| with_sheet(&notice, lang, |sheet| sheet.document().recipients);
    assert_eq!(Lang::ALL.map(named), ["Institutes concerned:", "各有关单位：", "各有關單位："]);
}

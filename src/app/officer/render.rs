//! A notice in the form somebody asks for. The renderings themselves are `report`'s.

use crate::domain::id::NoticeId;
use crate::domain::notice::Notice;
use crate::domain::words::{Lang, Words};
use crate::report::{
    NoticeSheet, Template, notice_cap, notice_csv, notice_docx, notice_html, notice_json, notice_markdown, notice_text,
};

use super::office::Office;
use super::refused::Refused;

/// A form of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Markdown.
    Markdown,
    /// A page to print.
    Html,
    /// Plain text.
    Text,
    /// `fenghuo.notice/1`.
    Json,
    /// A row.
    Csv,
    /// Common Alerting Protocol 1.2, in every language.
    Cap,
    /// Word.
    Docx,
}

/// A notice in a form and language. `all` are the notices there are; CAP names those it refers to.
pub fn render(office: &Office, notice: &Notice, all: &[Notice], form: Form, lang: Lang) -> Result<Vec<u8>, Refused> {
    let words = office.stages.config.words.speaking(lang);
    let sheet = sheet(office, notice, &words);
    Ok(match form {
        Form::Markdown => notice_markdown(&sheet, template(office, "notice.md.j2"))?.into_bytes(),
        Form::Html => notice_html(&sheet, template(office, "notice.html.j2"))?.into_bytes(),
        Form::Text => notice_text(&sheet, template(office, "notice.txt.j2"))?.into_bytes(),
        Form::Json => format!("{:#}\n", notice_json(notice)).into_bytes(),
        Form::Csv => notice_csv(std::slice::from_ref(notice), &words).into_bytes(),
        Form::Cap => cap(office, notice, all).into_bytes(),
        Form::Docx => notice_docx(&sheet)?,
    })
}

/// The title of a notice in one language.
pub fn title(office: &Office, notice: &Notice, lang: Lang) -> String {
    sheet(office, notice, &office.stages.config.words.speaking(lang)).title()
}

fn sheet<'a>(office: &'a Office, notice: &'a Notice, words: &'a Words) -> NoticeSheet<'a> {
    let main = notice.content.countries.first();
    let country = office.stages.config.countries.iter().find(|country| Some(&country.code) == main);
    NoticeSheet { notice, words, country: country.map(AsRef::as_ref) }
}

fn template<'a>(office: &'a Office, name: &'a str) -> Template<'a> {
    Template { name, source: office.stages.config.text(&format!("templates/{name}")) }
}

fn cap(office: &Office, notice: &Notice, all: &[Notice]) -> String {
    let config = &office.stages.config;
    let words = [Lang::ZhHans, Lang::En, Lang::ZhHant].map(|lang| config.words.speaking(lang));
    let sheets: Vec<_> = words.iter().map(|words| sheet(office, notice, words)).collect();
    let is_earlier = |id: &NoticeId| notice.refers_to.contains(id);
    let earlier: Vec<_> = all.iter().filter(|other| is_earlier(&other.id)).cloned().collect();
    notice_cap(&sheets, &earlier, &config.settings.desk.name.en).unwrap_or_default()
}

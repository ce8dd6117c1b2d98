//! A notice laid out in one language: every field in words, in the order of the document, as plain text.
//!
//! Templates, Word and CAP are spellings of this one sheet; none of them looks at a notice again.

mod document;

pub use document::{Document, Field, Section, Source};

use crate::domain::country::Country;
use crate::domain::level::Level;
use crate::domain::notice::{Fact, Notice, NoticeKind, NoticeState};
use crate::domain::rule::because;
use crate::domain::time::{Timestamp, beijing, rfc3339};
use crate::domain::words::{Lang, Words, key_of};

/// A notice with what is needed to lay it out.
#[derive(Clone, Copy, Debug)]
pub struct NoticeSheet<'a> {
    /// The notice.
    pub notice: &'a Notice,
    /// Words, spoken in the language of the document.
    pub words: &'a Words,
    /// The country it is mainly about, for its local time.
    pub country: Option<&'a Country>,
}

impl NoticeSheet<'_> {
    /// The notice in words.
    pub fn document(&self) -> Document {
        let notice = self.notice;
        let (kind, id) = (self.kind(), notice.id.as_str());
        let separator = if self.lang() == Lang::En { ", " } else { "、" };
        let (colon, indent) = if self.lang() == Lang::En { (": ", "  ") } else { ("：", "　　") };
        Document {
            lang: self.lang().tag(),
            document: self.word("notice.document"),
            marks: self.marks(),
            handling: format!("{} · {}", self.word(&format!("secrecy.{}", key_of(&notice.secrecy))), self.urgency()),
            id: if self.lang() == Lang::En { format!("{id} ({kind})") } else { format!("{id}（{kind}）") },
            number: notice.document_number.clone().unwrap_or_else(|| self.word("notice.no_number")),
            title: self.title(),
            level: notice.content.level.key().to_owned(),
            recipients: format!(
                "{}{}",
                self.or_pending(&self.names(&notice.content.recipients, separator)),
                colon.trim_end()
            ),
            colon,
            indent,
            opening: self.fill("notice.opening", &[("article", &self.article())]),
            sections: self.sections(),
            sources_title: self.word("notice.head.attachments"),
            source_columns: ["publisher", "title", "link", "time", "hash"]
                .map(|column| self.word(&format!("notice.field.source_{column}")))
                .to_vec(),
            sources: self.sources(),
            closing: self.closing(separator),
        }
    }

    /// The title: 关于{事由}的{级别}风险预警通报.
    pub fn title(&self) -> String {
        let content = &self.notice.content;
        let key = match (self.notice.kind, content.level) {
            (NoticeKind::Lift, _) => "notice.title_lift",
            (NoticeKind::Correction, _) => "notice.title_correction",
            (_, Level::None) => "notice.title_system",
            _ => "notice.title",
        };
        let text =
            self.fill(key, &[("level", &self.level(content.level)), ("subject", content.subject.get(self.lang()))]);
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    }

    fn lang(&self) -> Lang {
        self.words.lang()
    }

    fn word(&self, key: &str) -> String {
        self.words.get(key).to_owned()
    }

    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.words.fill(key, values)
    }

    fn field(&self, key: &str, text: impl Into<String>) -> Field {
        Field { label: self.word(&format!("notice.field.{key}")), text: text.into() }
    }

    fn names(&self, names: &[crate::domain::words::LocalText], separator: &str) -> String {
        names.iter().map(|name| name.get(self.lang())).collect::<Vec<_>>().join(separator)
    }

    fn or_pending(&self, text: &str) -> String {
        if text.is_empty() { self.word("notice.pending_config") } else { text.to_owned() }
    }

    fn article(&self) -> String {
        let article = self.notice.content.hazard.article();
        match (self.lang(), article) {
            (Lang::En, _) => article.to_string(),
            (_, 19) => "十九".to_owned(),
            _ => "十八".to_owned(),
        }
    }

    fn kind(&self) -> String {
        let (key, number) = match self.notice.kind {
            NoticeKind::First => ("first", 0),
            NoticeKind::Update(n) => ("update", n),
            NoticeKind::Raised(n) => ("raised", n),
            NoticeKind::Lowered(n) => ("lowered", n),
            NoticeKind::Lift => ("lift", 0),
            NoticeKind::Correction => ("correction", 0),
        };
        self.fill(&format!("notice_kind.{key}"), &[("n", &number.to_string())])
    }

    fn urgency(&self) -> String {
        let key = match self.notice.content.level {
            Level::Red => "red",
            Level::Orange => "orange",
            _ => "plain",
        };
        self.word(&format!("notice.urgency.{key}"))
    }

    fn marks(&self) -> Vec<String> {
        let notice = self.notice;
        let ended = [NoticeState::Updated, NoticeState::Lifted, NoticeState::Corrected, NoticeState::Expired];
        let state = self.word(&format!("notice_state.{}", notice.state));
        let marks = [
            (notice.exercise, self.word("notice.exercise_mark")),
            (notice.made_up, self.word("notice.made_up_mark")),
            (notice.sent.is_none(), self.word("notice.draft_mark")),
            (ended.contains(&notice.state), self.fill("notice.end_mark", &[("state", &state)])),
        ];
        marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect()
    }

    fn level(&self, level: Level) -> String {
        let word = self.word(&format!("level.{level}"));
        if level == Level::None {
            return word;
        }
        self.fill("notice.level_long", &[("roman", level.roman()), ("level", &word)])
    }

    /// The place's own time, where its offset is known, and Beijing's.
    fn time(&self, at: Timestamp) -> String {
        let format = self.words.get("notice.time_format");
        let there = beijing(at).format(format).to_string();
        let local = self.country.and_then(|country| country.zone);
        match local {
            Some(local) => {
                let local = at.with_timezone(&local).format(format).to_string();
                self.fill("notice.local_and_beijing", &[("local", &local), ("beijing", &there)])
            }
            None => self.fill("notice.beijing_only", &[("beijing", &there)]),
        }
    }

    fn sections(&self) -> Vec<Section> {
        let content = &self.notice.content;
        let lang = self.lang();
        let text = |text: &crate::domain::words::LocalText| text.get(lang).to_owned();
        let measures = content.measures.iter().map(|measure| {
            let who = self.word(&format!("addressee.{}", measure.addressee));
            if lang == Lang::En {
                format!("{who}: {}", text(&measure.text))
            } else {
                format!("{who}：{}", text(&measure.text))
            }
        });
        let reply = vec![text(&content.reply)];
        let contacts = vec![self.field("contacts", self.or_pending(&text(&content.contacts)))];
        let sections = [
            ("elements", self.elements(), vec![]),
            ("facts", vec![], content.facts.iter().map(|fact| self.fact(fact)).collect()),
            ("confidence", self.confidence(), vec![]),
            ("exposure", vec![], self.exposure()),
            ("watch", vec![], vec![text(&content.watch)]),
            ("measures", vec![], measures.collect()),
            ("instruments", vec![], vec![text(&content.instruments)]),
            ("reply", contacts, reply),
            ("remark", vec![], vec![text(&content.remark)]),
        ];
        let sections = sections.into_iter().map(|(key, fields, paragraphs)| (key, fields, without_empty(paragraphs)));
        let told = sections.filter(|(_, fields, paragraphs)| !fields.is_empty() || !paragraphs.is_empty());
        told.zip(1..)
            .map(|((key, fields, paragraphs), n)| Section {
                title: format!("{}{}", self.section_number(n), self.word(&format!("notice.head.{key}"))),
                fields,
                paragraphs: self.numbered(paragraphs),
            })
            .collect()
    }

    fn elements(&self) -> Vec<Field> {
        let content = &self.notice.content;
        let hazard = content.hazard;
        let kind_18 = self.word(&format!("kind_18.{}", key_of(&hazard.kind_18())));
        let mofcom = self.word(&format!("kind_mofcom.{}", key_of(&hazard.kind_mofcom())));
        let named = self.word(&format!("hazard.{hazard}"));
        let kinds = [("kind", kind_18.as_str()), ("mofcom", &mofcom), ("hazard", &named)];
        let before = [("level", &*self.level(content.level)), ("previous", &self.level(content.previous))];
        let mut fields = vec![
            self.field("category", self.fill("notice.category", &kinds)),
            self.field("level", self.fill("notice.before", &before)),
            self.field("level_why", because(&content.level_why, self.words)),
            self.field("onset", self.time(content.onset)),
            self.field("expires", self.fill("notice.until", &[("time", &self.time(content.expires))])),
            self.field("area", self.area()),
        ];
        if !self.notice.refers_to.is_empty() {
            let ids: Vec<_> = self.notice.refers_to.iter().map(ToString::to_string).collect();
            fields.insert(0, self.field("refers_to", ids.join(", ")));
        }
        fields
    }

    fn area(&self) -> String {
        let content = &self.notice.content;
        let area = content.area.get(self.lang());
        let Some((point, km)) = content.circle else { return area.to_owned() };
        let (lat, lon, km) = (format!("{:.2}", point.lat), format!("{:.2}", point.lon), format!("{km:.0}"));
        self.fill("notice.circle", &[("lat", &lat), ("lon", &lon), ("km", &km), ("area", area)])
    }

    fn fact(&self, fact: &Fact) -> String {
        let mark = if fact.unconfirmed { self.word("notice.unconfirmed") } else { String::new() };
        let numbers: Vec<_> = fact.sources.iter().map(ToString::to_string).collect();
        let text = fact.text.get(self.lang());
        if numbers.is_empty() {
            return format!("{mark}{text}");
        }
        let separator = self.words.get("notice.name_separator");
        let source = self.fill("notice.source_mark", &[("numbers", &numbers.join(separator))]);
        let space = if self.lang() == Lang::En { " " } else { "" };
        format!("{mark}{text}{space}{source}")
    }

    fn confidence(&self) -> Vec<Field> {
        let content = &self.notice.content;
        let best = content.sources.iter().map(|source| source.reliability).min();
        let best = best.map_or_else(|| "–".to_owned(), |letter| letter.to_string());
        let values = [
            ("word", self.word(&format!("certainty.{}", key_of(&content.certainty)))),
            ("value", format!("{:.2}", content.certainty_value)),
            ("families", content.families.to_string()),
            ("best", best),
        ];
        let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let assessment = content.assessment.get(self.lang());
        let assessment = if assessment.is_empty() { self.word("notice.pending_person") } else { assessment.to_owned() };
        let unknowns = content.unknowns.get(self.lang());
        let consulted: Vec<_> = content.consulted.iter().map(ToString::to_string).collect();
        let fields = [
            self.field("certainty", self.fill("notice.certainty", &values)),
            self.field("unknowns", unknowns),
            self.field("assessment", assessment),
            self.field("consulted", consulted.join(self.words.get("notice.name_separator"))),
        ];
        fields.into_iter().filter(|field| !field.text.is_empty()).collect()
    }

    fn exposure(&self) -> Vec<String> {
        let exposed = &self.notice.content.exposed;
        if exposed.is_empty() {
            return vec![self.word("notice.none_known")];
        }
        let lang = self.lang();
        let line = |one: &crate::domain::notice::Exposed| {
            let impact = format!("{:.0}", one.impact);
            let values = [("impact", impact.as_str()), ("how", one.how.get(lang)), ("name", one.name.get(lang))];
            self.fill("notice.exposure_line", &values)
        };
        exposed.iter().map(line).collect()
    }

    /// 一、 in Chinese, 1. in English.
    fn section_number(&self, n: usize) -> String {
        match self.lang() {
            Lang::En => format!("{n}. "),
            _ => format!("{}、", chinese(n)),
        }
    }

    /// （一） in Chinese, (1) in English; a single paragraph has no number.
    fn numbered(&self, paragraphs: Vec<String>) -> Vec<String> {
        if paragraphs.len() < 2 {
            return paragraphs;
        }
        let number = |n: usize| match self.lang() {
            Lang::En => format!("({n}) "),
            _ => format!("（{}）", chinese(n)),
        };
        paragraphs.into_iter().zip(1..).map(|(text, n)| format!("{}{text}", number(n))).collect()
    }

    fn sources(&self) -> Vec<Source> {
        let of = |(n, source): (usize, &crate::domain::notice::NoticeSource)| Source {
            n,
            publisher: format!("{} ({})", source.publisher, source.reliability),
            title: source.title.clone(),
            link: source.link.as_deref().and_then(super::escape::address).unwrap_or_default(),
            time: rfc3339(source.published.unwrap_or(source.seen)),
            hash: source.hash.clone(),
        };
        (1..).zip(&self.notice.content.sources).map(of).collect()
    }

    fn closing(&self, separator: &str) -> Vec<Field> {
        let notice = self.notice;
        let issuer = notice.issuer.as_ref().map(|issuer| issuer.get(self.lang())).unwrap_or_default();
        let sent = notice.sent.map_or_else(
            || self.word("notice.pending_issue"),
            |sent| beijing(sent).format(self.words.get("notice.time_format")).to_string(),
        );
        let rule = notice.content.rule.as_ref().map_or("–", |rule| rule.as_str());
        let basis = [("article", &*self.article()), ("rule", rule), ("model", &notice.content.model)];
        let mut fields = vec![self.field("issuer", self.or_pending(issuer)), self.field("sent", sent)];
        if let Some((person, at)) = &notice.approved {
            let time = beijing(*at).format(self.words.get("notice.time_format")).to_string();
            let text = self.fill("notice.approver", &[("time", &time), ("person", person.as_str())]);
            fields.push(self.field("approver", text));
        }
        if !notice.content.copies.is_empty() {
            fields.push(self.field_of("notice.copies", self.names(&notice.content.copies, separator)));
        }
        fields.push(self.field("basis", self.fill("notice.basis", &basis)));
        fields.extend(notice.hash.clone().map(|hash| self.field_of("notice.hash", hash)));
        fields
    }

    fn field_of(&self, key: &str, text: String) -> Field {
        Field { label: self.word(key), text }
    }
}

fn without_empty(mut paragraphs: Vec<String>) -> Vec<String> {
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// Chinese numerals up to ninety-nine, as documents number their sections.
fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: usize| DIGITS.get(n).copied().unwrap_or_default();
    match n {
        0..=9 => digit(n).to_owned(),
        10..=19 => format!("十{}", digit(n - 10)),
        20..=99 => format!("{}十{}", digit(n / 10), digit(n % 10)),
        _ => n.to_string(),
    }
}

#[cfg(test)]
mod tests;

//! Open candidates and issued notices as an Atom feed (RFC 4287), for other desks to read.

use super::say::Say;
use super::xml::Document;
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::picture::Picture;
use crate::domain::rule::Candidate;
use crate::domain::time::{Timestamp, rfc3339};
use crate::domain::words::Words;

/// The picture as an Atom feed, latest first; what is made up or an exercise says so in its title.
pub fn atom(picture: &Picture, words: &Words) -> String {
    let say = Say::new(picture, words);
    let mut entries: Vec<Entry> = picture.open_candidates().map(|candidate| of_candidate(&say, candidate)).collect();
    entries.extend(picture.notices.iter().filter(|notice| is_public(notice)).map(|notice| of_notice(&say, notice)));
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    let updated = entries.first().map_or(picture.at, |entry| entry.updated);
    let mut document = Document::new();
    let attributes = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", words.lang().tag())];
    document.element("feed", &attributes, |document| {
        document.text("id", "urn:fenghuo:report");
        document.text("title", &marked(&say, false, &say.word("report.title")));
        document.text("updated", &rfc3339(updated));
        document.element("author", &[], |document| document.text("name", "fenghuo"));
        for entry in &entries {
            entry.write(document);
        }
    });
    document.finish()
}

/// What a feed tells of one thing.
struct Entry {
    id: String,
    title: String,
    updated: Timestamp,
    categories: Vec<String>,
    content: String,
}

impl Entry {
    fn write(&self, document: &mut Document) {
        document.element("entry", &[], |document| {
            document.text("id", &self.id);
            document.text("title", &self.title);
            document.text("updated", &rfc3339(self.updated));
            for category in &self.categories {
                document.element("category", &[("term", category)], |_| {});
            }
            document.text_with("content", &[("type", "text")], &self.content);
        });
    }
}

/// Whether a notice has gone out, in whatever state it is since.
const fn is_public(notice: &Notice) -> bool {
    notice.sent.is_some()
        && matches!(
            notice.state,
            NoticeState::Issued | NoticeState::Lifted | NoticeState::Corrected | NoticeState::Expired
        )
}

fn of_candidate(say: &Say<'_>, candidate: &Candidate) -> Entry {
    let title = format!("{} {} {}", say.level(candidate.level), candidate.rule, say.candidate(candidate));
    Entry {
        id: format!("urn:fenghuo:candidate:{}", candidate.id),
        title: marked(say, candidate.exercise, &title),
        updated: candidate.updated,
        categories: vec![candidate.level.to_string(), candidate.hazard.to_string()],
        content: candidate.why.clone(),
    }
}

fn of_notice(say: &Say<'_>, notice: &Notice) -> Entry {
    let content = &notice.content;
    let state = say.word(&format!("notice_state.{}", notice.state));
    let title = format!("{} {} {} ({state})", say.level(content.level), notice.id, content.subject.get(say.lang()));
    let facts: Vec<_> = content.facts.iter().map(|fact| fact.text.get(say.lang())).collect();
    Entry {
        id: format!("urn:fenghuo:notice:{}", notice.id),
        title: marked(say, notice.exercise, &title),
        updated: notice.sent.unwrap_or(notice.drafted),
        categories: vec![content.level.to_string(), content.hazard.to_string(), notice.state.to_string()],
        content: facts.join(" "),
    }
}

fn marked(say: &Say<'_>, exercise: bool, title: &str) -> String {
    let marks = [(say.picture.made_up, "report.made_up"), (exercise, "report.exercise")];
    let said: Vec<_> = marks.iter().filter(|(is, _)| *is).map(|(_, key)| format!("[{}] ", say.word(key))).collect();
    format!("{}{title}", said.concat())
}

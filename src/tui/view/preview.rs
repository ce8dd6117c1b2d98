//! A candidate with its reason, and a notice as it will read, for the pane beside the notice desk.

use ratatui::text::Line;

use crate::domain::delivery::Receipt;
use crate::domain::notice::{Fact, Notice, NoticeKind};
use crate::domain::rule::Candidate;
use crate::domain::words::key_of;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{date_time, wrap};
use crate::tui::theme::Meaning;

/// What a candidate is about: its incident, else its hazard.
pub(super) fn about(look: &Look<'_>, candidate: &Candidate) -> String {
    match &candidate.incident {
        Some(incident) => say::incident(look, incident),
        None => rule_title(look, candidate),
    }
}

/// What the rule is called; the hazard for a candidate stored before rules' names were kept with it.
pub(super) fn rule_title(look: &Look<'_>, candidate: &Candidate) -> String {
    let title = candidate.title.get(look.lang());
    if title.is_empty() { say::hazard(look, candidate.hazard) } else { title.to_owned() }
}

/// A candidate: rule and level, why it fired, what it is about, whom it hits, what became of it.
pub(super) fn candidate(look: &Look<'_>, candidate: &Candidate, width: usize) -> Vec<Line<'static>> {
    let title = format!("{}  {}  ", candidate.rule, rule_title(look, candidate));
    let mut lines = vec![Line::from(vec![look.piece(Meaning::Title, title), look.level(candidate.level)])];
    lines.push(look.dim(say::candidate_outcome(look, &candidate.outcome)));
    if let Some(news) = candidate.basis.reopened.filter(|_| candidate.outcome.is_open()) {
        let again = look.words.get(&format!("news.{}", key_of(&news))).to_owned();
        lines.push(Line::from(look.piece(Meaning::Warning, look.words.fill("tui.preview.again", &[("why", &again)]))));
    }
    let matters = candidate.matters.get(look.lang());
    text(look, &mut lines, matters, width);
    section(look, &mut lines, "tui.preview.why", &candidate.why, width);
    section(look, &mut lines, "tui.preview.about", &about(look, candidate), width);
    lines.push(look.heading("tui.detail.ours"));
    if candidate.assets.is_empty() {
        lines.push(look.dim(format!(" {}", look.word("tui.incident.none_hit"))));
    }
    lines.extend(candidate.assets.iter().map(|id| look.line(format!(" {}", say::asset(look, id)))));
    lines
}

/// A notice: what is missing first, then the document as it will read.
pub(super) fn notice(look: &Look<'_>, notice: &Notice, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for key in notice.missing() {
        let missing = look.words.get(&format!("missing.{key}")).to_owned();
        let text = look.words.fill("tui.preview.missing", &[("what", &missing)]);
        lines.extend(wrap(&text, width).into_iter().map(|line| Line::from(look.piece(Meaning::Warning, line))));
    }
    head(look, notice, width, &mut lines);
    replies(look, notice, width, &mut lines);
    body(look, notice, width, &mut lines);
    lines
}

fn head(look: &Look<'_>, notice: &Notice, width: usize, lines: &mut Vec<Line<'static>>) {
    let content = &notice.content;
    let lang = look.lang();
    if notice.exercise || notice.made_up {
        let key = if notice.exercise { "tui.exercise" } else { "tui.made_up" };
        lines.push(Line::from(look.piece(Meaning::Warning, look.word(key))));
    }
    let subject = wrap(content.subject.get(lang), width).into_iter();
    lines.extend(subject.map(|line| Line::from(look.piece(Meaning::Title, line))));
    let number = notice.document_number.clone().unwrap_or_else(|| notice.id.to_string());
    lines.push(look.dim(format!("{number} · {}", kind(look, notice.kind))));
    let mut level = Line::from(look.piece(Meaning::Text, format!("{} ", look.word("tui.preview.level"))));
    level.spans.extend(look.moved(content.previous, content.level));
    lines.push(level);
    let span = [date_time(content.onset), date_time(content.expires)];
    let values = [("from", span[0].as_str()), ("until", span[1].as_str())];
    lines.push(look.line(look.words.fill("tui.preview.validity", &values)));
}

/// Who got it when, and who answered; what came late or is overdue stands out.
fn replies(look: &Look<'_>, notice: &Notice, width: usize, lines: &mut Vec<Line<'static>>) {
    let told: Vec<_> = look.picture.receipts_of(&notice.id).map(|receipt| reply(look, receipt)).collect();
    if told.is_empty() {
        return;
    }
    lines.push(look.heading("tui.preview.replies"));
    for (meaning, text) in told {
        let wrapped = wrap(&text, width.saturating_sub(1)).into_iter();
        lines.extend(wrapped.map(|line| Line::from(look.piece(meaning, format!(" {line}")))));
    }
}

fn reply(look: &Look<'_>, receipt: &Receipt) -> (Meaning, String) {
    let say = |key: &str, values: &[(&str, &str)]| look.words.fill(&format!("tui.reply.{key}"), values);
    let sent = receipt.sent.map_or_else(|| say("waiting", &[]), |at| say("sent", &[("time", &date_time(at))]));
    let mut parts = vec![sent];
    if receipt.escalated {
        parts.push(say("escalated", &[]));
    }
    if let Some(answer) = &receipt.acknowledged {
        let values = [("time", date_time(answer.at)), ("by", answer.by.to_string()), ("note", answer.note.clone())];
        parts.push(say("answered", &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    if let Some(minutes) = receipt.minutes_late() {
        parts.push(say("late", &[("n", &minutes.to_string())]));
    }
    let overdue = receipt.is_overdue(look.now());
    if let Some(by) = receipt.acknowledge_by.filter(|_| receipt.acknowledged.is_none()) {
        parts.push(say(if overdue { "overdue" } else { "due" }, &[("time", &date_time(by))]));
    }
    let meaning = if overdue || receipt.minutes_late().is_some() { Meaning::Warning } else { Meaning::Text };
    (meaning, format!("{}  {}", receipt.recipient, parts.join(" · ")))
}

fn body(look: &Look<'_>, notice: &Notice, width: usize, lines: &mut Vec<Line<'static>>) {
    let content = &notice.content;
    let lang = look.lang();
    section(look, lines, "tui.preview.area", content.area.get(lang), width);
    lines.push(look.heading("tui.preview.facts"));
    for (at, fact) in content.facts.iter().enumerate() {
        text(look, lines, &told(look, at, fact), width);
    }
    let sure =
        [("word", say::certainty(look, content.certainty)), ("value", format!("{:.2}", content.certainty_value))];
    let sure = sure.each_ref().map(|(name, value)| (*name, value.as_str()));
    text(look, lines, &look.words.fill("tui.incident.sure", &sure), width);
    section(look, lines, "tui.preview.unknowns", content.unknowns.get(lang), width);
    section(look, lines, "tui.preview.assessment", content.assessment.get(lang), width);
    lines.push(look.heading("tui.detail.ours"));
    for exposed in &content.exposed {
        let how = format!("{}  {}  {}", exposed.name.get(lang), exposed.how.get(lang), say::points(exposed.impact));
        text(look, lines, &how, width);
    }
    section(look, lines, "tui.preview.watch", content.watch.get(lang), width);
    lines.push(look.heading("tui.preview.measures"));
    for measure in &content.measures {
        let whom = look.words.get(&format!("addressee.{}", measure.addressee)).to_owned();
        text(look, lines, &format!("{whom}  {}", measure.text.get(lang)), width);
    }
    section(look, lines, "tui.preview.instruments", content.instruments.get(lang), width);
    section(look, lines, "tui.preview.contacts", content.contacts.get(lang), width);
    section(look, lines, "tui.preview.reply", content.reply.get(lang), width);
    section(look, lines, "tui.preview.recipients", &content.recipients.join(look.word("tui.list")), width);
    lines.push(look.heading("tui.preview.sources"));
    for (at, source) in content.sources.iter().enumerate() {
        text(
            look,
            lines,
            &format!("[{}] {} {}  {}", at + 1, source.publisher, source.reliability, source.title),
            width,
        );
    }
}

/// A fact with its number and the numbers of its sources; what is not confirmed says so.
fn told(look: &Look<'_>, at: usize, fact: &Fact) -> String {
    let sources: Vec<String> = fact.sources.iter().map(ToString::to_string).collect();
    let mark = if fact.unconfirmed { look.word("tui.preview.unconfirmed") } else { "" };
    format!("{}. {}{mark} [{}]", at + 1, fact.text.get(look.lang()), sources.join(","))
}

fn kind(look: &Look<'_>, kind: NoticeKind) -> String {
    let (key, n) = match kind {
        NoticeKind::First => ("first", 0),
        NoticeKind::Update(n) => ("update", n),
        NoticeKind::Raised(n) => ("raised", n),
        NoticeKind::Lowered(n) => ("lowered", n),
        NoticeKind::Lift => ("lift", 0),
        NoticeKind::Correction => ("correction", 0),
    };
    look.words.fill(&format!("notice_kind.{key}"), &[("n", &n.to_string())])
}

/// A head and its text; nothing at all when there is no text.
fn section(look: &Look<'_>, lines: &mut Vec<Line<'static>>, key: &str, body: &str, width: usize) {
    if !body.is_empty() {
        lines.push(look.heading(key));
        text(look, lines, body, width);
    }
}

fn text(look: &Look<'_>, lines: &mut Vec<Line<'static>>, body: &str, width: usize) {
    let wrapped = wrap(body, width.saturating_sub(1)).into_iter();
    lines.extend(wrapped.map(|line| look.line(format!(" {line}"))));
}

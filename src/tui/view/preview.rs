//! What is said about a candidate or a notice before the document itself: why, what is missing, who may sign, what came
//! of it at its recipients.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::desk::queue::Entry;
use crate::app::desk::{Screen, may_approve};
use crate::domain::delivery::DeliveryState;
use crate::domain::notice::{Notice, NoticeKind, NoticeState};
use crate::domain::receipt::Receipt;
use crate::domain::rule::{Candidate, condition_and_values};
use crate::domain::words::key_of;
use crate::tui::look::Look;
use crate::tui::say;
use crate::tui::text::{age, wrap};
use crate::tui::theme::Meaning;
use crate::tui::widget::put;

use super::{clock, document};

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
    let mut head = vec![look.piece(Meaning::Title, title), look.level(candidate.level)];
    head.push(Span::raw("  "));
    head.push(clock::told(look, Entry::Candidate(candidate)));
    let mut lines = vec![Line::from(head)];
    lines.push(look.dim(say::candidate_outcome(look, &candidate.outcome)));
    if let Some(news) = candidate.basis.reopened.filter(|_| candidate.outcome.is_open()) {
        let again = look.words.get(&format!("news.{}", key_of(&news))).to_owned();
        lines.push(Line::from(look.piece(Meaning::Warning, look.words.fill("tui.preview.again", &[("why", &again)]))));
    }
    text(look, &mut lines, candidate.matters.get(look.lang()), width);
    section(look, &mut lines, "tui.preview.about", &about(look, candidate), width);
    lines.push(look.heading("tui.detail.ours"));
    if candidate.assets.is_empty() {
        lines.push(look.dim(format!(" {}", look.word("tui.incident.none_hit"))));
    }
    lines.extend(candidate.assets.iter().map(|id| look.line(format!(" {}", say::asset(look, id)))));
    section(look, &mut lines, "tui.preview.why", &candidate.because(look.words), width);
    let (condition, _) = condition_and_values(&candidate.why);
    lines.extend(wrap(condition, width.saturating_sub(2)).iter().map(|line| look.dim(format!(" {line}"))));
    lines
}

/// Draws one notice over the whole body: where it stands, then the document.
pub(super) fn draw(buf: &mut Buffer, body: Rect, look: &Look<'_>) {
    let Screen::Notice(id) = &look.state.screen else { return };
    let inner = Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body };
    match look.picture.notice(id) {
        Some(notice) => pane(buf, inner, look, notice),
        None => put::line(buf, inner, &look.dim(look.word("tui.preview.gone"))),
    }
}

/// A notice in a pane: where it stands, a rule, and the document below it.
pub(super) fn pane(buf: &mut Buffer, area: Rect, look: &Look<'_>, notice: &Notice) {
    let status = status(look, notice, usize::from(area.width));
    let most = usize::from(area.height / 2);
    let height = u16::try_from(status.len().min(most)).unwrap_or(area.height);
    put::lines(buf, Rect { height, ..area }, &status, 0);
    let rule = Rect { y: area.y + height, height: area.height.saturating_sub(height).min(1), ..area };
    put::rule(buf, rule, look.style(Meaning::Rule));
    let rest = Rect { y: rule.bottom(), height: area.height.saturating_sub(height + 1), ..area };
    document::draw(buf, rest, look, notice);
}

/// Where a notice stands: number, level, state and clock; what is missing; who may sign; what came of it.
pub(super) fn status(look: &Look<'_>, notice: &Notice, width: usize) -> Vec<Line<'static>> {
    let mut lines = vec![head(look, notice)];
    let mut warn = |text: String, meaning: Meaning| {
        lines.extend(wrap(&text, width).into_iter().map(|line| Line::from(look.piece(meaning, line))));
    };
    let waits = notice.state.is_waiting();
    if waits && !notice.missing().is_empty() {
        let missing = notice.missing().into_iter().map(|key| look.words.get(&format!("missing.{key}")).to_owned());
        let what = missing.collect::<Vec<_>>().join(look.word("tui.list"));
        warn(look.words.fill("tui.preview.missing", &[("what", &what)]), Meaning::Warning);
    }
    if notice.state == NoticeState::InReview {
        let level = notice.content.level.max(notice.content.previous);
        let (key, meaning) = match (level.needs_approver(), may_approve(look.state)) {
            (_, false) => ("tui.preview.own", Meaning::Warning),
            (true, true) => ("tui.preview.other", Meaning::Dim),
            (false, true) => ("tui.preview.anyone", Meaning::Dim),
        };
        warn(look.words.fill(key, &[("by", notice.drafter.as_str())]), meaning);
    }
    lines.extend(replies(look, notice));
    lines
}

/// `N-2026-0007  first  O  in review · 李文 30 min · 12 min left`.
fn head(look: &Look<'_>, notice: &Notice) -> Line<'static> {
    let state = look.words.get(&format!("notice_state.{}", notice.state.key())).to_owned();
    let written = format!("  {state} · {} {} · ", notice.drafter, age(look.words, notice.drafted, look.now()));
    let mut spans = vec![
        look.piece(Meaning::Title, format!("{}  {}  ", notice.id, kind(look, notice.kind))),
        look.level(notice.content.level),
        look.piece(Meaning::Text, written),
        clock::told(look, Entry::Notice(notice)),
    ];
    if let Some((by, at)) = &notice.approved {
        let values = [("by", by.as_str()), ("time", &look.date_time(*at))];
        spans.push(look.piece(Meaning::Dim, format!(" · {}", look.words.fill("tui.preview.approved", &values))));
    }
    Line::from(spans)
}

/// What came of an issued notice: replies counted, then each recipient that has not answered or was not reached.
fn replies(look: &Look<'_>, notice: &Notice) -> Vec<Line<'static>> {
    let receipts: Vec<_> = look.picture.receipts_of(&notice.id).collect();
    if receipts.is_empty() && !notice.is_in_force(look.now()) {
        return Vec::new();
    }
    if receipts.is_empty() {
        return vec![Line::from(look.piece(Meaning::Warning, look.word("tui.preview.to_nobody")))];
    }
    let answered = receipts.iter().filter(|receipt| receipt.acknowledged.is_some()).count();
    let counts = [answered.to_string(), receipts.len().to_string()];
    let told = look.words.fill("tui.preview.replies", &[("n", &counts[0]), ("m", &counts[1])]);
    let mut lines = vec![look.line(told)];
    lines.extend(receipts.into_iter().map(|receipt| reply(look, receipt)));
    lines
}

/// One recipient: reached or not, answered or by when.
fn reply(look: &Look<'_>, receipt: &Receipt) -> Line<'static> {
    let name = receipt.name.as_ref().map_or_else(|| receipt.recipient.to_string(), |name| name.get(look.lang()).into());
    let mut spans = vec![look.piece(Meaning::Text, format!("  {name}  "))];
    if receipt.escalated {
        spans.push(look.piece(Meaning::Dim, format!("{}  ", look.word("tui.preview.escalated"))));
    }
    let sending = look.words.get(&format!("delivery_state.{}", receipt.state.key())).to_owned();
    let failed = receipt.state == DeliveryState::Failed || receipt.given_up > 0;
    let time = receipt.sent.map(|at| format!(" {}", look.date_time(at))).unwrap_or_default();
    spans.push(look.piece(if failed { Meaning::Warning } else { Meaning::Dim }, format!("{sending}{time}  ")));
    if let (true, Some(error)) = (failed, &receipt.error) {
        spans.push(look.piece(Meaning::Warning, format!("{error}  ")));
    }
    spans.push(match (&receipt.acknowledged, receipt.acknowledge_by) {
        (Some(reply), _) => {
            let values = [("by", reply.by.as_str()), ("time", &look.date_time(reply.at)), ("note", &reply.note)];
            look.piece(Meaning::Good, look.words.fill("tui.preview.replied", &values))
        }
        (None, Some(by)) if by < look.now() => {
            let late = age(look.words, by, look.now());
            look.piece(Meaning::Warning, look.words.fill("tui.preview.overdue", &[("age", &late)]))
        }
        (None, Some(by)) => {
            look.piece(Meaning::Dim, look.words.fill("tui.preview.wanted", &[("time", &look.date_time(by))]))
        }
        (None, None) => look.piece(Meaning::Dim, look.word("tui.preview.no_reply")),
    });
    if let Some(minutes) = receipt.minutes_late() {
        let late = look.words.fill("tui.preview.late", &[("n", &minutes.to_string())]);
        spans.push(look.piece(Meaning::Warning, format!("  {late}")));
    }
    Line::from(spans)
}

fn kind(look: &Look<'_>, kind: NoticeKind) -> String {
    look.words.fill(&format!("notice_kind.{}", kind.key()), &[("n", &kind.number().to_string())])
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

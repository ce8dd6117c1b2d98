//! Notices in the alert report: those that are in force or on their way, and what was issued, updated, lifted or ran out
//! in the span it tells.

use super::heading;
use crate::domain::notice::{Notice, NoticeKind, NoticeState};
use crate::domain::receipt::Receipt;
use crate::domain::time::Timestamp;
use crate::report::outline::{Block, Line, Span, plain};
use crate::report::say::Say;

/// The section; where there is nothing to tell it says so.
pub(super) fn blocks(say: &Say<'_>) -> Vec<Block> {
    let rows: Vec<_> = say
        .picture
        .notices
        .iter()
        .filter(|notice| is_open(notice, say.picture.at))
        .map(|notice| row(say, notice))
        .collect();
    let since = say.time(say.picture.since);
    let news = news(say);
    let mut blocks = vec![heading(say, "report.notices")];
    if rows.is_empty() {
        blocks.push(Block::Paragraph(vec![plain(say.word("report.notices_none"))]));
    } else {
        let head = ["id", "level", "state", "subject", "replies", "expires"];
        blocks.push(Block::Table(head.map(|column| say.word(&format!("report.column.{column}"))).to_vec(), rows));
    }
    let key = if news.is_empty() { "report.notices_no_news" } else { "report.notices_news" };
    blocks.push(Block::Paragraph(vec![plain(say.fill(key, &[("since", &since)]))]));
    blocks.extend((!news.is_empty()).then_some(Block::List(news)));
    blocks
}

/// The end of a warning leaves nothing open once it is out.
fn is_open(notice: &Notice, now: Timestamp) -> bool {
    notice.state.is_waiting() || (notice.is_in_force(now) && notice.kind != NoticeKind::Lift)
}

fn row(say: &Say<'_>, notice: &Notice) -> Vec<Line> {
    let content = &notice.content;
    let mut id = say.marked(notice.exercise);
    id.push(plain(notice.id.as_str()));
    id.extend(notice.document_number.as_ref().map(|number| plain(format!(" {number}"))));
    vec![
        id,
        vec![Span::Level(content.level, say.level(content.level))],
        vec![plain(say.word(&format!("notice_state.{}", notice.state)))],
        vec![plain(content.subject.get(say.lang()))],
        vec![plain(replies(say, notice))],
        vec![plain(say.time(content.expires))],
    ]
}

/// What went out and what ran out in the span, latest first. What was updated or lifted is named by the document that
/// did it.
fn news(say: &Say<'_>) -> Vec<Line> {
    let notices = &say.picture.notices;
    let told = |at: &Timestamp| (say.picture.since..=say.picture.at).contains(at);
    let sent = notices.iter().filter_map(|notice| Some((notice.sent.filter(told)?, sent(say, notice))));
    let ended = notices.iter().filter_map(|notice| {
        let at = Some(notice.content.expires).filter(told)?;
        matches!(notice.state, NoticeState::Issued | NoticeState::Expired)
            .then(|| (at, piece(say, notice, &say.word("report.notice_ran_out"), at)))
    });
    let mut lines: Vec<_> = sent.chain(ended).collect();
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    lines.into_iter().map(|(_, line)| line).collect()
}

/// What kind of document went out, and on which it followed.
fn sent(say: &Say<'_>, notice: &Notice) -> Line {
    let n = notice.kind.number().to_string();
    let mut kind = say.fill(&format!("notice_kind.{}", notice.kind.key()), &[("n", &n)]);
    if !notice.refers_to.is_empty() {
        let ids = say.list(notice.refers_to.iter().map(ToString::to_string));
        kind.push_str(&say.fill("report.notice_refers", &[("ids", &ids)]));
    }
    piece(say, notice, &kind, notice.sent.unwrap_or(notice.drafted))
}

fn piece(say: &Say<'_>, notice: &Notice, what: &str, at: Timestamp) -> Line {
    let content = &notice.content;
    let (time, subject) = (say.time(at), content.subject.get(say.lang()));
    let values = [("time", &*time), ("id", notice.id.as_str()), ("what", what), ("subject", subject)];
    let mut line = say.marked(notice.exercise);
    line.extend([Span::Level(content.level, say.level(content.level)), plain(" ")]);
    line.push(plain(say.fill("report.notice_line", &values)));
    line
}

/// How many of those who are to answer have, how many late, and how many are overdue.
fn replies(say: &Say<'_>, notice: &Notice) -> String {
    let receipts: Vec<_> = say.picture.receipts_of(&notice.id).filter(|one| one.acknowledge_by.is_some()).collect();
    let count = |wanted: &dyn Fn(&Receipt) -> bool| receipts.iter().filter(|one| wanted(one)).count();
    if receipts.is_empty() {
        return "–".to_owned();
    }
    let told = |key: &str, n: usize| (n > 0).then(|| say.fill(key, &[("n", &n.to_string())]));
    let answered = format!("{}/{}", count(&|one| one.acknowledged.is_some()), receipts.len());
    let late = told("report.replies_late", count(&|one| one.minutes_late().is_some()));
    let overdue = told("report.replies_overdue", count(&|one| one.is_overdue(say.picture.at)));
    let escalated = told("report.replies_escalated", count(&|one| one.escalated));
    say.list([Some(answered), late, overdue, escalated].into_iter().flatten())
}

//! What may become of a notice: a pure state machine. A command gives the documents it changes or makes, or a refusal.
//!
//! ```text
//!  draft ─submit─► in review ─approve─► approved ─issue─► issued ─┬─ follow ─► a new draft; when that is issued: updated
//!    ▲                 │                    │                     ├─ lift ───► a new draft; when that is issued: lifted
//!    └─────return──────┴────────────────────┘                     ├─ correct ► a new draft; when that is issued: corrected
//!  draft, in review, approved ─reject─► rejected                  └─ expire ─► expired
//! ```
//!
//! What has been issued is frozen: only its state moves. Numbers are given by `store`, so that none is used twice;
//! keeping the documents and telling receivers is left to `app`.

mod command;

use serde::Serialize;

pub use command::{Command, Refusal};

use super::canonical::digest_of;
use crate::domain::id::{NoticeId, Person};
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeContent, NoticeKind, NoticeState};
use crate::domain::time::Timestamp;
use crate::domain::words::LocalText;

/// Carries out a command: the notice changed, and documents made or ended with it.
pub fn apply(notice: &Notice, command: Command, by: &Person, now: Timestamp) -> Result<Vec<Notice>, Refusal> {
    match command {
        Command::Edit(content) => edit(notice, *content, by),
        Command::Submit => submit(notice, now),
        Command::Return => hand_back(notice),
        Command::Approve => approve(notice, by, now),
        Command::Reject => reject(notice),
        Command::Issue { document_number, series } => issue(notice, document_number, &series, now),
        Command::Follow { id, content, number } => follow(notice, id, *content, number, by, now),
        Command::Lift { id, remark, quiet_since, dwell } => {
            let quiet = quiet_since.is_some_and(|since| now - since >= dwell);
            if !quiet && notice.content.level >= Level::Yellow {
                return Err(Refusal::StillHolds { id: notice.id.clone(), dwell_hours: dwell.num_hours() });
            }
            lift(notice, id, remark, now + dwell, by, now)
        }
        Command::Correct { id, mut content, remark } => {
            need(notice, &[NoticeState::Issued], "issued")?;
            content.remark = remark;
            later(notice, id, NoticeKind::Correction, *content, by, now)
        }
        Command::Expire => expire(notice, now),
    }
}

/// Which follow-up the next one of a series is, from one; drafts that came to nothing do not count.
pub fn next_follow_up(series: &[Notice]) -> u32 {
    let number = |notice: &Notice| match notice.kind {
        NoticeKind::Update(n) | NoticeKind::Raised(n) | NoticeKind::Lowered(n) if notice.sent.is_some() => n,
        _ => 0,
    };
    series.iter().map(number).max().unwrap_or_default() + 1
}

/// SHA-256 over everything of a notice but its state and this hash itself.
pub fn content_hash(notice: &Notice) -> String {
    digest_of(&Frozen::of(notice))
}

/// Whether an issued notice is as it was when it was issued.
pub fn is_intact(notice: &Notice) -> bool {
    match (&notice.hash, notice.sent) {
        (Some(hash), Some(_)) => *hash == content_hash(notice),
        (None, None) => true,
        _ => false,
    }
}

/// What is frozen at issue.
#[derive(Serialize)]
struct Frozen<'a> {
    id: &'a NoticeId,
    series: &'a NoticeId,
    kind: NoticeKind,
    refers_to: &'a [NoticeId],
    document_number: &'a Option<String>,
    content: &'a NoticeContent,
    issuer: &'a Option<LocalText>,
    drafter: &'a Person,
    drafted: Timestamp,
    approved: &'a Option<(Person, Timestamp)>,
    sent: Option<Timestamp>,
    exercise: bool,
    made_up: bool,
}

impl<'a> Frozen<'a> {
    fn of(notice: &'a Notice) -> Self {
        Self {
            id: &notice.id,
            series: &notice.series,
            kind: notice.kind,
            refers_to: &notice.refers_to,
            document_number: &notice.document_number,
            content: &notice.content,
            issuer: &notice.issuer,
            drafter: &notice.drafter,
            drafted: notice.drafted,
            approved: &notice.approved,
            sent: notice.sent,
            exercise: notice.exercise,
            made_up: notice.made_up,
        }
    }
}

fn need(notice: &Notice, states: &[NoticeState], needed: &'static str) -> Result<(), Refusal> {
    if states.contains(&notice.state) {
        return Ok(());
    }
    Err(Refusal::WrongState { id: notice.id.clone(), state: notice.state, needed })
}

fn moved(notice: &Notice, state: NoticeState) -> Notice {
    Notice { state, ..notice.clone() }
}

fn edit(notice: &Notice, content: NoticeContent, by: &Person) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::Draft], "draft")?;
    Ok(vec![Notice { content, drafter: by.clone(), ..notice.clone() }])
}

fn submit(notice: &Notice, now: Timestamp) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::Draft], "draft")?;
    complete(notice, now)?;
    Ok(vec![moved(notice, NoticeState::InReview)])
}

/// Whether nothing is missing, and it would not run out before it is sent.
fn complete(notice: &Notice, now: Timestamp) -> Result<(), Refusal> {
    let missing = notice.missing();
    if !missing.is_empty() {
        return Err(Refusal::Incomplete { id: notice.id.clone(), missing });
    }
    let expires = notice.content.expires;
    if expires <= now {
        return Err(Refusal::ExpiresTooSoon { id: notice.id.clone(), expires });
    }
    Ok(())
}

fn hand_back(notice: &Notice) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::InReview, NoticeState::Approved], "in review or approved")?;
    Ok(vec![Notice { approved: None, ..moved(notice, NoticeState::Draft) }])
}

fn approve(notice: &Notice, by: &Person, now: Timestamp) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::InReview], "in review")?;
    complete(notice, now)?;
    other_person(notice, by)?;
    on_time(notice.drafted, now)?;
    Ok(vec![Notice { approved: Some((by.clone(), now)), ..moved(notice, NoticeState::Approved) }])
}

/// Orange and red, also when they are lowered or lifted, need an approver who is not the drafter.
fn other_person(notice: &Notice, by: &Person) -> Result<(), Refusal> {
    let level = notice.content.level.max(notice.content.previous);
    if level.needs_approver() && *by == notice.drafter {
        return Err(Refusal::OwnDraft { id: notice.id.clone(), by: by.clone(), level });
    }
    Ok(())
}

fn on_time(signed: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if now < signed { Err(Refusal::ClockBehind { now, signed }) } else { Ok(()) }
}

fn reject(notice: &Notice) -> Result<Vec<Notice>, Refusal> {
    let open = [NoticeState::Draft, NoticeState::InReview, NoticeState::Approved];
    need(notice, &open, "draft, in review or approved")?;
    Ok(vec![moved(notice, NoticeState::Rejected)])
}

fn issue(
    notice: &Notice,
    document_number: Option<String>,
    series: &[Notice],
    now: Timestamp,
) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::Approved], "approved")?;
    complete(notice, now)?;
    if let Some((approver, at)) = &notice.approved {
        other_person(notice, approver)?;
        on_time(*at, now)?;
    }
    let ended = ended(notice, series, now)?;
    let mut issued = Notice { document_number, sent: Some(now), ..moved(notice, NoticeState::Issued) };
    issued.hash = Some(content_hash(&issued));
    let mut changed = vec![issued];
    changed.extend(ended);
    Ok(changed)
}

/// The earlier documents, in the state that this one puts them in. The one it follows has to be in force still.
fn ended(notice: &Notice, series: &[Notice], now: Timestamp) -> Result<Vec<Notice>, Refusal> {
    let mut ended = Vec::new();
    for other in &notice.refers_to {
        let lost = || Refusal::NotOpen { id: notice.id.clone(), other: other.clone() };
        let earlier = series.iter().find(|earlier| earlier.id == *other).ok_or_else(lost)?;
        on_time(earlier.sent.ok_or_else(lost)?, now)?;
        let is_last = notice.refers_to.last() == Some(other);
        if is_last && earlier.state != NoticeState::Issued {
            return Err(lost());
        }
        ended.extend(state_after(notice.kind, earlier.state).map(|state| moved(earlier, state)));
    }
    Ok(ended)
}

/// What a document of this kind makes of an earlier one in this state; none when it stays.
const fn state_after(kind: NoticeKind, earlier: NoticeState) -> Option<NoticeState> {
    match (kind, earlier) {
        (NoticeKind::Lift, NoticeState::Issued | NoticeState::Updated) => Some(NoticeState::Lifted),
        (NoticeKind::Correction, NoticeState::Issued) => Some(NoticeState::Corrected),
        (NoticeKind::Update(_) | NoticeKind::Raised(_) | NoticeKind::Lowered(_), NoticeState::Issued) => {
            Some(NoticeState::Updated)
        }
        _ => None,
    }
}

fn follow(
    notice: &Notice,
    id: NoticeId,
    mut content: NoticeContent,
    number: u32,
    by: &Person,
    now: Timestamp,
) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::Issued], "issued")?;
    if notice.kind == NoticeKind::Lift {
        return Err(Refusal::WrongState { id: notice.id.clone(), state: notice.state, needed: "an open warning" });
    }
    content.previous = notice.content.level;
    let kind = match content.level.cmp(&notice.content.level) {
        std::cmp::Ordering::Greater => NoticeKind::Raised(number),
        std::cmp::Ordering::Less => NoticeKind::Lowered(number),
        std::cmp::Ordering::Equal => NoticeKind::Update(number),
    };
    later(notice, id, kind, content, by, now)
}

fn lift(
    notice: &Notice,
    id: NoticeId,
    remark: LocalText,
    end: Timestamp,
    by: &Person,
    now: Timestamp,
) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::Issued], "issued")?;
    if notice.kind == NoticeKind::Lift {
        return Err(Refusal::WrongState { id: notice.id.clone(), state: notice.state, needed: "an open warning" });
    }
    let mut content = notice.content.clone();
    content.previous = content.level;
    content.expires = content.expires.max(end);
    content.remark = remark;
    later(notice, id, NoticeKind::Lift, content, by, now)
}

/// A later document of the series, as a draft that refers to all earlier ones.
fn later(
    notice: &Notice,
    id: NoticeId,
    kind: NoticeKind,
    content: NoticeContent,
    by: &Person,
    now: Timestamp,
) -> Result<Vec<Notice>, Refusal> {
    if id == notice.id || notice.refers_to.contains(&id) {
        return Err(Refusal::NumberUsed(id));
    }
    let mut refers_to = notice.refers_to.clone();
    refers_to.push(notice.id.clone());
    Ok(vec![Notice {
        id,
        kind,
        refers_to,
        content,
        document_number: None,
        state: NoticeState::Draft,
        drafter: by.clone(),
        drafted: now,
        approved: None,
        sent: None,
        hash: None,
        ..notice.clone()
    }])
}

fn expire(notice: &Notice, now: Timestamp) -> Result<Vec<Notice>, Refusal> {
    need(notice, &[NoticeState::Issued], "issued")?;
    let expires = notice.content.expires;
    if now < expires {
        return Err(Refusal::StillValid { id: notice.id.clone(), expires });
    }
    Ok(vec![moved(notice, NoticeState::Expired)])
}

#[cfg(test)]
mod tests;

//! The handover note: every open matter in three to five sentences, then what waits, what is blind and what to watch.

use super::page::{Entry, PageSection};
use super::parts::{at_most, entry, exposure, feeds, how_sure, section, sentences, text, visits, what};
use crate::domain::briefing::{Done, Handover, Matter, Next, Overdue, Pending, Watch};
use crate::domain::notice::NoticeKind;
use crate::domain::silence::Silence;
use crate::domain::time::hours_between;
use crate::report::say::Voice;

/// Matters told; the rest are counted and stand on the desk's screens.
const MATTERS: usize = 40;

pub(super) fn sections(voice: &Voice<'_>, handover: &Handover) -> Vec<PageSection> {
    let matters = section(voice, "matters", handover.matters.iter().map(|one| matter(voice, one)).collect());
    vec![
        at_most(voice, matters, MATTERS),
        section(voice, "pending", handover.pending.iter().map(|one| pending(voice, one)).collect()),
        section(voice, "overdue", handover.overdue.iter().map(|one| overdue(voice, one)).collect()),
        section(voice, "silences", handover.silences.iter().map(|one| silence(voice, one)).collect()),
        feeds(voice, &handover.feeds, &handover.missed),
        visits(voice, &handover.visits),
        section(voice, "watch", handover.watch.iter().map(|one| watch(voice, one)).collect()),
    ]
}

/// Both officers sign: who goes, by name, and who comes.
pub(super) fn signatures(voice: &Voice<'_>, handover: &Handover) -> Vec<String> {
    let name = handover.by.as_ref().map_or("", |person| person.as_str());
    vec![voice.fill("briefing.gives", &[("name", name)]), voice.word("briefing.takes")]
}

fn matter(voice: &Voice<'_>, matter: &Matter) -> Entry {
    let happening = &matter.happening;
    let said = [
        what(voice, happening),
        how_sure(voice, happening),
        exposure(voice, &happening.touched),
        done(voice, &matter.done),
        next(voice, matter),
    ];
    entry(voice, matter.level, sentences(voice, said))
}

fn done(voice: &Voice<'_>, done: &[Done]) -> String {
    if done.is_empty() {
        return voice.word("briefing.not_done");
    }
    let one = |one: &Done| {
        let state = voice.word(&format!("notice_state.{}", one.state));
        let values = [
            ("id", one.notice.as_str()),
            ("kind", &*kind(voice, one.kind)),
            ("state", &state),
            ("time", &voice.time(one.at)),
        ];
        voice.fill("briefing.done_one", &values)
    };
    voice.fill("briefing.done", &[("list", &voice.list(done.iter().map(one)))])
}

pub(super) fn kind(voice: &Voice<'_>, kind: NoticeKind) -> String {
    voice.fill(&format!("notice_kind.{}", kind.key()), &[("n", &kind.number().to_string())])
}

fn next(voice: &Voice<'_>, matter: &Matter) -> String {
    let owner = matter.owner.as_ref().map_or_else(|| voice.word("briefing.nobody"), ToString::to_string);
    let say = |key: &str, values: &[(&str, &str)]| voice.fill(&format!("briefing.next.{key}"), values);
    let step = match &matter.next {
        Next::Judge { since, .. } => {
            let rules = voice.list(matter.rules.iter().map(ToString::to_string));
            say("judge", &[("rules", &rules), ("age", &voice.age(*since))])
        }
        Next::Submit { notice } => say("submit", &[("id", notice.as_str())]),
        Next::Approve { notice } => say("approve", &[("id", notice.as_str())]),
        Next::Issue { notice } => say("issue", &[("id", notice.as_str())]),
        Next::Renew { notice, expires } => say("renew", &[("id", notice.as_str()), ("time", &voice.time(*expires))]),
    };
    voice.fill("briefing.next_step", &[("step", &step), ("owner", &owner)])
}

fn pending(voice: &Voice<'_>, one: &Pending) -> Entry {
    let state = voice.word(&format!("notice_state.{}", one.state));
    let subject = text(voice, &one.subject);
    let age = voice.age(one.drafted);
    let values = [
        ("id", one.notice.as_str()),
        ("state", &state),
        ("subject", &subject),
        ("drafter", one.drafter.as_str()),
        ("age", &age),
    ];
    entry(voice, one.level, voice.mark(one.exercise) + &voice.fill("briefing.pending", &values))
}

fn overdue(voice: &Voice<'_>, one: &Overdue) -> Entry {
    let (by, age) = (voice.time(one.by), voice.age(one.by));
    let values = [("id", one.notice.as_str()), ("recipient", one.recipient.as_str()), ("by", &by), ("age", &age)];
    entry(voice, one.level, voice.fill("briefing.overdue", &values))
}

fn silence(voice: &Voice<'_>, silence: &Silence) -> Entry {
    let parts = [
        silence.rule.as_ref().map(ToString::to_string),
        silence.country.map(|code| voice.country(code)),
        silence.hazard.map(|hazard| voice.word(&format!("hazard.{hazard}"))),
        silence.asset.as_ref().map(ToString::to_string),
        silence.incident.as_ref().map(ToString::to_string),
    ];
    let scope = voice.list(parts.into_iter().flatten());
    let until = voice.time(silence.until);
    let values =
        [("scope", scope.as_str()), ("until", &until), ("by", silence.by.as_str()), ("reason", &silence.reason)];
    Entry::plain(voice.fill("briefing.silence", &values))
}

fn watch(voice: &Voice<'_>, watch: &Watch) -> Entry {
    match watch {
        Watch::Rising { country, from, to } => {
            let (name, from, word) = (voice.country(*country), voice.level(*from), voice.level(*to));
            let values = [("name", name.as_str()), ("from", &from), ("to", &word)];
            Entry::plain(voice.fill("briefing.rising", &values))
        }
        Watch::Held { country, level } => {
            let values = [("name", &*voice.country(*country)), ("level", &voice.level(*level))];
            Entry::plain(voice.fill("briefing.held", &values))
        }
        Watch::Unconfirmed { happening, severity } => {
            let said = [what(voice, happening), how_sure(voice, happening)];
            let text = sentences(voice, said);
            let values = [("text", text.as_str()), ("severity", &format!("{severity:.2}"))];
            Entry::plain(voice.fill("briefing.unconfirmed", &values))
        }
        Watch::Advised { notice, text: words } => {
            let values = [("id", notice.as_str()), ("text", &text(voice, words))];
            Entry::plain(voice.fill("briefing.advised", &values))
        }
    }
}

impl Voice<'_> {
    /// How long ago.
    pub(super) fn age(&self, at: crate::domain::time::Timestamp) -> String {
        self.span(hours_between(at, self.now()))
    }

    /// The mark of an exercise before a text, or nothing.
    pub(super) fn mark(&self, exercise: bool) -> String {
        if exercise { format!("[{}] ", self.word("report.exercise")) } else { String::new() }
    }
}

//! The handover note: what is open with what was done and what is next, what waits, what is blind, what to watch.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use crate::domain::briefing::{Done, Handover, Happening, Matter, Next, Overdue, Pending, Watch};
use crate::domain::id::{CandidateId, IncidentId, NoticeId, Person};
use crate::domain::impact::CertaintyWord;
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeKind, NoticeState};
use crate::domain::picture::{CountryLine, IncidentCard};
use crate::domain::rule::Candidate;
use crate::domain::words::LocalText;

use super::gather::{Material, is_blind};

/// The candidates and notices on one matter.
#[derive(Default)]
struct Parts<'a> {
    candidates: Vec<&'a Candidate>,
    notices: Vec<&'a Notice>,
}

impl Material<'_> {
    pub(super) fn handover(&self, by: &Person) -> Handover {
        let active = |silence: &&crate::domain::silence::Silence| silence.is_active(self.now());
        Handover {
            by: Some(by.clone()),
            matters: self.matters(),
            pending: self.pending(),
            overdue: self.overdue(),
            silences: self.picture.silences.iter().filter(active).cloned().collect(),
            feeds: self.sick_feeds(is_blind),
            missed: self.missed(),
            visits: self.visits(),
            watch: self.watch(),
        }
    }

    /// What is open: candidates that wait for a person, and notices that are written or in force.
    fn matters(&self) -> Vec<Matter> {
        let mut all: BTreeMap<&str, Parts<'_>> = BTreeMap::new();
        for candidate in self.picture.open_candidates() {
            let key = candidate.incident.as_ref().map_or(candidate.id.as_str(), |incident| incident.as_str());
            all.entry(key).or_default().candidates.push(candidate);
        }
        for notice in self.picture.notices.iter().filter(|notice| notice.state != NoticeState::Rejected) {
            all.entry(self.key_of(notice)).or_default().notices.push(notice);
        }
        let mut matters: Vec<Matter> = all.into_values().filter_map(|parts| self.matter(parts)).collect();
        matters.sort_by_key(|matter| (matter.happening.exercise, Reverse(matter.level), matter.happening.span.0));
        matters
    }

    fn matter(&self, mut parts: Parts<'_>) -> Option<Matter> {
        parts.notices.sort_by(|a, b| (a.drafted, &a.id).cmp(&(b.drafted, &b.id)));
        let live: Vec<_> = parts.notices.iter().copied().filter(|notice| self.is_live(notice)).collect();
        let next = next(&parts.candidates, &live)?;
        let levels = parts.candidates.iter().map(|one| one.level).chain(live.iter().map(|one| one.content.level));
        let rules: BTreeSet<_> = parts.candidates.iter().map(|candidate| candidate.rule.clone()).collect();
        Some(Matter {
            happening: self.happening(&parts)?,
            level: levels.max().unwrap_or_default(),
            rules: rules.into_iter().collect(),
            done: parts.notices.iter().map(|notice| done(notice)).collect(),
            next,
            owner: live.last().map(|notice| notice.drafter.clone()),
        })
    }

    /// Whether a document is being written or in force. The end of a warning leaves nothing open.
    fn is_live(&self, notice: &Notice) -> bool {
        notice.state.is_waiting() || (notice.is_in_force(self.now()) && notice.kind != NoticeKind::Lift)
    }

    /// What the notice is about: its incident, else its candidate, else its series.
    fn key_of<'n>(&'n self, notice: &'n Notice) -> &'n str {
        let incident = self.picture.incident_of(notice).map(IncidentId::as_str);
        let candidate = notice.candidate.as_ref().map(CandidateId::as_str);
        incident.or(candidate).unwrap_or(notice.series.as_str())
    }

    fn happening(&self, parts: &Parts<'_>) -> Option<Happening> {
        let incident = parts.candidates.iter().find_map(|one| one.incident.as_ref());
        let card = incident.and_then(|id| self.picture.incident(id));
        if let Some(card) = card.or_else(|| parts.notices.iter().find_map(|notice| self.picture.card_of(notice))) {
            return Some(self.of_card(card));
        }
        if let Some(notice) = parts.notices.last() {
            return Some(self.of_notice(notice));
        }
        parts.candidates.first().map(|candidate| self.of_candidate(candidate))
    }

    fn of_candidate(&self, candidate: &Candidate) -> Happening {
        Happening {
            title: candidate.title.clone(),
            hazard: candidate.hazard,
            countries: candidate.country.into_iter().collect(),
            place: None,
            certainty: None,
            deaths: None,
            span: (candidate.at, candidate.updated),
            touched: candidate.assets.iter().map(|id| self.touched(id, None)).collect(),
            exercise: candidate.exercise,
        }
    }

    fn pending(&self) -> Vec<Pending> {
        let wait = |notice: &&Notice| notice.state.is_waiting();
        let mut pending: Vec<Pending> = self
            .picture
            .notices
            .iter()
            .filter(wait)
            .map(|notice| Pending {
                notice: notice.id.clone(),
                subject: notice.content.subject.clone(),
                level: notice.content.level,
                state: notice.state,
                drafter: notice.drafter.clone(),
                drafted: notice.drafted,
                exercise: notice.exercise,
            })
            .collect();
        pending.sort_by_key(|one| (Reverse(one.level), one.drafted));
        pending
    }

    /// Replies that did not come in time, one line for each recipient of a notice that still stands.
    fn overdue(&self) -> Vec<Overdue> {
        let stands = |id: &NoticeId| {
            self.picture.notices.iter().any(|notice| notice.id == *id && notice.is_in_force(self.now()))
        };
        let mut seen = BTreeSet::new();
        let mut overdue: Vec<Overdue> = self
            .deliveries
            .iter()
            .filter(|delivery| !delivery.exercise && delivery.is_overdue(self.now()) && stands(&delivery.notice))
            .filter(|delivery| seen.insert((&delivery.notice, &delivery.recipient)))
            .filter_map(|delivery| {
                let (notice, recipient) = (delivery.notice.clone(), delivery.recipient.clone());
                Some(Overdue { notice, level: delivery.level, recipient, by: delivery.acknowledge_by? })
            })
            .collect();
        overdue.sort_by_key(|one| (Reverse(one.level), one.by));
        overdue
    }

    fn watch(&self) -> Vec<Watch> {
        let mut watch: Vec<Watch> = self.picture.countries.iter().filter_map(moving).collect();
        watch.extend(self.unconfirmed());
        watch.extend(self.advised());
        watch
    }

    /// Reports that are not confirmed and would be serious, the gravest first.
    fn unconfirmed(&self) -> impl Iterator<Item = Watch> {
        let doubtful = |card: &&IncidentCard| {
            card.rating.certainty_word <= CertaintyWord::Possible
                && card.rating.severity >= self.show.unconfirmed_severity
                && !card.incident.exercise
                && card.incident.countries.iter().any(|code| self.picture.country(*code).is_some())
        };
        let mut cards: Vec<_> = self.picture.incidents.iter().filter(doubtful).collect();
        cards.sort_by(|a, b| {
            b.rating.severity.total_cmp(&a.rating.severity).then(b.incident.last.cmp(&a.incident.last))
        });
        let recent = self.now() - Duration::hours(self.show.watch_hours);
        cards.retain(|card| card.incident.last >= recent);
        cards
            .into_iter()
            .take(self.show.unconfirmed)
            .map(|card| Watch::Unconfirmed { happening: self.of_card(card), severity: card.rating.severity })
    }

    /// What notices in force say to watch, each text once.
    fn advised(&self) -> impl Iterator<Item = Watch> {
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        let live = |notice: &&Notice| notice.is_in_force(self.now()) && notice.kind != NoticeKind::Lift;
        let said = |text: &LocalText| !text.zh_hans.is_empty();
        let mut advised = Vec::new();
        for notice in self.picture.notices.iter().filter(live).filter(|notice| !notice.exercise) {
            let text = &notice.content.watch;
            if said(text) && texts.insert(&text.zh_hans) {
                advised.push(Watch::Advised { notice: notice.id.clone(), text: text.clone() });
            }
        }
        advised.into_iter()
    }
}

fn done(notice: &Notice) -> Done {
    let at = notice.sent.unwrap_or(notice.drafted);
    Done { notice: notice.id.clone(), kind: notice.kind, state: notice.state, at }
}

/// What comes next: the document on its way first, then a candidate to judge, then the notice in force.
fn next(candidates: &[&Candidate], live: &[&Notice]) -> Option<Next> {
    let of = |notice: &Notice| {
        let id = notice.id.clone();
        match notice.state {
            NoticeState::Draft => Next::Submit { notice: id },
            NoticeState::InReview => Next::Approve { notice: id },
            NoticeState::Approved => Next::Issue { notice: id },
            _ => Next::Renew { notice: id, expires: notice.content.expires },
        }
    };
    let waiting = live.iter().find(|notice| notice.state.is_waiting()).map(|notice| of(notice));
    let judge = candidates.iter().max_by_key(|one| (one.level, Reverse(one.at)));
    let judge = judge.map(|one| Next::Judge { candidate: one.id.clone(), since: one.at });
    waiting.or(judge).or_else(|| live.last().map(|notice| of(notice)))
}

/// A level that may be raised next, or that is held because nobody sees the country.
fn moving(line: &CountryLine) -> Option<Watch> {
    let (country, state) = (line.country.code, &line.level);
    match state.rising {
        Some((to, _)) if to > state.level => Some(Watch::Rising { country, from: state.level, to }),
        _ if state.held && state.level > Level::None => Some(Watch::Held { country, level: state.level }),
        _ => None,
    }
}

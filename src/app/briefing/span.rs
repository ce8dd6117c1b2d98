//! The weekly report and the monthly edition: counts, histories, how fast and how good the warnings were.

use std::collections::BTreeMap;

use chrono::Duration;

use crate::domain::briefing::{Due, DueWhat, Minutes, Monthly, Replies, Share, Skill, Weekly};
use crate::domain::delivery::Delivery;
use crate::domain::disposition::Disposition;
use crate::domain::hazard::Hazard;
use crate::domain::id::CandidateId;
use crate::domain::level::Level;
use crate::domain::notice::{Notice, NoticeKind};
use crate::domain::time::Timestamp;
use crate::warn::statistics::{median, wilson};

use super::gather::{Material, count, failed, is_blind};

impl Material<'_> {
    pub(super) fn weekly(&self) -> Weekly {
        let candidates = self.picture.candidates.iter().filter(|one| self.told(one.at) && !one.exercise);
        let exercises =
            self.picture.notices.iter().filter(|one| one.exercise && one.sent.is_some_and(|at| self.told(at)));
        let queued: Vec<&Delivery> =
            self.deliveries.iter().filter(|one| !one.exercise && self.told(one.queued)).collect();
        Weekly {
            incidents: self.incidents_by_hazard(),
            candidates: count(candidates.map(|one| one.outcome.key())),
            issued: count(self.sent().map(|notice| notice.content.level)),
            kinds: count(self.sent().map(|notice| notice.kind.key())),
            exercises: exercises.count(),
            deliveries: count(queued.iter().map(|delivery| delivery.state.key())),
            history: self.histories(),
            replies: self.replies(&queued),
            timeliness: minutes(&self.sent().filter_map(first_seen_to_sent).collect::<Vec<_>>()),
            skill: skill(&self.dispositions),
            feeds: self.sick_feeds(|line| is_blind(line) || failed(line).0 > 0),
            missed: self.missed(),
            calendar: self.calendar(),
            undated: self.visits().undated,
        }
    }

    /// Nothing here names an asset, a person, a unit, or repeats the text of a feed.
    pub(super) fn monthly(&self) -> Monthly {
        let hazards: BTreeMap<Hazard, usize> = count(self.sent().map(|notice| notice.content.hazard));
        let warns = |notice: &&Notice| notice.kind != NoticeKind::Lift && !notice.exercise;
        Monthly {
            issued: count(self.sent().map(|notice| notice.content.level)),
            advised: hazards.keys().copied().collect(),
            hazards,
            in_force: self.picture.notices.iter().filter(warns).filter(|one| one.is_in_force(self.now())).count(),
            lifted: self.sent().filter(|notice| notice.kind == NoticeKind::Lift).count(),
            countries: self.histories(),
            incidents: self.incidents_by_hazard(),
        }
    }

    /// How fast recipients answered; several ways to one recipient are one question.
    fn replies(&self, queued: &[&Delivery]) -> BTreeMap<Level, Replies> {
        let mut asked: BTreeMap<_, &Delivery> = BTreeMap::new();
        for delivery in queued.iter().filter(|delivery| delivery.acknowledge_by.is_some()) {
            asked.entry((&delivery.notice, &delivery.recipient)).or_insert(delivery);
        }
        let mut by_level: BTreeMap<Level, (Replies, Vec<f64>)> = BTreeMap::new();
        for delivery in asked.into_values() {
            let (replies, spans) = by_level.entry(delivery.level).or_default();
            replies.asked += 1;
            let got = delivery.acknowledged.as_ref().map(|reply| reply.at);
            replies.got += usize::from(got.is_some());
            let by = delivery.acknowledge_by.unwrap_or(delivery.queued);
            replies.late += usize::from(got.unwrap_or(self.now()) > by);
            spans.extend(got.map(|at| in_minutes(delivery.sent.unwrap_or(delivery.queued), at)));
        }
        let done = |(replies, spans): (Replies, Vec<f64>)| Replies { minutes: minutes(&spans), ..replies };
        by_level.into_iter().map(|(level, found)| (level, done(found))).collect()
    }

    /// What is due, as far as the desk's own data tell.
    fn calendar(&self) -> Vec<Due> {
        let until = self.now() + Duration::days(self.show.calendar_days);
        let mut due = self.ends();
        for asset in &self.config.assets {
            if let Some((from, to)) = asset.period {
                due.push(Due { at: from, what: DueWhat::Begins { name: asset.name.clone() } });
                due.push(Due { at: to, what: DueWhat::Ends { name: asset.name.clone() } });
            }
        }
        due.retain(|one| one.at >= self.now() && one.at <= until);
        due.sort_by_key(|one| one.at);
        due
    }

    /// Notices, silences and advice that end some time.
    fn ends(&self) -> Vec<Due> {
        let mut due = Vec::new();
        for notice in self.picture.notices.iter().filter(|one| one.is_in_force(self.now()) && !one.exercise) {
            if notice.kind != NoticeKind::Lift {
                let (notice, subject, at) = (notice.id.clone(), notice.content.subject.clone(), notice.content.expires);
                due.push(Due { at, what: DueWhat::NoticeEnds { notice, subject } });
            }
        }
        for silence in self.picture.silences.iter().filter(|silence| silence.is_active(self.now())) {
            let (reason, by) = (silence.reason.clone(), silence.by.clone());
            due.push(Due { at: silence.until, what: DueWhat::SilenceEnds { reason, by } });
        }
        for advice in self.picture.countries.iter().flat_map(|line| &line.advice) {
            if let Some(at) = advice.expires {
                let (country, government) = (advice.country, advice.government.clone());
                due.push(Due { at, what: DueWhat::AdviceEnds { country, government } });
            }
        }
        due
    }
}

/// Minutes from the first report seen here to the first notice sent; none for later documents of a series.
fn first_seen_to_sent(notice: &Notice) -> Option<f64> {
    let first = notice.content.sources.iter().map(|source| source.seen).min()?;
    (notice.kind == NoticeKind::First).then_some(in_minutes(first, notice.sent?))
}

fn in_minutes(from: Timestamp, to: Timestamp) -> f64 {
    (to - from).as_seconds_f64() / 60.0
}

fn minutes(spans: &[f64]) -> Option<Minutes> {
    let longest = spans.iter().copied().max_by(f64::total_cmp)?;
    Some(Minutes { cases: spans.len(), median: median(spans)?, longest })
}

/// What persons decided, the last word on each candidate; exercises never count.
fn skill(dispositions: &[Disposition]) -> Skill {
    let mut last: BTreeMap<&CandidateId, &str> = BTreeMap::new();
    for one in dispositions.iter().filter(|one| !one.exercise) {
        last.insert(&one.candidate, &one.reason);
    }
    let of = |reasons: &[&str]| last.values().filter(|reason| reasons.contains(*reason)).count();
    let (hits, false_alarms, misses) = (of(&["relevant"]), of(&["false_alarm", "not_ours"]), of(&["late"]));
    Skill { hits, false_alarms, misses, pod: share(hits, hits + misses), far: share(false_alarms, hits + false_alarms) }
}

fn share(cases: usize, of: usize) -> Option<Share> {
    let (low, high) = wilson(cases, of)?;
    Some(Share { value: cases as f64 / of as f64, low, high })
}

//! The daily brief: what moved since yesterday, on one page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::domain::briefing::{CurrencyMove, Daily, Happening, LevelChange, NoticeLine};
use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::impact::{Subject, Transition};
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::picture::IncidentCard;
use crate::warn::fx::movement;

use super::gather::{Material, is_blind};

/// Hazards of the section on rules.
const RULES: [Hazard; 3] = [Hazard::Ip, Hazard::Sanctions, Hazard::ExportControl];

impl Material<'_> {
    pub(super) fn daily(&self) -> Daily {
        let (currencies, currencies_unknown) = self.currencies();
        Daily {
            levels: self.picture.transitions.iter().map(|change| self.level_change(change)).collect(),
            notices: self.notice_lines(),
            top: self.top(),
            currencies,
            currencies_unknown,
            rules: self.rules(),
            visits: self.visits(),
            feeds: self.sick_feeds(is_blind),
            missed: self.missed(),
            unattributed: self.picture.unattributed.len(),
            lines: self.show.lines,
        }
    }

    fn level_change(&self, change: &Transition) -> LevelChange {
        let name = match &change.subject {
            Subject::Asset(id) => self.asset(id).map(|asset| asset.name.clone()),
            Subject::Country(_) => None,
        };
        let (subject, from, to) = (change.subject.clone(), change.from, change.to);
        LevelChange { at: change.at, subject, name, from, to, score: change.score }
    }

    /// Documents that went out or ran out, latest first.
    fn notice_lines(&self) -> Vec<NoticeLine> {
        let mut lines: Vec<NoticeLine> =
            self.picture.notices.iter().filter_map(|notice| self.notice_line(notice)).collect();
        lines.sort_by(|a, b| (Reverse(a.at), &a.notice).cmp(&(Reverse(b.at), &b.notice)));
        lines
    }

    fn notice_line(&self, notice: &Notice) -> Option<NoticeLine> {
        let content = &notice.content;
        let ran_out = (notice.state == NoticeState::Expired).then_some(content.expires);
        let at = [ran_out, notice.sent].into_iter().flatten().find(|at| self.told(*at))?;
        Some(NoticeLine {
            notice: notice.id.clone(),
            kind: notice.kind,
            state: notice.state,
            levels: (content.previous, content.level),
            subject: content.subject.clone(),
            at,
            exercise: notice.exercise,
        })
    }

    /// The incidents of the span that matter most, in the picture's order.
    fn top(&self) -> Vec<Happening> {
        let fresh =
            self.picture.incidents.iter().filter(|card| self.told(card.incident.last) && !card.incident.exercise);
        fresh.take(self.show.incidents).map(|card| self.of_card(card)).collect()
    }

    fn rules(&self) -> Vec<Happening> {
        let wanted = |card: &&IncidentCard| {
            let incident = &card.incident;
            RULES.contains(&incident.hazard) && self.told(incident.last) && !incident.exercise
        };
        self.picture.incidents.iter().filter(wanted).take(self.show.lines).map(|card| self.of_card(card)).collect()
    }

    /// Currencies of watched countries that moved most, and how many of them nothing is known of.
    fn currencies(&self) -> (Vec<CurrencyMove>, usize) {
        let mut users: BTreeMap<&str, Vec<CountryCode>> = BTreeMap::new();
        for country in &self.config.countries {
            if let Some(currency) = &country.currency {
                users.entry(currency).or_default().push(country.code);
            }
        }
        let known = users.iter().filter_map(|(currency, countries)| self.currency(currency, countries));
        let mut known: Vec<CurrencyMove> = known.collect();
        let unknown = users.len() - known.len();
        let size = |one: &CurrencyMove| one.loss_5.unwrap_or_default().abs();
        known.retain(|one| size(one) >= self.show.currency_least);
        known.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.currency.cmp(&b.currency)));
        known.truncate(self.show.currencies);
        (known, unknown)
    }

    fn currency(&self, currency: &str, countries: &[CountryCode]) -> Option<CurrencyMove> {
        let series = self.rates.iter().find(|series| series.currency == currency)?;
        let movement = movement(series, self.now().date_naive(), self.statistics)?;
        Some(CurrencyMove {
            currency: currency.to_owned(),
            countries: countries.to_vec(),
            day: movement.day,
            loss_5: movement.loss_5,
            loss_20: movement.loss_20,
            loss_year: movement.loss_year,
            z: movement.z,
        })
    }
}

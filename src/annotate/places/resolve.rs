//! Which place each name is: the meaning that what else the text says speaks for.
//!
//! Points are added for what a name mostly means, for a name beside it that confirms it, for the company of other
//! names, and for telling words. What the places make of the item's countries is left to [`weigh`](super::weigh).

use super::judge::{Verdict, joined, lies_in};
use super::rules::{Meaning, Rules};
use super::scan::{Choice, Found, Hit};
use super::table::{NO_REGION, NOWHERE, mark};
use super::tokens::Tokens;
use crate::annotate::text::Text;
use crate::domain::country::CountryCode;
use crate::domain::place::PlaceKind;

/// Words of a text that may tell a meaning; later ones are too far from what the item is about.
const HEARD: usize = 300;

/// A name and the meaning chosen for it; several when they all hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolved {
    /// Which of the names found.
    pub(super) hit: usize,
    /// Which of its choices.
    pub(super) choice: usize,
    /// Whether another country was close.
    pub(super) close: bool,
    /// Whether a name beside it confirms it.
    confirmed: bool,
}

/// Resolves the names of one text.
pub(super) struct Resolve<'x, 't> {
    pub(super) text: &'x Text,
    pub(super) tokens: &'x Tokens,
    pub(super) found: &'x Found<'t>,
    pub(super) rules: &'x Rules,
    /// Countries that the feed is about.
    pub(super) feed: &'x [CountryCode],
    /// Countries that the provider gives.
    pub(super) given: &'x [CountryCode],
    /// Which of the names are [`open`].
    pub(super) open: &'x [bool],
}

/// Which of the names found may be in several countries.
pub(super) fn open(text: &Text, found: &Found<'_>, rules: &Rules) -> Vec<bool> {
    let open = |hit: &Hit| {
        let choices = found.choices(hit);
        let first = choices.first().map(|choice| choice.sense.code);
        let key = text.folded().get(hit.start..hit.end).unwrap_or_default();
        choices.iter().any(|choice| Some(choice.sense.code) != first) || rules.meanings.contains_key(key)
    };
    found.hits.iter().map(open).collect()
}

/// What the sure names of a text speak for.
#[derive(Debug, Default)]
struct Company {
    countries: Vec<(CountryCode, f64)>,
    regions: Vec<u16>,
    total: f64,
}

impl Company {
    fn add(&mut self, choice: &Choice<'_>, weight: f64) {
        self.count(choice.sense.code, weight);
        if choice.sense.region != NO_REGION {
            self.regions.push(choice.sense.region);
        }
    }

    fn count(&mut self, code: CountryCode, weight: f64) {
        self.total += weight;
        match self.countries.iter_mut().find(|(other, _)| *other == code) {
            Some((_, sum)) => *sum += weight,
            None => self.countries.push((code, weight)),
        }
    }

    fn share(&self, code: CountryCode) -> f64 {
        let sum = self.countries.iter().find(|(other, _)| *other == code).map_or(0.0, |(_, sum)| *sum);
        if self.total > 0.0 { sum / self.total } else { 0.0 }
    }
}

impl<'t> Resolve<'_, 't> {
    /// The places of the text, in order.
    pub(super) fn run(&self, verdicts: &[Verdict]) -> Vec<Resolved> {
        let sure = self.sure_company(verdicts);
        let first = self.choose_all(verdicts, &sure);
        let unsure = first.iter().any(|resolved| self.is_open(resolved.hit));
        if !unsure {
            return first;
        }
        // What is confirmed beside one name counts for all others; what was merely likely must not feed on itself.
        let mut company = sure;
        let confirmed = first.iter().filter(|resolved| resolved.confirmed && self.is_open(resolved.hit));
        confirmed.filter_map(|resolved| self.choice(resolved)).for_each(|choice| company.add(choice, 1.0));
        self.choose_all(verdicts, &company)
    }

    /// Whether the name is that of a currency: "U.S. dollars".
    pub(super) fn is_currency(&self, hit: &Hit) -> bool {
        let next = self.tokens.get(hit.next).filter(|token| token.start <= hit.end + 2);
        let word = next.and_then(|token| self.text.folded().get(token.start..token.end));
        word.is_some_and(|word| self.rules.money.contains(word))
    }

    /// The choice made.
    pub(super) fn choice(&self, resolved: &Resolved) -> Option<&Choice<'t>> {
        self.found.hits.get(resolved.hit).and_then(|hit| self.found.choices(hit).get(resolved.choice))
    }

    /// What the names with one country only speak for.
    fn sure_company(&self, verdicts: &[Verdict]) -> Company {
        let mut company = Company::default();
        for (at, hit) in self.places(verdicts) {
            if let Some(choice) = self.found.choices(hit).first().filter(|_| !self.is_open(at)) {
                company.add(choice, 1.0);
            }
        }
        self.add_telling(&mut company);
        for code in self.given {
            company.count(*code, 3.0);
        }
        company
    }

    /// Words that are used in one country only speak for it when a name is open.
    fn add_telling(&self, company: &mut Company) {
        if !(0..self.found.hits.len()).any(|hit| self.is_open(hit)) {
            return;
        }
        let mut left = 4;
        for at in 0..self.tokens.len() {
            let Some(token) = self.tokens.get(at).filter(|_| left > 0) else { break };
            let word = self.text.folded().get(token.start..token.end).unwrap_or_default();
            if let Some(code) = self.rules.telling.get(word) {
                company.count(*code, self.rules.weights.telling);
                left -= 1;
            }
        }
    }

    /// The country that the places chosen mostly lie in.
    pub(super) fn main_country(&self, places: &[Resolved]) -> Option<CountryCode> {
        let mut company = Company::default();
        places.iter().filter_map(|resolved| self.choice(resolved)).for_each(|choice| company.add(choice, 1.0));
        company.countries.iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(code, _)| *code)
    }

    /// Whether a name may be in several countries.
    fn is_open(&self, hit: usize) -> bool {
        self.open.get(hit).is_some_and(|open| *open)
    }

    fn places(&self, verdicts: &[Verdict]) -> impl Iterator<Item = (usize, &Hit)> {
        let kept = verdicts.iter().map(|verdict| *verdict == Verdict::Place);
        self.found.hits.iter().enumerate().zip(kept).filter_map(|(hit, kept)| kept.then_some(hit))
    }

    fn choose_all(&self, verdicts: &[Verdict], company: &Company) -> Vec<Resolved> {
        let mut all = Vec::with_capacity(self.found.hits.len());
        for (at, hit) in self.places(verdicts) {
            let choices = self.found.choices(hit);
            if choices.iter().any(|choice| choice.marks & mark::ALL != 0) {
                all.extend((0..choices.len()).map(|choice| Resolved {
                    hit: at,
                    choice,
                    close: false,
                    confirmed: false,
                }));
            } else {
                all.extend(self.choose(at, hit, choices, company));
            }
        }
        all
    }

    fn choose(&self, at: usize, hit: &Hit, choices: &[Choice<'t>], company: &Company) -> Option<Resolved> {
        let meanings = self.rules.meanings.get(self.key(hit)).map_or(&[][..], Vec::as_slice);
        if choices.len() == 1 && meanings.is_empty() {
            return Some(Resolved { hit: at, choice: 0, close: false, confirmed: false });
        }
        let mut best: Option<(usize, f64)> = None;
        let mut second = f64::NEG_INFINITY;
        let candidates = choices.iter().enumerate().filter(|(_, choice)| !is_namesake(choice, choices));
        for (number, choice) in candidates {
            let points = self.points(at, hit, choice, meanings, company);
            match best {
                Some((leader, lead)) if points <= lead => {
                    let other = choices.get(leader).is_some_and(|leader| leader.sense.code != choice.sense.code);
                    second = if other { second.max(points) } else { second };
                }
                Some((leader, lead)) => {
                    let other = choices.get(leader).is_some_and(|leader| leader.sense.code != choice.sense.code);
                    second = if other { second.max(lead) } else { second };
                    best = Some((number, points));
                }
                None => best = Some((number, points)),
            }
        }
        let (choice, points) = best?;
        if self.nowhere(meanings) > points {
            return None;
        }
        let confirmed = choices.get(choice).is_some_and(|choice| self.is_confirmed(at, hit, choice));
        Some(Resolved { hit: at, choice, close: points - second < self.rules.weights.lead, confirmed })
    }

    /// Points for the name being no place at all.
    fn nowhere(&self, meanings: &[Meaning]) -> f64 {
        let none = meanings.iter().find(|meaning| meaning.code.as_str() == NOWHERE);
        none.map_or(f64::NEG_INFINITY, |meaning| {
            let words = self.words_for(meaning);
            if words > 0.0 { meaning.prior + words } else { f64::NEG_INFINITY }
        })
    }

    fn points(&self, at: usize, hit: &Hit, choice: &Choice<'t>, meanings: &[Meaning], company: &Company) -> f64 {
        let weights = &self.rules.weights;
        let sense = choice.sense;
        let size = f64::from(sense.size) / 10.0;
        let mut points = match sense.kind {
            PlaceKind::Country | PlaceKind::Demonym => weights.country,
            PlaceKind::Admin if sense.size > 0 => weights.region + (size - 6.5) * 0.6,
            PlaceKind::Admin | PlaceKind::Feature | PlaceKind::Person => weights.region,
            PlaceKind::Capital => size + weights.capital,
            PlaceKind::City => size,
        };
        points += weights.company * company.share(sense.code);
        if sense.region != NO_REGION && company.regions.contains(&sense.region) {
            points += weights.region_company;
        }
        if self.is_confirmed(at, hit, choice) {
            points += weights.beside;
        }
        if sense.code.as_str() == "US" && matches!(sense.kind, PlaceKind::City | PlaceKind::Admin) {
            points += weights.home;
        }
        if self.feed.contains(&sense.code) {
            points += weights.feed;
        }
        let spoken = meanings.iter().filter(|meaning| meaning.code == sense.code);
        points + spoken.map(|meaning| meaning.prior + self.words_for(meaning)).sum::<f64>()
    }

    /// Whether the name beside it holds this meaning, or lies in it.
    fn is_confirmed(&self, at: usize, hit: &Hit, choice: &Choice<'t>) -> bool {
        let after = self.found.hits.get(at + 1).filter(|other| joined(self.text, hit, other));
        let before =
            at.checked_sub(1).and_then(|at| self.found.hits.get(at)).filter(|other| joined(self.text, other, hit));
        let any = |other: &Hit, test: &dyn Fn(&Choice<'t>) -> bool| self.found.choices(other).iter().any(test);
        after.is_some_and(|other| any(other, &|outer| lies_in(choice, outer)))
            || before.is_some_and(|other| any(other, &|inner| lies_in(inner, choice)))
    }

    fn words_for(&self, meaning: &Meaning) -> f64 {
        let mut count = 0.0;
        for at in 0..self.tokens.len().min(HEARD) {
            let Some(token) = self.tokens.get(at) else { break };
            let word = self.text.folded().get(token.start..token.end).unwrap_or_default();
            if meaning.words.contains(word) {
                count += 1.0;
            }
        }
        count += f64::from(u8::from(meaning.phrases.iter().any(|phrase| self.text.folded().contains(&**phrase))));
        self.rules.weights.word * f64::min(count, 3.0)
    }

    fn key(&self, hit: &Hit) -> &str {
        self.text.folded().get(hit.start..hit.end).unwrap_or_default()
    }
}

/// Whether a town or region bears its own country's name, which then means the country: "in Mexico", "in Kuwait".
fn is_namesake(choice: &Choice<'_>, choices: &[Choice<'_>]) -> bool {
    let local = matches!(choice.sense.kind, PlaceKind::Capital | PlaceKind::City | PlaceKind::Admin);
    let country = |other: &Choice<'_>| other.sense.kind == PlaceKind::Country && other.sense.code == choice.sense.code;
    local && choices.iter().any(country)
}

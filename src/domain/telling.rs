//! Sums in words: what a number is made of, in the reader's language.
//!
//! Laying it out is left to `report` and `tui`. [`Why`]'s own `Display` is for logs and for the command line.

use super::asset::Role;
use super::country::CountryCode;
use super::explain::{Sum, Term, Why, names};
use super::picture::Picture;
use super::words::Words;

/// Tells sums of a picture.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// The words, in the reader's language.
    pub words: &'a Words,
    /// The picture, for names.
    pub picture: &'a Picture,
}

impl Telling<'_> {
    /// A sum on one line: number, formula, and each term with what it was taken from.
    pub fn sum(&self, sum: &Sum) -> String {
        let terms: Vec<_> = sum.terms.iter().map(|term| self.term(term)).collect();
        let (value, terms) = (number(sum.value), terms.join(self.words.get("why.separator")));
        let values = [("symbol", &*sum.symbol), ("value", &value), ("formula", &sum.formula), ("terms", &terms)];
        self.words.fill("why.told_sum", &values)
    }

    fn term(&self, term: &Term) -> String {
        let (name, reason) = self.term_told(term);
        let value = number(term.value);
        let values = [("name", &*name), ("symbol", &*term.symbol), ("value", &value), ("reason", &reason)];
        self.words.fill("why.told_term", &values).trim_start().to_owned()
    }

    /// A term's name, and what it was taken from. A reason that begins with the name stands without it.
    pub fn term_told(&self, term: &Term) -> (String, String) {
        let (name, reason) = (self.symbol(&term.symbol), self.why(&term.why));
        let name = if reason.starts_with(&name) { String::new() } else { name };
        (name, reason)
    }

    /// What a letter of the formulas stands for; nothing for one that has no words.
    pub fn symbol(&self, symbol: &str) -> String {
        let key = format!("symbol.{symbol}");
        if self.words.has(&key) { self.words.get(&key).to_owned() } else { String::new() }
    }

    /// What a term was taken from.
    pub fn why(&self, why: &Why) -> String {
        let say = |key: &str, values: &[(&str, &str)]| self.words.fill(&format!("why.{key}"), values);
        match why {
            Why::Severity { because } => self.because(because),
            Why::Families { families, denied_by } => {
                let (n, denied) = (families.len().to_string(), names(denied_by));
                let key = if denied_by.is_empty() { "families" } else { "families_denied" };
                say(key, &[("n", &n), ("families", &names(families)), ("denied_by", &denied)])
            }
            Why::Distance { role, km, half_km } => say(
                "distance",
                &[("role", &self.role(*role)), ("km", &format!("{km:.0}")), ("half_km", &format!("{half_km:.0}"))],
            ),
            Why::Named { role } => say("named", &[("role", &self.role(*role))]),
            Why::National { role, country } => {
                say("national", &[("role", &self.role(*role)), ("country", &self.country(*country))])
            }
            Why::PlaceUnknown { role, country } => {
                say("place_unknown", &[("role", &self.role(*role)), ("country", &self.country(*country))])
            }
            Why::Worth { value_cny_m, headcount } => self.worth(*value_cny_m, *headcount),
            Why::Age { hours, half_life } => {
                say("age", &[("hours", &format!("{hours:.0}")), ("half_life", &format!("{half_life:.0}"))])
            }
            Why::Reach { scope } => say("reach", &[("scope", self.words.get(&format!("scope.{scope}")))]),
            Why::Advice { levels, consensus } => self.advice(levels, *consensus),
            Why::Incidents { count, possible, unconfirmed } => {
                let numbers = [*count, *possible, *unconfirmed].map(|n| n.to_string());
                let [count, possible, unconfirmed] = &numbers;
                say("incidents", &[("count", count), ("possible", possible), ("unconfirmed", unconfirmed)])
            }
            Why::Floor { by, level } => {
                let by = self.words.get(&format!("floor.{by}")).to_owned();
                say("floor", &[("by", &by), ("level", &level.to_string())])
            }
            Why::Incident { incident } => {
                let card = self.picture.incident(incident);
                let title = |card: &super::picture::IncidentCard| {
                    let own = card.incident.title_in(self.words.lang());
                    own.unwrap_or_else(|| card.incident.title()).to_owned()
                };
                card.map_or_else(|| incident.to_string(), title)
            }
            Why::Sum { sum } => self.sum(sum),
            Why::Constant { name } => say("constant", &[("name", name)]),
            Why::OfHazard { hazard } => self.words.get(&format!("hazard.{hazard}")).to_owned(),
            Why::Structure { inform, stability } => self.structure(*inform, *stability),
            Why::NotExposed | Why::Sector { .. } | Why::Assumed | Why::Ongoing => say(plain(why), &[]),
        }
    }

    /// Deaths and sorts of happening are said in the reader's language; other reasons stand as the reading wrote them.
    pub fn because(&self, text: &str) -> String {
        let kind = format!("event_kind.{text}");
        if self.words.has(&kind) {
            return self.words.get(&kind).to_owned();
        }
        let dead = text.strip_suffix(" dead").filter(|count| count.parse::<u32>().is_ok());
        dead.map_or_else(|| text.to_owned(), |dead| self.words.fill("why.dead", &[("n", dead)]))
    }

    /// Money and people at stake; what is not known is a word.
    pub fn worth(&self, value: Option<f64>, heads: Option<u32>) -> String {
        let unknown = |key: &str| self.words.get(key).to_owned();
        let value = value.map_or_else(
            || unknown("why.unknown_value"),
            |value| self.words.fill("why.value", &[("n", &format!("{value:.0}"))]),
        );
        let heads = heads.map_or_else(
            || unknown("why.unknown_headcount"),
            |heads| self.words.fill("why.headcount", &[("n", &heads.to_string())]),
        );
        [value, heads].join(self.words.get("why.list"))
    }

    fn role(&self, role: Role) -> String {
        self.words.get(&format!("role.{}", role.key())).to_owned()
    }

    fn country(&self, code: CountryCode) -> String {
        if let Some(line) = self.picture.country(code) {
            return line.country.name.get(self.words.lang()).to_owned();
        }
        let key = format!("country.{code}");
        if self.words.has(&key) { self.words.get(&key).to_owned() } else { code.to_string() }
    }

    fn advice(&self, levels: &[(String, u8)], consensus: u8) -> String {
        let said: Vec<String> = levels.iter().map(|(who, level)| format!("{who} {level}")).collect();
        let said = if said.is_empty() { "–".to_owned() } else { said.join(self.words.get("why.list")) };
        self.words.fill("why.advice", &[("consensus", &consensus.to_string()), ("levels", &said)])
    }

    /// The indices that are known; one that is not is left out.
    fn structure(&self, inform: Option<f64>, stability: Option<f64>) -> String {
        let say = |key: &str, value: f64| self.words.fill(key, &[("value", &format!("{value:.1}"))]);
        let inform = inform.map(|value| say("why.structure_inform", value));
        let stability = stability.map(|value| say("why.structure_stability", value));
        let indices = inform.into_iter().chain(stability).collect::<Vec<_>>().join(self.words.get("why.list"));
        self.words.fill("why.structure", &[("indices", &indices)])
    }
}

/// The key of a reason that has no values.
const fn plain(why: &Why) -> &'static str {
    match why {
        Why::Sector { matches: true } => "sector_same",
        Why::Sector { matches: false } => "sector_other",
        Why::Assumed => "assumed",
        Why::Ongoing => "ongoing",
        _ => "not_exposed",
    }
}

/// Two decimals for shares, none for points.
pub fn number(value: f64) -> String {
    if value.abs() <= 1.0 { format!("{value:.2}") } else { format!("{value:.0}") }
}

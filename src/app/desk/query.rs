//! The filter language: `country:UA level>=orange hazard:ip site:paton -drill "exact words"`.
//!
//! Words are wanted all together; `-` before one turns it round; commas list alternatives. What a row has to say
//! for itself is left to the desk's lists.

use thiserror::Error;

use crate::domain::country::CountryCode;
use crate::domain::hazard::Hazard;
use crate::domain::level::Level;

/// A filter as understood. The empty one lets everything through.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    terms: Vec<Term>,
}

/// What is wrong with a filter, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{fault}")]
pub struct QueryError {
    /// First character of the word at fault, from zero.
    pub start: usize,
    /// After its last character.
    pub end: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// A field that does not exist.
    #[error("`{0}` is not a field: country, level, hazard, site, source, is")]
    Field(String),
    /// No such level.
    #[error("`{0}` is not a level: none, blue, yellow, orange or red")]
    Level(String),
    /// No such hazard.
    #[error("`{0}` is not a hazard")]
    Hazard(String),
    /// No such state.
    #[error("`{0}` is not a state: new, unchecked, open, paused or moved")]
    State(String),
    /// A field without a value.
    #[error("`{0}` needs a value")]
    Empty(String),
    /// Only levels have an order.
    #[error("`{0}` has no order; write `{0}:`")]
    Order(String),
    /// A quotation mark without its partner.
    #[error("the quotation mark is not closed")]
    Quote,
}

impl Fault {
    /// The key used in locale tables (`query.<key>`) and the word at fault.
    pub fn key(&self) -> (&'static str, &str) {
        match self {
            Self::Field(word) => ("field", word),
            Self::Level(word) => ("level", word),
            Self::Hazard(word) => ("hazard", word),
            Self::State(word) => ("state", word),
            Self::Empty(word) => ("empty", word),
            Self::Order(word) => ("order", word),
            Self::Quote => ("quote", ""),
        }
    }
}

/// What a row has to say for itself.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    pub(super) countries: Vec<CountryCode>,
    pub(super) level: Option<Level>,
    pub(super) hazards: Vec<Hazard>,
    pub(super) sites: Vec<&'a str>,
    pub(super) sources: Vec<&'a str>,
    pub(super) texts: Vec<&'a str>,
    pub(super) new: bool,
    pub(super) unchecked: bool,
    pub(super) open: bool,
    /// What else a feed is.
    pub(super) feed_is: Vec<Is>,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    turned: bool,
    test: Test,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Country(Vec<String>),
    Level(Order, Level),
    Hazard(Vec<Hazard>),
    Site(Vec<String>),
    Source(Vec<String>),
    Is(Is),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Equal,
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// A state that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Is {
    New,
    Unchecked,
    Open,
    Paused,
    Moved,
}

impl Query {
    /// Understands a filter as typed.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let words = words(text)?;
        let terms = words.into_iter().map(|word| {
            let (start, end) = (word.start, word.end);
            term(&word).map_err(|fault| QueryError { start, end, fault })
        });
        Ok(Self { terms: terms.collect::<Result<_, _>>()? })
    }

    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a row stays.
    pub(super) fn fits(&self, facts: &Facts<'_>) -> bool {
        self.terms.iter().all(|term| term.test.fits(facts) != term.turned)
    }
}

impl Test {
    fn fits(&self, facts: &Facts<'_>) -> bool {
        match self {
            Self::Country(names) => names.iter().any(|name| names_country(facts, name)),
            Self::Level(order, level) => facts.level.is_some_and(|of_row| order.holds(of_row, *level)),
            Self::Hazard(hazards) => hazards.iter().any(|hazard| facts.hazards.contains(hazard)),
            Self::Site(sites) => sites.iter().any(|site| contains(&facts.sites, site)),
            Self::Source(sources) => sources.iter().any(|source| contains(&facts.sources, source)),
            Self::Is(Is::New) => facts.new,
            Self::Is(Is::Unchecked) => facts.unchecked,
            Self::Is(Is::Open) => facts.open,
            Self::Is(of_feed @ (Is::Paused | Is::Moved)) => facts.feed_is.contains(of_feed),
            Self::Text(text) => contains(&facts.texts, text) || contains(&facts.sites, text),
        }
    }
}

/// Two letters are a code; anything longer is looked for in the row's texts, where the country's names are.
fn names_country(facts: &Facts<'_>, name: &str) -> bool {
    match CountryCode::new(name) {
        Some(code) => facts.countries.contains(&code),
        None => contains(&facts.texts, name),
    }
}

fn contains(texts: &[&str], wanted: &str) -> bool {
    texts.iter().any(|text| text.contains(wanted) || text.to_lowercase().contains(wanted))
}

impl Order {
    fn holds(self, of_row: Level, wanted: Level) -> bool {
        match self {
            Self::Equal => of_row == wanted,
            Self::AtLeast => of_row >= wanted,
            Self::Above => of_row > wanted,
            Self::AtMost => of_row <= wanted,
            Self::Below => of_row < wanted,
        }
    }
}

#[derive(Debug)]
struct Word {
    text: String,
    quoted: bool,
    start: usize,
    end: usize,
}

/// Cuts at white space outside quotation marks; full-width marks count as well, as Chinese input gives them.
fn words(text: &str) -> Result<Vec<Word>, QueryError> {
    let mut words = Vec::new();
    let mut word = Word { text: String::new(), quoted: false, start: 0, end: 0 };
    let mut opened = None;
    for (at, c) in text.chars().enumerate() {
        match c {
            '"' | '“' | '”' => {
                opened = if opened.is_some() { None } else { Some(at) };
                word.quoted |= word.text.is_empty() || word.text == "-";
            }
            c if c.is_whitespace() && opened.is_none() => {
                finish(&mut words, &mut word, at);
            }
            c => word.text.push(c),
        }
    }
    let end = text.chars().count();
    if let Some(start) = opened {
        return Err(QueryError { start, end, fault: Fault::Quote });
    }
    finish(&mut words, &mut word, end);
    Ok(words)
}

fn finish(words: &mut Vec<Word>, word: &mut Word, at: usize) {
    let next = Word { text: String::new(), quoted: false, start: at + 1, end: at + 1 };
    let done = std::mem::replace(word, next);
    if !done.text.is_empty() {
        words.push(Word { end: at, ..done });
    }
}

fn term(word: &Word) -> Result<Term, Fault> {
    let (turned, body) = match word.text.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, word.text.as_str()),
    };
    let test = match body.find([':', '：', '=', '<', '>']) {
        Some(at) if !word.quoted && at > 0 => {
            let (field, rest) = body.split_at(at);
            let (order, value) = order(rest);
            field_test(&field.to_lowercase(), order, value)?
        }
        _ => Test::Text(body.to_lowercase()),
    };
    Ok(Term { turned, test })
}

fn order(rest: &str) -> (Order, &str) {
    let signs = [
        (">=", Order::AtLeast),
        ("<=", Order::AtMost),
        (">", Order::Above),
        ("<", Order::Below),
        ("=", Order::Equal),
        (":", Order::Equal),
        ("：", Order::Equal),
    ];
    let found = signs.iter().find_map(|(sign, order)| rest.strip_prefix(sign).map(|value| (*order, value)));
    found.unwrap_or((Order::Equal, rest))
}

fn field_test(field: &str, order: Order, value: &str) -> Result<Test, Fault> {
    const FIELDS: [&str; 6] = ["country", "level", "hazard", "site", "source", "is"];
    if !FIELDS.contains(&field) {
        return Err(Fault::Field(field.to_owned()));
    }
    if value.is_empty() {
        return Err(Fault::Empty(field.to_owned()));
    }
    if field != "level" && order != Order::Equal {
        return Err(Fault::Order(field.to_owned()));
    }
    let many = || value.split([',', '，']).filter(|part| !part.is_empty());
    let lower = || many().map(str::to_lowercase).collect();
    Ok(match field {
        "country" => Test::Country(lower()),
        "level" => Test::Level(order, value.parse().map_err(|_| Fault::Level(value.to_owned()))?),
        "hazard" => Test::Hazard(many().map(hazard).collect::<Result<_, _>>()?),
        "site" => Test::Site(lower()),
        "source" => Test::Source(lower()),
        _ => Test::Is(state(value)?),
    })
}

fn hazard(text: &str) -> Result<Hazard, Fault> {
    text.parse().map_err(|_| Fault::Hazard(text.to_owned()))
}

fn state(text: &str) -> Result<Is, Fault> {
    match text {
        "new" => Ok(Is::New),
        "paused" => Ok(Is::Paused),
        "moved" => Ok(Is::Moved),
        "unchecked" => Ok(Is::Unchecked),
        "open" => Ok(Is::Open),
        other => Err(Fault::State(other.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts<'static> {
        Facts {
            countries: vec![CountryCode::new("UA").unwrap()],
            level: Some(Level::Orange),
            hazards: vec![Hazard::ArmedConflict],
            sites: vec!["paton", "中乌巴顿先进焊接技术研究院"],
            sources: vec!["bbc"],
            texts: vec!["Missile strike on Kyiv", "乌克兰", "Ukraine"],
            ..Facts::default()
        }
    }

    #[test]
    fn a_filter_lets_through_what_fits_every_word() {
        for (text, fits) in [
            ("", true),
            ("country:UA", true),
            ("country:ua,IL", true),
            ("country:乌克兰", true),
            ("country:IL", false),
            ("level>=orange", true),
            ("level>orange", false),
            ("level<=red level:orange", true),
            ("hazard:armed_conflict,ip", true),
            ("-hazard:ip", true),
            ("site:巴顿", true),
            ("source:bbc kyiv", true),
            ("\"missile strike\"", true),
            ("“strike missile”", false),
            ("is:new", false),
            ("-kyiv", false),
        ] {
            assert_eq!(Query::parse(text).unwrap().fits(&facts()), fits, "{text}");
        }
    }

    #[test]
    fn a_fault_says_what_and_where() {
        for (text, start, end, message) in [
            ("kyiv colour:red", 5, 15, "`colour` is not a field: country, level, hazard, site, source, is"),
            ("level>=pink", 0, 11, "`pink` is not a level: none, blue, yellow, orange or red"),
            ("hazard:rain", 0, 11, "`rain` is not a hazard"),
            ("is:odd", 0, 6, "`odd` is not a state: new, unchecked, open, paused or moved"),
            ("乌克兰 site:", 4, 9, "`site` needs a value"),
            ("site>x", 0, 6, "`site` has no order; write `site:`"),
            ("a \"b", 2, 4, "the quotation mark is not closed"),
        ] {
            let error = Query::parse(text).unwrap_err();
            assert_eq!((error.start, error.end, error.to_string().as_str()), (start, end, message), "{text}");
        }
    }
}

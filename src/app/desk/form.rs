//! The draft form: what of a notice a person fills in or changes, what stands there now, and what is wrong with what
//! is typed.
//!
//! Whether a change may be made is left to `officer`, drawing to `tui`.

use chrono::{Datelike as _, NaiveDateTime, TimeDelta, TimeZone as _};

use crate::app::officer::Changes;
use crate::domain::notice::{Notice, NoticeContent};
use crate::domain::time::{Timestamp, beijing};
use crate::domain::words::{Lang, LocalText};

use super::state::{Row, RowKey};

/// How a moment is typed, on Beijing's clock.
pub const TIME: &str = "%Y-%m-%d %H:%M";

/// A row of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The level, with a reason.
    Level,
    /// Until when it holds.
    Expires,
    /// Judgement and trend, in one language.
    Assessment(Lang),
    /// What is not known, in one language.
    Unknowns(Lang),
    /// Main recipients.
    Recipients,
    /// Copies to.
    Copies,
    /// The wording of a fact, from one.
    Fact(usize),
    /// A source, from one; only to be looked at.
    Source(usize),
}

/// What is wrong with what is typed; each has a word in `tui.form.<key>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is typed.
    Empty,
    /// No time can be read in it.
    NoTime,
    /// The time has passed.
    Past,
    /// It cannot be changed.
    Fixed,
}

impl Fault {
    /// The key used in locale tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoTime => "no_time",
            Self::Past => "past",
            Self::Fixed => "fixed",
        }
    }
}

impl Field {
    /// The fields of a notice in the order of the form: what a person decides first, then the facts and their sources.
    pub fn all(content: &NoticeContent) -> Vec<Self> {
        let mut fields = vec![Self::Assessment(Lang::ZhHans), Self::Assessment(Lang::En), Self::Level, Self::Expires];
        fields.extend([Self::Recipients, Self::Copies, Self::Unknowns(Lang::ZhHans), Self::Unknowns(Lang::En)]);
        fields.extend((1..=content.facts.len()).map(Self::Fact));
        fields.extend((1..=content.sources.len()).map(Self::Source));
        fields
    }

    /// The key used in locale tables (`tui.form.<key>`).
    pub const fn key(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Expires => "expires",
            Self::Assessment(Lang::En) => "assessment_en",
            Self::Assessment(_) => "assessment",
            Self::Unknowns(Lang::En) => "unknowns_en",
            Self::Unknowns(_) => "unknowns",
            Self::Recipients => "recipients",
            Self::Copies => "copies",
            Self::Fact(_) => "fact",
            Self::Source(_) => "source",
        }
    }

    /// What stands in it now, as it would be typed. Facts stand in the reader's language.
    pub fn text(self, content: &NoticeContent, lang: Lang) -> String {
        match self {
            Self::Level => content.level.key().to_owned(),
            Self::Expires => beijing(content.expires).format(TIME).to_string(),
            Self::Assessment(of) => content.assessment.get(of).to_owned(),
            Self::Unknowns(of) => content.unknowns.get(of).to_owned(),
            Self::Recipients => joined(&content.recipients, lang),
            Self::Copies => joined(&content.copies, lang),
            Self::Fact(n) => {
                let fact = n.checked_sub(1).and_then(|at| content.facts.get(at));
                fact.map(|fact| fact.text.get(lang).to_owned()).unwrap_or_default()
            }
            Self::Source(n) => {
                let source = n.checked_sub(1).and_then(|at| content.sources.get(at));
                source.map(|source| source.title.clone()).unwrap_or_default()
            }
        }
    }

    /// Numbers of the sources behind it, from one.
    pub fn sources(self, content: &NoticeContent) -> Vec<usize> {
        match self {
            Self::Fact(n) => {
                let fact = n.checked_sub(1).and_then(|at| content.facts.get(at));
                fact.map(|fact| fact.sources.clone()).unwrap_or_default()
            }
            Self::Source(n) => vec![n],
            _ => Vec::new(),
        }
    }

    /// What is typed as a change of the notice; none when it says what stands there already.
    pub fn changes(
        self,
        content: &NoticeContent,
        typed: &str,
        lang: Lang,
        now: Timestamp,
    ) -> Result<Option<Changes>, Fault> {
        let typed = typed.trim();
        if typed == self.text(content, lang) {
            return Ok(None);
        }
        let none = Changes::default();
        Ok(Some(match self {
            Self::Expires => Changes { expires: Some(moment(typed, now)?), ..none },
            Self::Assessment(of) => Changes { assessment: Some(said(&content.assessment, of, needed(typed)?)), ..none },
            Self::Unknowns(of) => Changes { unknowns: Some(said(&content.unknowns, of, typed)), ..none },
            Self::Recipients => Changes { recipients: Some(names(needed(typed)?)), ..none },
            Self::Copies => Changes { copies: Some(names(typed)), ..none },
            Self::Fact(n) => {
                let fact = n.checked_sub(1).and_then(|at| content.facts.get(at)).ok_or(Fault::Fixed)?;
                Changes { facts: vec![(n, said(&fact.text, lang, needed(typed)?))], ..none }
            }
            Self::Level | Self::Source(_) => return Err(Fault::Fixed),
        }))
    }
}

/// The rows of the form.
pub(super) fn rows(notice: Option<&Notice>) -> Vec<Row> {
    let fields = notice.map(|notice| Field::all(&notice.content)).unwrap_or_default();
    fields.into_iter().enumerate().map(|(at, field)| Row { key: RowKey::Field(field), at }).collect()
}

/// A text said anew in one language. Languages that have no words of their own follow the Chinese.
fn said(old: &LocalText, lang: Lang, typed: &str) -> LocalText {
    let follows = |other: Lang| {
        let (theirs, mine) = (old.get(other), old.get(lang));
        lang != Lang::En && (theirs.is_empty() || theirs == mine)
    };
    let new = |other: Lang| if other == lang || follows(other) { typed } else { old.get(other) };
    let told = |other: Lang| new(other).to_owned();
    LocalText { en: told(Lang::En), zh_hans: told(Lang::ZhHans), zh_hant: told(Lang::ZhHant) }
}

fn needed(typed: &str) -> Result<&str, Fault> {
    if typed.is_empty() { Err(Fault::Empty) } else { Ok(typed) }
}

fn joined(names: &[LocalText], lang: Lang) -> String {
    names.iter().map(|name| name.get(lang)).collect::<Vec<_>>().join("、")
}

fn names(typed: &str) -> Vec<String> {
    let parts = typed.split(['、', ',', '，', ';', '；']).map(str::trim);
    parts.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A moment after now: `2026-11-25 18:00` or `11-25 18:00` on Beijing's clock, or `+48h`, `+3d` from now.
fn moment(typed: &str, now: Timestamp) -> Result<Timestamp, Fault> {
    let at = span(typed).and_then(|span| now.checked_add_signed(span)).or_else(|| on_the_clock(typed, now));
    at.ok_or(Fault::NoTime).and_then(|at| if at > now { Ok(at) } else { Err(Fault::Past) })
}

fn span(typed: &str) -> Option<TimeDelta> {
    let typed = typed.strip_prefix('+')?;
    let (hours, days) = (typed.strip_suffix(['h', '时', '時']), typed.strip_suffix(['d', '天']));
    let number = |text: &str| text.trim().parse::<u16>().ok().map(i64::from);
    hours.and_then(number).map(TimeDelta::hours).or_else(|| days.and_then(number).map(TimeDelta::days))
}

fn on_the_clock(typed: &str, now: Timestamp) -> Option<Timestamp> {
    let zone = beijing(now).timezone();
    let this_year = format!("{}-{typed}", beijing(now).year());
    let read = |text: &str| NaiveDateTime::parse_from_str(text, TIME).ok();
    let local = read(typed).or_else(|| read(&this_year))?;
    zone.from_local_datetime(&local).single().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::sample::{notice, now};

    #[rstest]
    #[case("2026-11-24 18:00", Ok("2026-11-24 18:00"))]
    #[case("11-24 18:00", Ok("2026-11-24 18:00"))]
    #[case("+48h", Ok("2026-11-24 16:42"))]
    #[case("+2天", Ok("2026-11-24 16:42"))]
    #[case("2026-11-20 18:00", Err(Fault::Past))]
    #[case("tomorrow", Err(Fault::NoTime))]
    #[case("+h", Err(Fault::NoTime))]
    fn an_end_is_read_on_beijings_clock_or_as_a_span(#[case] typed: &str, #[case] read: Result<&str, Fault>) {
        let at = moment(typed, now()).map(|at| beijing(at).format(TIME).to_string());
        assert_eq!(at, read.map(str::to_owned));
    }

    #[test]
    fn a_judgement_in_chinese_stands_in_for_languages_that_have_none() {
        let mut content = notice().content;
        content.assessment = LocalText::default();
        let changes = |content: &NoticeContent, lang, typed| {
            Field::Assessment(lang).changes(content, typed, lang, now()).unwrap().unwrap().assessment.unwrap()
        };
        content.assessment = changes(&content, Lang::ZhHans, "将再次遇袭");
        assert_eq!(content.assessment.en, "将再次遇袭");
        content.assessment = changes(&content, Lang::En, "more strikes are likely");
        assert_eq!((&*content.assessment.zh_hans, &*content.assessment.zh_hant), ("将再次遇袭", "将再次遇袭"));
        content.assessment = changes(&content, Lang::ZhHans, "近期仍有风险");
        assert_eq!(
            (&*content.assessment.en, &*content.assessment.zh_hant),
            ("more strikes are likely", "近期仍有风险")
        );
    }

    #[test]
    fn what_is_typed_as_it_stands_changes_nothing() {
        let content = notice().content;
        for field in Field::all(&content) {
            let typed = field.text(&content, Lang::ZhHans);
            assert_eq!(field.changes(&content, &typed, Lang::ZhHans, now()), Ok(None), "{field:?}");
        }
    }

    #[test]
    fn nobody_to_send_to_is_a_fault() {
        let content = notice().content;
        assert_eq!(Field::Recipients.changes(&content, " ", Lang::En, now()), Err(Fault::Empty));
        let named = Field::Recipients.changes(&content, "甲、乙; 丙", Lang::En, now()).unwrap().unwrap();
        assert_eq!(named.recipients.unwrap(), ["甲", "乙", "丙"]);
    }
}

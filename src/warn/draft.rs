//! A first draft of a notice: every field that can be filled from facts is filled, and each fact names its sources.
//!
//! The judgement is left empty, for a person to write; the wording is data (`config/locale/notice.toml`); moving the
//! draft on is left to [`super::lifecycle`].

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::sources::{number_sources, report_facts, toll_facts};
use crate::domain::asset::{Asset, Instrument};
use crate::domain::country::Country;
use crate::domain::explain::{Sum, Why};
use crate::domain::id::{NoticeId, Person};
use crate::domain::impact::{CertaintyWord, Impact, Rating};
use crate::domain::incident::Incident;
use crate::domain::level::Level;
use crate::domain::notice::{
    Advised, Exposed, Fact, Measures, Notice, NoticeContent, NoticeKind, NoticeSource, NoticeState, Secrecy,
};
use crate::domain::picture::Reading;
use crate::domain::place::Scope;
use crate::domain::rule::{Candidate, Rule};
use crate::domain::time::{Timestamp, beijing};
use crate::domain::words::{Lang, LocalText, Words, key_of};

/// What the issuer has settled for all its notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoticeSettings {
    /// The issuer (发布单位); without default, and without it nothing is issued.
    pub issuer: Option<LocalText>,
    /// Duty phone, consular hotline, embassy.
    pub contacts: LocalText,
    /// Main recipients (主送).
    pub recipients: Vec<LocalText>,
    /// Copies to (抄送).
    pub copies: Vec<LocalText>,
    /// Secrecy.
    pub secrecy: Secrecy,
}

/// Numbers that notices start with (`config/warn.toml`, table `notice`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeNumbers {
    /// Hours for which a notice holds, by level.
    pub valid_hours: BTreeMap<Level, i64>,
    /// Minutes in which to acknowledge it, by level.
    pub acknowledge_minutes: BTreeMap<Level, u32>,
    /// At most so many reports are quoted as facts.
    pub headlines: usize,
    /// How sure a notice without an incident is: a government's own act, an official rate, our own records.
    pub certainty_of_records: f64,
}

/// The facts a notice is drafted from.
#[derive(Clone, Copy, Debug)]
pub struct DraftInputs<'a> {
    /// The incident, if one stands behind the candidate.
    pub incident: Option<&'a Incident>,
    /// How bad and how sure it is.
    pub rating: Option<&'a Rating>,
    /// What it does to assets.
    pub impacts: &'a [&'a Impact],
    /// The registry.
    pub assets: &'a [Arc<Asset>],
    /// The items behind it, with their readings.
    pub readings: &'a [Arc<Reading>],
    /// The desk's own records that it rests on: how feeds fare.
    pub records: &'a [NoticeSource],
    /// The watchlist.
    pub countries: &'a [Arc<Country>],
    /// The rule that proposed it.
    pub rule: Option<&'a Rule>,
    /// The catalogue of measures.
    pub measures: &'a [Advised],
    /// Insurance and guarantee instruments of article 18.
    pub instruments: &'a [Instrument],
    /// Words; spoken in each language in turn.
    pub words: &'a Words,
    /// What the issuer has settled.
    pub settings: &'a NoticeSettings,
    /// What notices start with.
    pub numbers: &'a NoticeNumbers,
    /// The level before.
    pub previous: Level,
    /// The sum that makes the level.
    pub level_why: &'a str,
    /// Version of the model.
    pub model: &'a str,
    /// Made-up data.
    pub made_up: bool,
}

/// A draft for a candidate, under a number that the store has given.
pub fn draft(candidate: &Candidate, facts: &DraftInputs<'_>, id: NoticeId, by: Person, now: Timestamp) -> Notice {
    Notice {
        series: id.clone(),
        id,
        kind: NoticeKind::First,
        refers_to: vec![],
        document_number: None,
        state: NoticeState::Draft,
        secrecy: facts.settings.secrecy,
        content: content(candidate, facts, now),
        candidate: Some(candidate.id.clone()),
        incident: candidate.incident.clone(),
        issuer: facts.settings.issuer.clone(),
        drafter: by,
        drafted: now,
        approved: None,
        sent: None,
        hash: None,
        exercise: candidate.exercise,
        made_up: facts.made_up,
    }
}

/// What a notice on a candidate says: for a first draft, and again for an update.
pub fn content(candidate: &Candidate, facts: &DraftInputs<'_>, now: Timestamp) -> NoticeContent {
    let mut sources = number_sources(facts.readings);
    sources.extend_from_slice(facts.records);
    let exposed = exposed(candidate, facts);
    let minutes = facts.numbers.acknowledge_minutes.get(&candidate.level).copied().unwrap_or_default();
    let valid = facts.numbers.valid_hours.get(&candidate.level).copied().unwrap_or_default();
    NoticeContent {
        subject: subject(candidate, facts),
        hazard: candidate.hazard,
        level: candidate.level,
        previous: facts.previous,
        level_why: facts.level_why.to_owned(),
        onset: facts.incident.map_or(candidate.at, |incident| incident.first),
        expires: now + Duration::hours(valid),
        countries: countries(candidate, facts),
        area: area(candidate, facts),
        circle: circle(facts),
        facts: known_facts(candidate, facts, &sources),
        certainty: facts.rating.map_or(CertaintyWord::Observed, |rating| rating.certainty_word),
        certainty_value: facts.rating.map_or(facts.numbers.certainty_of_records, |rating| rating.certainty),
        families: facts.incident.map_or(0, |incident| incident.families().len()),
        unknowns: unknowns(facts),
        assessment: LocalText::default(),
        consulted: vec![],
        watch: in_all(facts.words, |words| words.get(&format!("watch.{}", candidate.hazard)).to_owned()),
        measures: measures(candidate, facts),
        instruments: cover(candidate, &exposed, facts),
        exposed,
        contacts: facts.settings.contacts.clone(),
        reply: in_all(facts.words, |words| words.fill("notice.reply", &[("minutes", &minutes.to_string())])),
        acknowledge_minutes: minutes,
        recipients: facts.settings.recipients.clone(),
        copies: facts.settings.copies.clone(),
        rule: Some(candidate.rule.clone()),
        model: facts.model.to_owned(),
        sources,
        remark: LocalText::default(),
    }
}

/// One text in the three languages.
pub(super) fn in_all(words: &Words, say: impl Fn(&Words) -> String) -> LocalText {
    let say = |lang| say(&words.speaking(lang));
    LocalText { en: say(Lang::En), zh_hans: say(Lang::ZhHans), zh_hant: say(Lang::ZhHant) }
}

/// The country; where it is about many, how many.
fn country_name(candidate: &Candidate, facts: &DraftInputs<'_>, lang: Lang) -> String {
    let Some(code) = candidate.country else {
        let many = candidate.countries.len();
        let words = facts.words.speaking(lang);
        let name = || words.fill("notice.many_countries", &[("n", &many.to_string())]);
        return (many > 0).then(name).unwrap_or_default();
    };
    let watched = facts.countries.iter().find(|country| country.code == code);
    watched.map_or_else(|| code.to_string(), |country| country.name.get(lang).to_owned())
}

/// The place's name: as the registry translates it where it knows the city, else as the gazetteer does.
fn place_name(facts: &DraftInputs<'_>, lang: Lang) -> Option<String> {
    let place = facts.incident?.place.as_ref()?;
    let mut cities = facts.assets.iter().flat_map(|asset| &asset.loci).filter_map(|locus| locus.city.as_ref());
    let known = cities.find(|city| city.en == place.name);
    let name = known.map(|city| city.get(lang).to_owned());
    Some(name.unwrap_or_else(|| facts.words.speaking(lang).place(place.code, &place.name).to_owned()))
}

/// The sort of happening in words: what the rule looked for, else the hazard, else what the rule is called.
fn happening(candidate: &Candidate, facts: &DraftInputs<'_>, words: &Words) -> String {
    let Some(incident) = facts.incident else {
        return facts.rule.map_or_else(|| candidate.rule.to_string(), |rule| rule.title.get(words.lang()).to_owned());
    };
    let looked_for = facts.rule.map_or(&[][..], |rule| &rule.kinds);
    let kind = looked_for.iter().find(|kind| incident.kinds.contains(kind)).or_else(|| incident.kinds.first());
    match kind {
        Some(kind) => words.get(&format!("event_kind.{}", key_of(kind))).to_owned(),
        None => words.get(&format!("hazard.{}", candidate.hazard)).to_owned(),
    }
}

fn subject(candidate: &Candidate, facts: &DraftInputs<'_>) -> LocalText {
    in_all(facts.words, |words| {
        let country = country_name(candidate, facts, words.lang());
        let event = happening(candidate, facts, words);
        let text = match (facts.incident, place_name(facts, words.lang())) {
            (Some(_), Some(place)) if place != country => {
                words.fill("notice.subject_place", &[("country", &country), ("event", &event), ("place", &place)])
            }
            (Some(_), _) => words.fill("notice.subject", &[("country", &country), ("event", &event)]),
            (None, _) => words.fill("notice.subject_rule", &[("country", &country), ("event", &event)]),
        };
        capitalised(&text)
    })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn countries(candidate: &Candidate, facts: &DraftInputs<'_>) -> Vec<crate::domain::country::CountryCode> {
    let mut countries: Vec<_> = candidate.country.into_iter().collect();
    let named = facts.incident.into_iter().flat_map(|incident| &incident.countries);
    for code in candidate.countries.iter().chain(named) {
        if !countries.contains(code) {
            countries.push(*code);
        }
    }
    countries
}

fn area(candidate: &Candidate, facts: &DraftInputs<'_>) -> LocalText {
    let national = facts.incident.is_none_or(|incident| incident.scope == Scope::National);
    in_all(facts.words, |words| {
        let country = country_name(candidate, facts, words.lang());
        match (place_name(facts, words.lang()), circle(facts)) {
            (Some(place), Some((_, km))) => {
                let km = format!("{km:.0}");
                words.fill("notice.area_circle", &[("country", &country), ("km", &km), ("place", &place)])
            }
            (Some(place), None) => words.fill("notice.area_place", &[("country", &country), ("place", &place)]),
            (None, _) if !candidate.countries.is_empty() => names(&candidate.countries, facts, words),
            (None, _) if national => words.fill("notice.area_national", &[("country", &country)]),
            (None, _) => words.fill("notice.area_unknown", &[("country", &country)]),
        }
    })
}

/// Countries by their names, as far as they are watched.
fn names(codes: &[crate::domain::country::CountryCode], facts: &DraftInputs<'_>, words: &Words) -> String {
    let watched = |code| facts.countries.iter().find(|country| country.code == code);
    let name = |code: &crate::domain::country::CountryCode| {
        watched(*code).map_or_else(|| code.to_string(), |country| country.name.get(words.lang()).to_owned())
    };
    codes.iter().map(name).collect::<Vec<_>>().join(words.get("notice.name_separator"))
}

/// The point of the happening with the distance at which its weight halves.
fn circle(facts: &DraftInputs<'_>) -> Option<(crate::domain::place::Point, f64)> {
    let point = facts.incident?.point?;
    let half = facts.impacts.iter().filter_map(|impact| way(&impact.sum)).find_map(|why| match why {
        Why::Distance { half_km, .. } => Some(*half_km),
        _ => None,
    })?;
    Some((point, half))
}

/// What an impact's exposure was taken from, wherever in the sum it stands.
fn way(sum: &Sum) -> Option<&Why> {
    sum.terms.iter().find_map(|term| match &term.why {
        Why::Sum { sum } => way(sum),
        why @ (Why::Distance { .. } | Why::Named { .. } | Why::National { .. } | Why::PlaceUnknown { .. }) => Some(why),
        _ => None,
    })
}

fn known_facts(candidate: &Candidate, facts: &DraftInputs<'_>, sources: &[NoticeSource]) -> Vec<Fact> {
    let all: Vec<usize> = (1..=sources.len()).collect();
    let Some(incident) = facts.incident else {
        let text = in_all(facts.words, |words| {
            let title = facts.rule.map_or(candidate.rule.as_str(), |rule| rule.title.get(words.lang()));
            words.fill("notice.fact_rule", &[("rule", title), ("why", &candidate.because(words))])
        });
        return vec![Fact { text, sources: all, unconfirmed: false }];
    };
    let at = beijing(incident.first);
    let text = in_all(facts.words, |words| {
        let when = at.format(words.get("notice.time_format")).to_string();
        let event = happening(candidate, facts, words);
        let country = country_name(candidate, facts, words.lang());
        let mut values = vec![("time", when.as_str()), ("country", &country), ("event", &event)];
        let place = place_name(facts, words.lang()).filter(|place| *place != country);
        values.extend(place.as_deref().map(|place| ("place", place)));
        words.fill(if place.is_some() { "notice.fact_place" } else { "notice.fact" }, &values)
    });
    let first = Fact { text, sources: all, unconfirmed: facts.rating.is_some_and(is_doubtful) };
    std::iter::once(first)
        .chain(toll_facts(incident, sources, facts.words))
        .chain(report_facts(facts.readings, sources, facts.words, facts.numbers.headlines))
        .collect()
}

fn is_doubtful(rating: &Rating) -> bool {
    rating.certainty_word <= CertaintyWord::Possible
}

fn unknowns(facts: &DraftInputs<'_>) -> LocalText {
    let Some(incident) = facts.incident else { return LocalText::default() };
    let gaps = [
        ("unknown.place", incident.place.is_none()),
        ("unknown.deaths", incident.hazard.is_physical() && incident.fatalities().is_none()),
        ("unknown.second_source", incident.families().len() < 2),
        ("unknown.course", !incident.ongoing),
    ];
    in_all(facts.words, |words| {
        let said: Vec<_> = gaps.iter().filter(|(_, gap)| *gap).map(|(key, _)| words.get(key)).collect();
        said.join(words.get("notice.list_separator"))
    })
}

fn exposed(candidate: &Candidate, facts: &DraftInputs<'_>) -> Vec<Exposed> {
    let of = |id| facts.assets.iter().find(|asset| asset.id == id);
    candidate
        .assets
        .iter()
        .filter_map(|id| {
            let asset = of(id.clone())?;
            let impact = facts.impacts.iter().find(|impact| impact.asset == *id);
            let fits = facts.instruments.iter().filter(|instrument| instrument.hazards.contains(&candidate.hazard));
            let lacks = fits.filter(|instrument| !asset.instruments.contains(&instrument.key));
            Some(Exposed {
                asset: id.clone(),
                name: asset.name.clone(),
                how: in_all(facts.words, |words| how(impact.copied(), asset, words)),
                impact: impact.map_or(0.0, |impact| impact.sum.value),
                has: asset.instruments.clone(),
                lacks: lacks.map(|instrument| instrument.key.clone()).collect(),
            })
        })
        .collect()
}

/// Role, distance and article: 合作方所在地距事发地 4 公里，第十条.
fn how(impact: Option<&Impact>, asset: &Asset, words: &Words) -> String {
    let way = impact.and_then(|impact| way(&impact.sum));
    let role = |role: crate::domain::asset::Role| words.get(&format!("role.{}", role.key())).to_owned();
    let text = match way {
        Some(Why::Distance { role: part, km, .. }) => {
            words.fill("how.distance", &[("role", &role(*part)), ("km", &format!("{km:.0}"))])
        }
        Some(Why::Named { role: part }) => words.fill("how.named", &[("role", &role(*part))]),
        Some(Why::National { role: part, .. }) => words.fill("how.national", &[("role", &role(*part))]),
        Some(Why::PlaceUnknown { role: part, .. }) => words.fill("how.place_unknown", &[("role", &role(*part))]),
        _ => words.get("how.country").to_owned(),
    };
    let articles: Vec<_> = asset.articles.iter().map(ToString::to_string).collect();
    if articles.is_empty() {
        return text;
    }
    words.fill("how.article", &[("how", &text), ("articles", &articles.join(words.get("notice.article_separator")))])
}

/// The catalogue's advice for the level and hazard, one entry per addressee, in the catalogue's order.
fn measures(candidate: &Candidate, facts: &DraftInputs<'_>) -> Vec<Measures> {
    let mut measures: Vec<Measures> = Vec::new();
    let fits = |advised: &&Advised| {
        advised.level == candidate.level && (advised.hazards.is_empty() || advised.hazards.contains(&candidate.hazard))
    };
    for advised in facts.measures.iter().filter(fits) {
        match measures.iter_mut().find(|measure| measure.addressee == advised.addressee) {
            Some(known) => append(&mut known.text, &advised.text),
            None => measures.push(Measures { addressee: advised.addressee.clone(), text: advised.text.clone() }),
        }
    }
    measures
}

fn append(text: &mut LocalText, more: &LocalText) {
    text.en = format!("{} {}", text.en, more.en);
    text.zh_hans.push_str(&more.zh_hans);
    text.zh_hant.push_str(&more.zh_hant);
}

/// Who is insured, who is not, what would fit, and what to keep as evidence.
fn cover(candidate: &Candidate, exposed: &[Exposed], facts: &DraftInputs<'_>) -> LocalText {
    if candidate.hazard.article() != 18 {
        return in_all(facts.words, |words| words.get("cover.article_19").to_owned());
    }
    let named = |keys: &[String], lang: Lang, separator: &str| {
        let known = facts.instruments.iter().filter(|instrument| keys.contains(&instrument.key));
        known.map(|instrument| instrument.name.get(lang).to_owned()).collect::<Vec<_>>().join(separator)
    };
    in_all(facts.words, |words| {
        let separator = words.get("notice.name_separator");
        let line = |one: &Exposed| {
            let (has, lacks) = (named(&one.has, words.lang(), separator), named(&one.lacks, words.lang(), separator));
            let key = match (has.is_empty(), lacks.is_empty()) {
                (true, true) => "cover.unknown",
                (true, false) => "cover.lacks",
                (false, true) => "cover.has",
                (false, false) => "cover.has_and_lacks",
            };
            words.fill(key, &[("has", &has), ("lacks", &lacks), ("asset", one.name.get(words.lang()))])
        };
        let mut lines: Vec<_> = exposed.iter().map(line).collect();
        lines.push(words.get("cover.evidence").to_owned());
        lines.join(words.get("notice.sentence_separator"))
    })
}

#[cfg(test)]
mod tests;

//! The alert report as an officer reads it: first what changed and what to do, then levels, candidates, notices and
//! incidents with their sources, then what was not checked and what was set aside.
//!
//! The same picture complete and for programs is [`super::json`].

mod notices;

use std::collections::BTreeMap;

use super::outline::{Block, Line, Span, plain, strong};
use super::say::Say;
use crate::domain::feed::Outcome;
use crate::domain::id::AssetId;
use crate::domain::impact::Subject;
use crate::domain::level::{Check, Level};
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::picture::{CountryLine, FeedLine, IncidentCard, Picture};
use crate::domain::rule::Candidate;
use crate::domain::time::hours_between;
use crate::domain::words::{Words, key_of};

/// Incidents told in full; the JSON report has them all.
const INCIDENTS: usize = 20;
/// Unattributed items told by title.
const UNATTRIBUTED: usize = 10;
/// Hours before its end from which a notice asks to be renewed.
const RENEW_HOURS: f64 = 12.0;

/// The report as blocks of plain text.
pub(super) fn blocks(picture: &Picture, words: &Words) -> Vec<Block> {
    let say = Say::new(picture, words);
    let mut blocks = vec![Block::Heading(1, say.word("report.title"))];
    if picture.made_up {
        blocks.push(Block::Mark(say.word("report.made_up")));
    }
    blocks.extend(summary(&say));
    blocks.extend(changes(&say));
    blocks.extend(levels(&say));
    blocks.extend(candidates(&say));
    blocks.extend(notices::blocks(&say));
    blocks.extend(incidents(&say));
    blocks.extend(unchecked(&say));
    blocks.extend(dropped(&say));
    let versions = [("model", picture.model.as_str()), ("lexicon", picture.lexicon.as_str())];
    blocks.push(Block::Paragraph(vec![plain(say.fill("report.versions", &versions))]));
    blocks
}

fn heading(say: &Say<'_>, key: &str) -> Block {
    Block::Heading(2, say.word(key))
}

fn summary(say: &Say<'_>) -> Vec<Block> {
    let picture = say.picture;
    let sighted = picture.feeds.iter().filter(|line| line.state.outcome.is_some_and(Outcome::is_sighted));
    let feeds = format!("{}/{}", sighted.count(), picture.feeds.len());
    let unchecked: Vec<_> = picture.unchecked().collect();
    let countries = format!("{}/{}", picture.countries.len() - unchecked.len(), picture.countries.len());
    let utc = picture.at.format("%H:%M").to_string();
    let (time, since, clock) = (say.time(picture.at), say.time(picture.since), say.clock());
    let at = [("time", &*time), ("clock", &clock), ("utc", &utc), ("since", &since)];
    let items = picture.items.to_string();
    let coverage = [("feeds", feeds.as_str()), ("countries", &countries), ("items", &items)];
    let mut blocks = vec![
        Block::Paragraph(vec![plain(say.fill("report.at", &at))]),
        Block::Paragraph(vec![plain(say.fill("report.coverage", &coverage))]),
    ];
    if !unchecked.is_empty() {
        let names = say.list(unchecked.iter().map(|line| say.country(line.country.code)));
        let blind = say.fill("report.blind", &[("n", &unchecked.len().to_string()), ("names", &names)]);
        blocks.push(Block::Mark(blind));
    }
    blocks
}

fn changes(say: &Say<'_>) -> Vec<Block> {
    let picture = say.picture;
    let mut lines: Vec<Line> = picture
        .transitions
        .iter()
        .map(|change| {
            let name = match &change.subject {
                Subject::Country(code) => say.country(*code),
                Subject::Asset(id) => say.asset(id),
            };
            let (from, to) = (say.level(change.from), say.level(change.to));
            let (score, time) = (format!("{:.0}", change.score), say.time(change.at));
            let values = [("from", from.as_str()), ("to", &to), ("score", &score), ("time", &time), ("name", &name)];
            vec![Span::Level(change.to, to.clone()), plain(" "), plain(say.fill("report.transition", &values))]
        })
        .collect();
    lines.extend(picture.open_candidates().map(|candidate| to_judge(say, candidate)));
    lines.extend(picture.notices.iter().filter_map(|notice| to_handle(say, notice)));
    let body =
        if lines.is_empty() { Block::Paragraph(vec![plain(say.word("report.nothing"))]) } else { Block::List(lines) };
    vec![heading(say, "report.changes"), body]
}

fn to_judge(say: &Say<'_>, candidate: &Candidate) -> Line {
    let age = say.span(hours_between(candidate.at, say.picture.at));
    let values = [("rule", candidate.rule.as_str()), ("age", &age), ("title", &say.candidate(candidate))];
    let mut line = say.marked(candidate.exercise);
    line.extend([Span::Level(candidate.level, say.level(candidate.level)), plain(" ")]);
    let asked = say.fill("report.to_judge", &values);
    if candidate.assets.is_empty() {
        // Nothing follows, so nothing is announced.
        line.push(plain(asked.trim_end_matches([' ', ':', '：'])));
    } else {
        line.push(plain(asked + &say.list(candidate.assets.iter().map(|id| say.asset(id)))));
    }
    line
}

fn to_handle(say: &Say<'_>, notice: &Notice) -> Option<Line> {
    let left = hours_between(say.picture.at, notice.content.expires);
    let key = match notice.state {
        NoticeState::InReview => "report.to_approve",
        NoticeState::Issued if left < RENEW_HOURS && left > 0.0 => "report.to_renew",
        _ => return None,
    };
    let subject = notice.content.subject.get(say.lang());
    let text = say.fill(key, &[("id", notice.id.as_str()), ("age", &say.span(left)), ("subject", subject)]);
    let mut line = say.marked(notice.exercise);
    line.extend([Span::Level(notice.content.level, say.level(notice.content.level)), plain(" "), plain(text)]);
    Some(line)
}

fn levels(say: &Say<'_>) -> Vec<Block> {
    let shown = |line: &&CountryLine| {
        line.level.level > Level::None || line.score.check.is_unchecked() || line.change.abs() >= 1.0
    };
    let lines: Vec<_> = say.picture.countries.iter().filter(shown).collect();
    let columns =
        ["level", "country", "score", "change", "standing", "situation", "ministry", "assets", "driver", "checked"];
    let head = columns.map(|column| say.word(&format!("report.column.{column}"))).to_vec();
    let rest = say.picture.countries.len() - lines.len();
    let mut blocks = vec![
        heading(say, "report.levels"),
        Block::Table(head, lines.into_iter().map(|line| level_row(say, line)).collect()),
    ];
    if rest > 0 {
        blocks.push(Block::Paragraph(vec![plain(say.fill("report.levels_rest", &[("n", &rest.to_string())]))]));
    }
    blocks
}

fn level_row(say: &Say<'_>, line: &CountryLine) -> Vec<Line> {
    let score = &line.score;
    let unchecked = score.check.is_unchecked();
    let level = if unchecked && line.level.level == Level::None {
        strong("?")
    } else {
        Span::Level(line.level.level, say.level(line.level.level))
    };
    let nothing_held = unchecked && line.level.level == Level::None;
    let held = if line.level.held && !nothing_held {
        vec![level, plain(format!(" ({})", say.word("report.held")))]
    } else {
        vec![level]
    };
    let advice: Vec<_> = line.advice.iter().map(|advice| format!("{} {}", advice.government, advice.wording)).collect();
    let driver = score.driver.as_ref().and_then(|id| say.picture.incident(id));
    let number = |value: f64| if unchecked { "–".to_owned() } else { format!("{value:.0}") };
    [
        number(score.score.value),
        if line.change.abs() < 0.5 || unchecked { "–".to_owned() } else { format!("{:+.0}", line.change) },
        format!("{:.0}", score.standing.value),
        number(score.situation.value),
        if advice.is_empty() { "–".to_owned() } else { advice.join("; ") },
        line.assets.len().to_string(),
        driver.map_or_else(|| "–".to_owned(), |card| say.title(&card.incident)),
        say.check(&score.check),
    ]
    .into_iter()
    .fold(vec![held, vec![plain(say.country(line.country.code))]], |mut row, cell| {
        row.push(vec![plain(cell)]);
        row
    })
}

fn candidates(say: &Say<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(say, "report.candidates")];
    for candidate in say.picture.open_candidates() {
        let title = format!("{} · {} · {}", say.level(candidate.level), candidate.rule, say.candidate(candidate));
        blocks.push(Block::Heading(3, title));
        let mut lines = vec![vec![plain(say.word("report.because")), plain(candidate.because(say.words()))]];
        if !candidate.assets.is_empty() {
            lines.push(vec![
                plain(say.word("report.hit")),
                plain(say.list(candidate.assets.iter().map(|id| say.asset(id)))),
            ]);
        }
        let card = candidate.incident.as_ref().and_then(|id| say.picture.incident(id));
        lines.extend(card.map(|card| sources(say, card)));
        if candidate.exercise {
            lines.insert(0, say.marked(true));
        }
        blocks.push(Block::List(lines));
    }
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    for candidate in say.picture.candidates.iter().filter(|candidate| !candidate.outcome.is_open()) {
        *held.entry(say.outcome(&candidate.outcome)).or_default() += 1;
    }
    if !held.is_empty() {
        let list = say.list(held.iter().map(|(outcome, count)| format!("{outcome} {count}")));
        blocks.push(Block::Paragraph(vec![plain(say.fill("report.candidates_held", &[("list", &list)]))]));
    }
    if blocks.len() == 1 {
        blocks.push(Block::Paragraph(vec![plain("–")]));
    }
    blocks
}

fn incidents(say: &Say<'_>) -> Vec<Block> {
    let cards = &say.picture.incidents;
    let mut blocks = vec![heading(say, "report.incidents")];
    for card in cards.iter().take(INCIDENTS) {
        blocks.push(Block::Heading(3, say.title(&card.incident)));
        blocks.push(Block::List(incident_lines(say, card)));
    }
    if cards.len() > INCIDENTS {
        let more = (cards.len() - INCIDENTS).to_string();
        blocks.push(Block::Paragraph(vec![plain(say.fill("report.incidents_more", &[("n", &more)]))]));
    }
    blocks
}

fn incident_lines(say: &Say<'_>, card: &IncidentCard) -> Vec<Line> {
    let (incident, rating) = (&card.incident, &card.rating);
    let values = [
        ("hazard", say.word(&format!("hazard.{}", incident.hazard))),
        ("countries", say.list(incident.countries.iter().map(|code| say.country(*code)))),
        ("certainty", say.word(&format!("certainty.{}", key_of(&rating.certainty_word)))),
        ("families", incident.families().len().to_string()),
        ("severity", format!("{:.2}", rating.severity)),
        ("first", say.time(incident.first)),
        ("last", say.time(incident.last)),
    ];
    let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut first = say.marked(incident.exercise);
    first.push(plain(say.fill("report.incident_line", &values)));
    let mut lines = vec![first];
    lines.extend(card.impacts.iter().map(|impact| {
        let name = say.asset(&impact.asset);
        vec![plain(say.word("report.hit")), plain(name), plain(format!(" – {}", say.telling().sum(&impact.sum)))]
    }));
    lines.push(sources(say, card));
    lines
}

/// The items with their publishers and grades, as links where they have one.
fn sources(say: &Say<'_>, card: &IncidentCard) -> Line {
    let mut line = vec![plain(say.word("report.sources"))];
    for (at, member) in card.incident.members.iter().enumerate() {
        if at > 0 {
            line.push(plain("; "));
        }
        let reading = card.readings.iter().find(|reading| reading.item.id == member.item);
        let address = reading.and_then(|reading| reading.item.link.clone()).unwrap_or_default();
        let grade = format!("{} {}{}: ", member.family, member.reliability, member.credibility);
        line.extend([plain(grade), Span::Link(member.title.clone(), address)]);
    }
    line
}

fn unchecked(say: &Say<'_>) -> Vec<Block> {
    let mut lines: Vec<Line> = Vec::new();
    for line in &say.picture.countries {
        let key = match line.score.check {
            Check::Checked { .. } => continue,
            Check::Partly { .. } => "report.country_partly",
            Check::Unchecked { .. } => "report.country_unchecked",
        };
        let (sighted, needed) = line.score.coverage;
        let since = line.score.check.last().map_or_else(|| say.word("report.never"), |since| say.time(since));
        let (sighted, needed, name) = (sighted.to_string(), needed.to_string(), say.country(line.country.code));
        let values = [("since", since.as_str()), ("sighted", &sighted), ("needed", &needed), ("name", &name)];
        lines.push(vec![plain(say.fill(key, &values))]);
    }
    lines.extend(say.picture.feeds.iter().filter_map(|line| sick_feed(say, line)));
    lines.extend(missed(say));
    let body = if lines.is_empty() {
        Block::Paragraph(vec![plain(say.word("report.all_checked"))])
    } else {
        Block::List(lines)
    };
    vec![heading(say, "report.unchecked"), body]
}

fn sick_feed(say: &Say<'_>, line: &FeedLine) -> Option<Line> {
    let outcome = line.state.outcome.filter(|outcome| !outcome.is_sighted())?;
    let since = line.state.since.map_or_else(|| say.word("report.unknown"), |since| say.time(since));
    let word = say.word(&format!("outcome.{outcome}"));
    let values = [("outcome", word.as_str()), ("since", &since), ("feed", line.feed.id.as_str())];
    let mut text = say.fill("report.feed_sick", &values);
    if !line.only_source_for.is_empty() {
        let names = say.list(line.only_source_for.iter().map(|code| say.country(*code)));
        text.push_str(&say.fill("report.feed_only", &[("names", &names)]));
    }
    if let Some(error) = &line.state.error {
        text.push_str(": ");
        text.push_str(error);
    }
    Some(vec![plain(text)])
}

/// Feeds that may have missed items, and how many had before what this report tells of.
fn missed(say: &Say<'_>) -> Vec<Line> {
    let feeds = &say.picture.feeds;
    let told = feeds.iter().filter_map(|line| {
        let gaps = line.missed_since(say.picture.since);
        (!gaps.is_empty()).then(|| vec![plain(say.missed(line.feed.id.as_str(), &gaps))])
    });
    let earlier = feeds.iter().filter(|line| line.state.gaps.iter().any(|gap| !gap.is_news_since(say.picture.since)));
    let earlier = Some(earlier.count()).filter(|count| *count > 0);
    let earlier = earlier.map(|n| vec![plain(say.fill("report.feeds_missed_before", &[("n", &n.to_string())]))]);
    told.chain(earlier).collect()
}

fn dropped(say: &Say<'_>) -> Vec<Block> {
    let picture = say.picture;
    let mut blocks = vec![heading(say, "report.dropped")];
    let drop = |(reason, count): (&String, &u64)| {
        vec![plain(say.fill("report.drop", &[("n", &count.to_string()), ("reason", &say.drop_reason(reason))]))]
    };
    if !picture.drops.is_empty() {
        blocks.push(Block::List(picture.drops.iter().map(drop).collect()));
    }
    if !picture.unattributed.is_empty() {
        let count = picture.unattributed.len().to_string();
        blocks.push(Block::Paragraph(vec![plain(say.fill("report.unattributed", &[("n", &count)]))]));
        let title = |reading: &std::sync::Arc<crate::domain::picture::Reading>| {
            let item = &reading.item;
            vec![
                plain(format!("{}: ", item.publisher)),
                Span::Link(item.title.clone(), item.link.clone().unwrap_or_default()),
            ]
        };
        blocks.push(Block::List(picture.unattributed.iter().take(UNATTRIBUTED).map(title).collect()));
    }
    if blocks.len() == 1 {
        blocks.push(Block::Paragraph(vec![plain(say.word("report.nothing_dropped"))]));
    }
    blocks
}

/// The name of an asset in the language of the report.
impl Say<'_> {
    fn asset(&self, id: &AssetId) -> String {
        self.picture.asset(id).map_or_else(|| id.to_string(), |line| line.asset.name.get(self.lang()).to_owned())
    }
}

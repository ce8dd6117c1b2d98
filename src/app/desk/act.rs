//! What the officer does to what is selected: each command becomes an effect, or opens the prompt for a reason.

use tui_input::Input;

use crate::domain::briefing::BriefingKind;
use crate::domain::country::CountryCode;
use crate::domain::id::{CandidateId, FeedId, NoticeId};
use crate::domain::incident::Incident;
use crate::domain::notice::{Notice, NoticeState};
use crate::domain::picture::Picture;
use crate::domain::words::Lang;

use super::changes;
use super::command::Command;
use super::form::Field;
use super::go;
use super::message::Effect;
use super::rule;
use super::state::{Overlay, Purpose, RowKey, Screen, State};
use super::update;

/// What is told when nothing is selected that a command could be done to; a key of the locale tables.
pub(super) const NO_TARGET: &str = "tui.no_target";
/// What is told to who would approve an own draft.
const OWN_DRAFT: &str = "tui.own_draft";

/// Does a command that reaches outside the desk.
pub(super) fn run(state: &mut State, command: Command) -> Vec<Effect> {
    let effect = match command {
        Command::Quit => Some(Effect::Quit),
        Command::Suspend => Some(Effect::Suspend),
        Command::Redraw => Some(Effect::Redraw),
        Command::Export => Some(export(state)),
        Command::Handover => Some(brief(state, BriefingKind::Handover)),
        Command::Daily => Some(brief(state, BriefingKind::Daily)),
        Command::Return => ask(state, returnable(state).map(Purpose::Return)),
        Command::Language => Some(next_language(state)),
        Command::Theme => next_theme(state),
        Command::FetchAll => Some(Effect::FetchNow(None)),
        Command::FetchFeed => feed(state).map(|id| Effect::FetchNow(Some(id))),
        Command::PauseFeed => pause(state),
        Command::MoveFeed => moved(state).map(Effect::MoveFeed),
        Command::OpenLink => link(state).filter(|link| is_web(link)).map(Effect::OpenLink),
        Command::Copy => copied(state).map(Effect::Copy),
        Command::Seen => seen(state),
        Command::Draft => draft(state),
        Command::Submit => submit(state),
        Command::Update => notice(state, NoticeState::Issued).map(Effect::Follow),
        Command::Lift => ask(state, notice(state, NoticeState::Issued).map(Purpose::Lift)),
        Command::Approve => return approve(state),
        Command::Issue => notice(state, NoticeState::Approved).map(Effect::Issue),
        Command::Dismiss => ask(state, candidate(state).map(Purpose::Dismiss)),
        Command::Silence => ask(state, candidate(state).map(Purpose::Silence)),
        Command::Reject => ask(state, waiting_notice(state).map(Purpose::Reject)),
        Command::Acknowledge => ask(state, unanswered(state)),
        _ => None,
    };
    if effect.is_none() && state.overlay.is_none() && !matches!(command, Command::Seen | Command::Accept) {
        update::tell(state, NO_TARGET.to_owned());
    }
    effect.into_iter().collect()
}

/// Whether a command could be done to what is selected; those that need nothing selected always can.
pub fn applies(state: &State, command: Command) -> bool {
    match command {
        Command::Draft | Command::Dismiss | Command::Silence => candidate(state).is_some(),
        Command::Submit => notice(state, NoticeState::Draft).is_some(),
        Command::Update | Command::Lift => notice(state, NoticeState::Issued).is_some(),
        Command::Approve => notice(state, NoticeState::InReview).is_some() && may_approve(state),
        Command::Issue => notice(state, NoticeState::Approved).is_some(),
        Command::Reject => waiting_notice(state).is_some(),
        Command::Return => returnable(state).is_some(),
        Command::Acknowledge => unanswered(state).is_some(),
        Command::Merge | Command::Split | Command::NotARisk | Command::Regrade => {
            rule::purpose(state, command).is_some()
        }
        Command::Open if matches!(state.screen, Screen::Notice(_)) => notice(state, NoticeState::Draft).is_some(),
        Command::Open => state.selected().is_some() || state.overlay.is_some(),
        Command::Filter => !matches!(state.screen, Screen::Notice(_) | Screen::Draft(_) | Screen::Brief(_)),
        Command::Preview => go::notice_of(state).is_some(),
        Command::Translate => state.size.0 < TWO_LANGUAGES && go::notice_of(state).is_some(),
        Command::OpenLink => link(state).is_some_and(|link| is_web(&link)),
        Command::Explain => go::explained(state).is_some(),
        Command::WhyNot => go::incident_of(state).is_some(),
        Command::FetchFeed | Command::PauseFeed => feed(state).is_some(),
        _ => true,
    }
}

/// Terminals from this width on show a document in two languages at once.
const TWO_LANGUAGES: u16 = 120;

/// Whether the officer may approve the notice shown: orange and red ones only when somebody else drafted them. The
/// demo has a made-up colleague for its only officer.
pub fn may_approve(state: &State) -> bool {
    let Some(found) = shown_notice(state) else { return false };
    let level = found.content.level.max(found.content.previous);
    !level.needs_approver() || found.drafter != state.options.officer || found.made_up
}

fn approve(state: &mut State) -> Vec<Effect> {
    let Some(id) = notice(state, NoticeState::InReview) else {
        update::tell(state, NO_TARGET.to_owned());
        return Vec::new();
    };
    if may_approve(state) {
        return vec![Effect::Approve(id)];
    }
    update::tell(state, OWN_DRAFT.to_owned());
    Vec::new()
}

/// Asks for the judgement, with what stands there for a start.
fn submit(state: &mut State) -> Option<Effect> {
    let id = notice(state, NoticeState::Draft)?;
    let judged = shown_notice(state).map(|found| found.content.assessment.zh_hans.clone()).unwrap_or_default();
    state.overlay = Some(Overlay::Reason { purpose: Purpose::Submit(id), at: 0, input: Input::new(judged) });
    None
}

/// The selected notice with the recipients that have not replied.
fn unanswered(state: &State) -> Option<Purpose> {
    let found = shown_notice(state)?;
    let receipts = state.picture.as_deref()?.receipts_of(&found.id);
    let silent = receipts.filter(|receipt| receipt.acknowledged.is_none());
    let silent: Vec<_> = silent.map(|receipt| receipt.recipient.clone()).collect();
    (!silent.is_empty()).then(|| Purpose::Acknowledge(found.id.clone(), silent))
}

fn next_language(state: &mut State) -> Effect {
    state.options.lang = match state.lang() {
        Lang::ZhHans => Lang::En,
        Lang::En => Lang::ZhHant,
        Lang::ZhHant => Lang::ZhHans,
    };
    Effect::SetLang(state.lang())
}

fn next_theme(state: &mut State) -> Option<Effect> {
    let options = &mut state.options;
    options.theme = (options.theme + 1) % options.themes.len().max(1);
    options.themes.get(options.theme).cloned().map(Effect::SetTheme)
}

/// Goes where a briefing is read, and asks for it.
fn brief(state: &mut State, kind: BriefingKind) -> Effect {
    go::to(state, Screen::Brief(kind));
    state.brief = None;
    Effect::Brief(kind)
}

/// A briefing is written as it is, anything else as it is shown.
fn export(state: &State) -> Effect {
    match (&state.screen, &state.brief) {
        (Screen::Brief(kind), Some(text)) => Effect::Export { name: kind.key().to_owned(), text: text.to_string() },
        _ => Effect::Capture,
    }
}

/// A notice that waits for approval or issue, which its drafter may get back.
fn returnable(state: &State) -> Option<NoticeId> {
    selected_notice(state).filter(|(_, found)| changes::is_to_sign(*found)).map(|(id, _)| id)
}

fn draft(state: &mut State) -> Option<Effect> {
    let candidate = candidate(state)?;
    state.drafting = Some(candidate.clone());
    Some(Effect::Draft(candidate))
}

fn ask(state: &mut State, purpose: Option<Purpose>) -> Option<Effect> {
    if let Some(purpose) = purpose {
        state.overlay = Some(Overlay::Reason { purpose, at: 0, input: Input::default() });
    }
    None
}

fn feed(state: &State) -> Option<FeedId> {
    match &state.selected()?.key {
        RowKey::Feed(id) => Some(id.clone()),
        _ => None,
    }
}

fn pause(state: &State) -> Option<Effect> {
    let row = state.selected()?;
    let RowKey::Feed(id) = &row.key else { return None };
    let line = state.picture.as_deref()?.feeds.get(row.at)?;
    Some(Effect::PauseFeed { feed: id.clone(), paused: !line.state.paused })
}

/// The selected feed, if its publisher moved it.
fn moved(state: &State) -> Option<FeedId> {
    let row = state.selected()?;
    let RowKey::Feed(id) = &row.key else { return None };
    let line = state.picture.as_deref()?.feeds.get(row.at)?;
    line.feed.proposed_url(&line.state).map(|_| id.clone())
}

/// The open candidate selected, or the first open one about the incident or country selected.
pub(super) fn candidate(state: &State) -> Option<CandidateId> {
    let picture = state.picture.as_deref()?;
    if let Some(row) = state.selected()
        && let RowKey::Candidate(id) = &row.key
    {
        return picture.candidates.get(row.at).filter(|candidate| candidate.outcome.is_open()).map(|_| id.clone());
    }
    let incident = go::incident_of(state);
    let by_incident = picture.open_candidates().find(|c| incident.is_some() && c.incident == incident);
    let on_country = || matches!(state.screen, Screen::Board | Screen::Country(_) | Screen::Changes);
    let country = on_country().then(|| go::selected_country(state)).flatten();
    let by_country = || picture.open_candidates().find(|c| country.is_some() && c.country == country);
    by_incident.or_else(by_country).map(|candidate| candidate.id.clone())
}

fn notice(state: &State, wanted: NoticeState) -> Option<NoticeId> {
    selected_notice(state).filter(|(_, found)| *found == wanted).map(|(id, _)| id)
}

fn waiting_notice(state: &State) -> Option<NoticeId> {
    selected_notice(state).filter(|(_, found)| found.is_waiting()).map(|(id, _)| id)
}

fn selected_notice(state: &State) -> Option<(NoticeId, NoticeState)> {
    shown_notice(state).map(|notice| (notice.id.clone(), notice.state))
}

fn shown_notice(state: &State) -> Option<&Notice> {
    state.picture.as_deref()?.notice(&go::notice_of(state)?)
}

/// Marks the selected change, or the one walked to; when none is left, all up to the picture's moment are seen.
fn seen(state: &mut State) -> Option<Effect> {
    let picture = state.picture.clone()?;
    let on_list = (state.screen == Screen::Changes).then(|| state.selected().map(|row| row.key.clone())).flatten();
    state.seen.insert(on_list.or_else(|| state.walking.clone())?);
    let all_seen = changes::rows(&picture).iter().all(|row| state.seen.contains(&row.key));
    go::walk(state, 1);
    all_seen.then_some(Effect::MarkSeen(picture.at))
}

/// The link of the selected item, or of the latest item of what is selected.
fn link(state: &State) -> Option<String> {
    let picture = state.picture.as_deref()?;
    let row = state.selected();
    if let Some(RowKey::Item(id)) = row.map(|row| &row.key) {
        return picture.reading(id)?.item.link.clone();
    }
    if let Some(RowKey::Feed(_)) = row.map(|row| &row.key) {
        let url = &picture.feeds.get(row?.at)?.feed.url;
        return is_web(url).then(|| url.clone());
    }
    if let Some(RowKey::Field(field)) = row.map(|row| &row.key) {
        return source_link(state, *field);
    }
    let card = picture.incident(&go::incident_of(state)?)?;
    card.readings.iter().rev().find_map(|reading| reading.item.link.clone())
}

/// The link of the first source behind a field of the draft that has one.
fn source_link(state: &State, field: Field) -> Option<String> {
    let content = &shown_notice(state)?.content;
    let sources = field.sources(content).into_iter();
    sources.filter_map(|n| content.sources.get(n.checked_sub(1)?)).find_map(|source| source.link.clone())
}

/// Nothing but a web address is handed to the system to open.
fn is_web(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

/// One line about what is selected, fit to be pasted into a message.
fn copied(state: &State) -> Option<String> {
    let picture = state.picture.as_deref()?;
    let row = state.selected()?;
    let lang = state.lang();
    let line = match &row.key {
        RowKey::Country(code) => country_line(picture, *code, lang)?,
        RowKey::Asset(id) => picture.asset(id)?.asset.name.get(lang).to_owned(),
        RowKey::Notice(id) => format!("{id} {}", picture.notices.get(row.at)?.content.subject.get(lang)),
        RowKey::Candidate(_) => picture.candidates.get(row.at).map(|c| format!("{} {}", c.rule, c.why))?,
        RowKey::Feed(_) => picture.feeds.get(row.at)?.feed.url.clone(),
        RowKey::Level(..) => picture.transitions.get(row.at)?.why.clone(),
        RowKey::Incident(id) => titled(&picture.incident(id)?.incident, lang).to_owned(),
        RowKey::Item(id) => picture.reading(id)?.item.title.clone(),
        RowKey::Field(field) => field.text(&shown_notice(state)?.content, lang),
    };
    Some(match link(state) {
        Some(address) if !matches!(row.key, RowKey::Feed(_)) => format!("{line} {address}"),
        _ => line,
    })
}

fn country_line(picture: &Picture, code: CountryCode, lang: Lang) -> Option<String> {
    let line = picture.country(code)?;
    let driver = line.score.driver.as_ref().and_then(|id| picture.incident(id));
    let title = driver.map_or("", |card| titled(&card.incident, lang));
    let (name, level) = (line.country.name.get(lang), line.level.level.letter());
    Some(format!("{name} {code} {level} {:.0} {title}", line.score.score.value).trim_end().to_owned())
}

/// The title in a language, where the incident has one.
fn titled(incident: &Incident, lang: Lang) -> &str {
    incident.title_in(lang).unwrap_or_else(|| incident.title())
}

//! Facts about the desk: what stays selected, what a key leads to, which effects come out.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use rstest::rstest;

use crate::domain::briefing::BriefingKind;
use crate::domain::id::{CandidateId, FeedId, IncidentId, NoticeId};
use crate::domain::level::Level;
use crate::domain::picture::Picture;
use crate::domain::words::Lang;

use super::fixture::{self, now};
use super::keymap::{Key, Named};
use super::*;

fn desk() -> State {
    desk_showing(fixture::picture())
}

fn desk_showing(picture: Picture) -> State {
    let mut state = fixture::desk(Lang::ZhHans);
    update(&mut state, Message::Page(10), now());
    update(&mut state, Message::Picture(Arc::new(picture)), now());
    state
}

fn run(state: &mut State, commands: &[Command]) -> Vec<Effect> {
    commands.iter().flat_map(|command| update(state, Message::Command(*command), now())).collect()
}

fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    keys.split(' ').flat_map(|key| update(state, Message::Key(key.parse().unwrap()), now())).collect()
}

fn type_text(state: &mut State, text: &str) {
    for c in text.chars() {
        update(state, Message::Key(Chord::plain(Key::Char(c))), now());
    }
}

fn selected(state: &State) -> String {
    match &state.selected().unwrap().key {
        RowKey::Country(code) => code.to_string(),
        RowKey::Incident(id) => id.to_string(),
        RowKey::Candidate(id) => id.to_string(),
        RowKey::Notice(id) => id.to_string(),
        RowKey::Feed(id) => id.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_selection_follows_the_country_when_the_board_is_sorted_anew() {
    let mut state = desk();
    run(&mut state, &[Command::SelectNext, Command::SelectNext]);
    assert_eq!(selected(&state), "CL");
    let mut picture = fixture::picture();
    picture.countries.rotate_right(3);
    update(&mut state, Message::Picture(Arc::new(picture)), now());
    assert_eq!((selected(&state).as_str(), state.position()), ("CL", Some(5)));
}

#[test]
fn the_selected_row_keeps_its_line_on_the_screen_when_rows_come_in_above() {
    let mut state = desk();
    update(&mut state, Message::Page(5), now());
    run(&mut state, &[Command::SelectNext; 8]);
    let line = state.position().unwrap() - state.offset();
    let mut picture = fixture::picture();
    picture.countries.rotate_right(2);
    update(&mut state, Message::Picture(Arc::new(picture)), now());
    assert_eq!(state.position().unwrap() - state.offset(), line);
}

#[test]
fn where_the_thing_has_gone_its_neighbour_is_selected() {
    let mut state = desk();
    run(&mut state, &[Command::SelectLast]);
    let mut picture = fixture::picture();
    picture.countries.pop();
    update(&mut state, Message::Picture(Arc::new(picture)), now());
    assert_eq!(state.position(), Some(state.rows.len() - 1));
}

#[test]
fn incidents_that_came_with_the_latest_picture_are_marked() {
    let mut before = fixture::picture();
    before.incidents.remove(0);
    let mut state = desk_showing(before);
    assert!(state.fresh.is_empty(), "at first sight nothing is new");
    update(&mut state, Message::Picture(Arc::new(fixture::picture())), now());
    assert_eq!(state.fresh, BTreeSet::from([IncidentId::new("kyiv")]));
    press(&mut state, "2 /");
    type_text(&mut state, "is:new");
    assert_eq!(state.rows.len(), 1);
}

#[rstest]
#[case("country:UA", 1)]
#[case("level>=orange", 2)]
#[case("hazard:natural", 1)]
#[case("site:巴顿", 1)]
#[case("智利", 1)]
#[case("-hazard:natural -country:UA", 5)]
fn a_filter_narrows_the_incidents_as_it_is_typed(#[case] text: &str, #[case] rows: usize) {
    let mut state = desk();
    press(&mut state, "2 /");
    type_text(&mut state, text);
    assert_eq!(state.rows.len(), rows);
    press(&mut state, "enter");
    assert_eq!((state.rows.len(), state.overlay.is_none()), (rows, true), "accepted");
    press(&mut state, "F");
    assert_eq!(state.rows.len(), 7, "cleared");
}

#[test]
fn a_filter_with_a_fault_keeps_the_list_and_the_prompt() {
    let mut state = desk();
    press(&mut state, "/");
    type_text(&mut state, "level>=pink");
    assert_eq!(state.rows.len(), 22);
    press(&mut state, "enter");
    assert!(state.overlay.is_some());
    assert!(state.view().unwrap().error.is_some());
    press(&mut state, "esc");
    assert!(state.overlay.is_none() && state.view().unwrap().error.is_none());
}

#[test]
fn pasted_text_reaches_the_prompt_without_its_controls() {
    let mut state = desk();
    press(&mut state, "/");
    update(&mut state, Message::Paste("kyiv\n\u{1b}[2J".into()), now());
    assert_eq!(state.view().unwrap().filter, "kyiv[2J");
}

#[test]
fn the_palette_finds_a_command_by_a_few_letters_and_runs_it() {
    let mut state = desk();
    press(&mut state, ":");
    type_text(&mut state, "feeds");
    press(&mut state, "enter");
    assert_eq!((state.screen.clone(), state.overlay.is_none()), (Screen::Feeds, true));
    press(&mut state, ":");
    type_text(&mut state, "剪贴板");
    let effects = press(&mut state, "enter");
    assert!(matches!(effects.as_slice(), [Effect::Copy(_)]), "{effects:?}");
}

#[test]
fn every_command_has_a_key_or_stands_in_the_palette() {
    let state = desk();
    let keymap = &state.options.keymap;
    let in_palette: BTreeSet<Command> = matches(keymap, Lang::En, "").into_iter().map(|row| row.run).collect();
    for command in Command::ALL {
        let has_key = keymap.bindings().iter().any(|row| row.run == *command && !row.on.is_empty());
        assert!(has_key || in_palette.contains(command), "{command}");
        assert_eq!(command.name().parse(), Ok(*command));
    }
}

#[test]
fn what_is_done_to_a_candidate_or_a_notice_comes_out_as_an_effect() {
    let mut state = desk();
    press(&mut state, "4");
    assert_eq!(press(&mut state, "d"), [Effect::Draft(CandidateId::new("c1"))]);
    assert_eq!(press(&mut state, "D down"), []);
    type_text(&mut state, "远");
    let dismissed =
        Effect::Dismiss { candidate: CandidateId::new("c1"), reason: "not_ours".into(), note: "远".into() };
    assert_eq!(press(&mut state, "enter"), [dismissed]);
    press(&mut state, "j j");
    assert_eq!(press(&mut state, "A"), [Effect::Approve(NoticeId::new("N-2026-0007"))]);
    assert_eq!(press(&mut state, "I"), [], "only what is approved is issued");
    press(&mut state, "j");
    assert_eq!(press(&mut state, "A X"), [], "what is out is neither approved nor turned down");
    press(&mut state, "j");
    assert_eq!(press(&mut state, "d D"), [], "what was judged is judged");
}

#[test]
fn a_silence_without_a_reason_is_not_made() {
    let mut state = desk();
    press(&mut state, "4 S down");
    assert_eq!(press(&mut state, "enter"), []);
    assert!(state.overlay.is_some(), "the prompt stays");
    type_text(&mut state, "演习期间");
    let silence = Effect::Silence { candidate: CandidateId::new("c1"), hours: 24, reason: "演习期间".into() };
    assert_eq!(press(&mut state, "enter"), [silence]);
}

#[test]
fn feeds_are_asked_and_paused_from_their_screen() {
    let mut state = desk();
    press(&mut state, "5");
    let feed = FeedId::new("mea-in");
    assert_eq!(press(&mut state, "r"), [Effect::FetchNow(Some(feed.clone()))]);
    assert_eq!(press(&mut state, "p"), [Effect::PauseFeed { feed, paused: true }]);
    assert_eq!(press(&mut state, "R"), [Effect::FetchNow(None)]);
}

#[test]
fn links_are_opened_and_lines_copied_from_the_board() {
    let mut state = desk();
    assert_eq!(press(&mut state, "o"), [Effect::OpenLink("https://xinhua.example/kyiv-2".into())]);
    let line = "乌克兰 UA O 68 基辅遭导弹袭击，已致12人死亡 https://xinhua.example/kyiv-2";
    assert_eq!(press(&mut state, "y"), [Effect::Copy(line.into())]);
    assert_eq!(press(&mut state, "e"), [Effect::Capture]);
}

#[test]
fn changes_come_first_only_when_wanted_and_when_there_are_any() {
    let first = |wanted: bool, quiet: bool| {
        let mut picture = fixture::picture();
        if quiet {
            picture.transitions.clear();
            picture.candidates.clear();
        }
        let mut state = fixture::desk(Lang::En);
        state.options.changes_first = wanted;
        update(&mut state, Message::Picture(Arc::new(picture)), now());
        state.screen
    };
    assert_eq!(first(true, false), Screen::Changes);
    assert_eq!(first(false, false), Screen::Board);
    assert_eq!(first(true, true), Screen::Board);
}

#[test]
fn the_last_change_seen_marks_all_as_seen() {
    let mut state = desk();
    press(&mut state, "0");
    let count = state.rows.len();
    let effects: Vec<Effect> = (0..count).flat_map(|_| press(&mut state, "s")).collect();
    assert_eq!(effects, [Effect::MarkSeen(now())]);
}

#[test]
fn walking_goes_along_the_changes_and_round() {
    let mut state = desk();
    press(&mut state, "n n");
    assert_eq!((state.screen.clone(), selected(&state)), (Screen::Board, "GB".into()));
    press(&mut state, "n");
    assert_eq!(state.screen, Screen::Assets);
    press(&mut state, "N N N");
    assert_eq!((state.screen.clone(), selected(&state)), (Screen::Board, "IN".into()));
}

#[test]
fn opening_goes_in_and_back_comes_out_on_the_same_row() {
    let mut state = desk();
    press(&mut state, "j j enter");
    assert!(matches!(state.screen, Screen::Country(_)));
    press(&mut state, "enter");
    assert_eq!(state.screen, Screen::Incident(IncidentId::new("smelter")));
    press(&mut state, "esc esc");
    assert_eq!((state.screen.clone(), selected(&state)), (Screen::Board, "CL".into()));
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut state = desk();
    let click = |row| Message::Mouse(Mouse::Click(Target::Row(row)));
    update(&mut state, click(3), now());
    assert_eq!(selected(&state), "GB");
    update(&mut state, click(3), now());
    assert!(matches!(state.screen, Screen::Country(_)));
    update(&mut state, Message::Mouse(Mouse::Click(Target::Command(Command::Feeds))), now());
    assert_eq!(state.screen, Screen::Feeds);
    update(&mut state, Message::Mouse(Mouse::Scroll(1)), now());
    assert_eq!(state.position(), Some(3));
}

#[test]
fn languages_go_round_and_are_remembered() {
    let mut state = desk();
    let effects = press(&mut state, "L L L");
    assert_eq!(effects, [Effect::SetLang(Lang::En), Effect::SetLang(Lang::ZhHant), Effect::SetLang(Lang::ZhHans)]);
    assert_eq!(press(&mut state, "t"), [Effect::SetTheme("mono".into())]);
}

#[test]
fn a_command_that_has_nothing_to_work_on_says_so() {
    for keys in ["G d", "5 x", "3 G w"] {
        let mut state = desk();
        press(&mut state, keys);
        let told = state.note.as_ref().map(|(text, _)| text.as_str());
        assert_eq!(told, Some("tui.no_target"), "{keys}");
    }
}

#[test]
fn a_note_goes_by_itself() {
    let mut state = desk();
    update(&mut state, Message::Note("x".into()), now());
    update(&mut state, Message::Tick(now()), now());
    assert!(state.note.is_some());
    let later = now() + chrono::TimeDelta::seconds(9);
    update(&mut state, Message::Tick(later), later);
    assert!(state.note.is_none());
}

#[test]
fn an_unchecked_country_is_found_by_its_state_and_not_by_a_level() {
    let mut state = desk();
    press(&mut state, "/");
    type_text(&mut state, "is:unchecked");
    assert_eq!(selected(&state), "IN");
    assert_eq!(state.picture.as_ref().unwrap().country("IN".parse().unwrap()).unwrap().level.level, Level::None);
}

#[test]
fn keys_before_the_first_picture_do_no_harm() {
    let mut state = fixture::desk(Lang::En);
    for command in Command::ALL {
        run(&mut state, &[*command]);
    }
    assert!(state.rows.is_empty());
}

#[test]
fn control_c_leaves_from_anywhere() {
    for open in ["j", "?", ":", "x", "/", "4 D"] {
        let mut state = desk();
        press(&mut state, open);
        assert_eq!(press(&mut state, "ctrl-c"), [Effect::Quit], "{open}");
    }
}

#[test]
fn q_is_a_letter_where_text_is_typed() {
    let mut state = desk();
    press(&mut state, "/");
    assert_eq!(press(&mut state, "q"), []);
    assert_eq!(state.view().unwrap().filter, "q");
    assert_eq!(Chord::plain(Key::Named(Named::Esc)).to_string(), "Esc");
}

proptest! {
    #[test]
    fn no_order_of_commands_loses_the_selection(
        steps in prop::collection::vec((0..Command::ALL.len(), 0_usize..30), 0..60),
    ) {
        let mut state = desk();
        for (command, page) in steps {
            update(&mut state, Message::Page(page), now());
            update(&mut state, Message::Command(Command::ALL[command]), now());
            let position = state.position();
            prop_assert_eq!(position.is_none(), state.rows.is_empty());
            if let Some(position) = position {
                prop_assert!(position < state.rows.len());
                prop_assert!((state.offset()..state.offset() + state.page).contains(&position));
                prop_assert_eq!(state.view().and_then(|view| view.selected.as_ref()), Some(&state.rows[position].key));
            }
        }
    }
}

fn to_draft(state: &mut State) {
    run(state, &[Command::Notices, Command::NextPart, Command::SelectNext, Command::Open]);
    assert!(matches!(&state.screen, Screen::Draft(id) if id.as_str() == "N-2026-0008"), "{:?}", state.screen);
}

#[test]
fn the_notice_desk_puts_what_is_overdue_first_in_each_part() {
    let mut state = desk();
    run(&mut state, &[Command::Notices]);
    let shown: Vec<String> = state.rows.iter().map(|row| format!("{:?}", row.key)).collect();
    let places = ["c1", "c2", "N-2026-0008", "N-2026-0007", "N-2026-0006", "c3"]
        .map(|id| shown.iter().position(|key| key.contains(id)).unwrap());
    assert_eq!(places[..5], [0, 1, 3, 2, 4], "{shown:?}");
    assert!(places[5] > 4);
}

#[test]
fn a_field_of_a_draft_is_checked_while_it_is_typed_and_written_when_it_is_right() {
    let mut state = desk();
    to_draft(&mut state);
    run(&mut state, &[Command::SelectNext, Command::SelectNext, Command::SelectNext, Command::Open]);
    press(&mut state, "ctrl-u");
    type_text(&mut state, "yesterday");
    assert!(matches!(&state.overlay, Some(Overlay::Edit { fault: Some(form::Fault::NoTime), .. })));
    assert!(press(&mut state, "enter").is_empty());
    press(&mut state, "ctrl-u");
    type_text(&mut state, "+48h");
    let effects = press(&mut state, "enter");
    let expires = now() + chrono::TimeDelta::hours(48);
    assert!(matches!(&effects[..], [Effect::Edit { changes, .. }] if changes.expires == Some(expires)), "{effects:?}");
    assert!(state.overlay.is_none());
}

#[test]
fn a_level_is_set_by_hand_only_with_a_reason() {
    let mut state = desk();
    to_draft(&mut state);
    run(&mut state, &[Command::SelectNext, Command::SelectNext, Command::Open, Command::SelectNext]);
    assert!(press(&mut state, "enter").is_empty(), "no reason yet");
    type_text(&mut state, "near");
    let effects = press(&mut state, "enter");
    assert!(matches!(&effects[..], [Effect::Relevel { level: Level::Red, reason, .. }] if reason == "near"));
}

#[test]
fn the_link_of_a_fact_is_that_of_its_source() {
    let mut state = desk();
    to_draft(&mut state);
    run(&mut state, &[Command::SelectNext; 8]);
    let effects = run(&mut state, &[Command::OpenLink]);
    assert_eq!(effects, [Effect::OpenLink("https://bbc.example/kyiv-0".into())]);
}

#[test]
fn who_drafted_an_orange_notice_is_told_that_another_must_approve() {
    let mut picture = fixture::picture();
    for notice in &mut picture.notices {
        notice.made_up = false;
        notice.drafter = "wang".into();
    }
    let mut state = desk_showing(picture);
    run(&mut state, &[Command::Notices, Command::NextPart]);
    assert!(!applies(&state, Command::Approve));
    assert!(run(&mut state, &[Command::Approve]).is_empty());
    assert_eq!(state.note.as_ref().unwrap().0, "tui.own_draft");
}

#[test]
fn a_judgement_handed_in_as_it_stands_is_not_written_again() {
    let mut picture = fixture::picture();
    for notice in &mut picture.notices {
        notice.content.assessment.zh_hans = "近期仍有风险".into();
    }
    let mut state = desk_showing(picture);
    to_draft(&mut state);
    let effects = press(&mut state, "s enter");
    assert!(matches!(&effects[..], [Effect::Submit { assessment, .. }] if assessment.is_empty()), "{effects:?}");
}

#[test]
fn drafting_opens_the_draft_once_it_is_there() {
    let mut before = fixture::picture();
    before.notices.retain(|notice| notice.id.as_str() != "N-2026-0008");
    let mut state = desk_showing(before);
    run(&mut state, &[Command::Notices]);
    assert_eq!(run(&mut state, &[Command::Draft]), [Effect::Draft(CandidateId::new("c1"))]);
    update(&mut state, Message::Picture(Arc::new(fixture::picture())), now());
    assert!(matches!(&state.screen, Screen::Draft(id) if id.as_str() == "N-2026-0008"));
}

#[test]
fn a_reply_is_noted_for_who_has_not_replied() {
    let mut state = desk();
    run(&mut state, &[Command::Notices, Command::NextPart, Command::NextPart]);
    let effects = press(&mut state, "a enter");
    assert!(matches!(&effects[..], [Effect::Acknowledge { recipient, .. }] if recipient.as_str() == "yantai"));
}

#[test]
fn marked_items_are_broken_off_with_a_reason() {
    let mut state = desk();
    press(&mut state, "2 enter j space b");
    assert!(press(&mut state, "enter").is_empty(), "no reason yet");
    type_text(&mut state, "another city");
    let effects = press(&mut state, "enter");
    let [Effect::Rule { verdict: crate::domain::ruling::Verdict::Apart { items, others }, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(items.len(), 1);
    assert!(!others.is_empty() && items.is_disjoint(others));
}

#[test]
fn a_briefing_that_comes_after_another_was_asked_for_is_not_shown_in_its_place() {
    let mut state = desk();
    let asked = press(&mut state, "H B");
    assert_eq!(asked, [Effect::Brief(BriefingKind::Handover), Effect::Brief(BriefingKind::Daily)]);
    update(&mut state, Message::Brief(BriefingKind::Handover, "handover".into()), now());
    assert_eq!(state.brief, None);
    update(&mut state, Message::Brief(BriefingKind::Daily, "daily".into()), now());
    let export = Effect::Export { name: "daily".into(), text: "daily".into() };
    assert_eq!(press(&mut state, "e"), [export]);
}

#[test]
fn a_ruling_is_withdrawn_by_its_key_in_the_log() {
    let mut picture = fixture::picture();
    let mut ruled = (*picture.set_aside[0]).clone();
    assert!(press(&mut desk_showing(picture.clone()), "6 G !").is_empty());
    ruled.annotation.reasons[0].code = "officer".into();
    picture.set_aside[0] = Arc::new(ruled.clone());
    let mut state = desk_showing(picture);
    press(&mut state, "6 G !");
    type_text(&mut state, "read again");
    let effects = press(&mut state, "enter");
    let items = BTreeSet::from([ruled.item.id]);
    let verdict = crate::domain::ruling::Verdict::Risk { items };
    assert_eq!(effects, [Effect::Rule { verdict, reason: "read again".into() }]);
}

/// The fixture's picture with all its texts left in the store.
fn without_texts() -> Picture {
    let mut picture = fixture::picture();
    picture.incidents.iter_mut().for_each(|card| card.readings.clear());
    picture
}

fn read(effects: &[Effect]) -> Vec<(IncidentId, usize)> {
    let of = |effect: &Effect| match effect {
        Effect::Read { incident, items } => Some((incident.clone(), items.len())),
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

#[test]
fn the_items_of_the_incident_looked_at_are_asked_for_once_for_each_picture() {
    let mut state = desk_showing(without_texts());
    let opened = run(&mut state, &[Command::Incidents, Command::SelectLast, Command::Open]);
    let Screen::Incident(id) = state.screen.clone() else { panic!("{:?}", state.screen) };
    let members = |state: &State| state.picture.as_ref().unwrap().incident(&id).unwrap().incident.members.len();
    assert_eq!(read(&opened).last(), Some(&(id.clone(), members(&state))));
    assert_eq!(read(&run(&mut state, &[Command::SelectNext])), [], "they are on their way");

    let readings = fixture::picture().incident(&id).unwrap().readings.clone();
    let shown = readings.len();
    update(&mut state, Message::Readings(id.clone(), readings), now());
    let has = |state: &State| state.picture.as_ref().unwrap().incident(&id).unwrap().readings.len();
    assert_eq!(has(&state), shown);
    let RowKey::Item(item) = &state.rows[0].key else { panic!("{:?}", state.rows) };
    assert!(state.picture.as_ref().unwrap().reading(item).is_some());

    let again = update(&mut state, Message::Picture(Arc::new(without_texts())), now());
    assert_eq!((has(&state), read(&again)), (shown, Vec::new()), "what was there stays before the eyes");
}

#[test]
fn items_of_an_incident_that_has_gone_are_passed_over() {
    let mut state = desk_showing(without_texts());
    let before = state.picture.clone().unwrap();
    let gone = fixture::picture().incidents[0].readings.clone();
    update(&mut state, Message::Readings("gone".into(), gone), now());
    assert_eq!(state.picture.unwrap().incidents, before.incidents);
}

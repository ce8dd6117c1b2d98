//! Which countries count as looked at.

use pretty_assertions::assert_eq;
use rstest::rstest;
use std::collections::BTreeMap;

use super::super::coverage;
use super::{at, code, model};
use crate::domain::country::CountryCode;
use crate::domain::feed::{Feed, FeedState, Format, Outcome};
use crate::domain::level::Check;
use crate::domain::source::Reliability;

fn feed(id: &str, countries: &[&str], register: bool) -> Feed {
    Feed {
        id: id.into(),
        title: String::new(),
        group: String::new(),
        url: String::new(),
        format: Format::Auto,
        filter: None,
        preset: None,
        lang: None,
        countries: countries.iter().map(|c| code(c)).collect(),
        hazards: Vec::new(),
        reliability: Reliability::B,
        family: id.into(),
        every_minutes: 15,
        enabled: true,
        register,
        headers: BTreeMap::new(),
        allow_private: false,
        max_body: None,
        note: String::new(),
        terms: String::new(),
    }
}

fn state(outcome: Outcome, last_success: Option<f64>) -> FeedState {
    FeedState { outcome: Some(outcome), last_success: last_success.map(at), ..FeedState::default() }
}

type Seen = (Check, (u32, u32));

fn look(feeds: &[(Feed, FeedState)], country: &str) -> Seen {
    let watched: Vec<_> = feeds.iter().map(|(feed, state)| (feed, state)).collect();
    let countries: [CountryCode; 1] = [code(country)];
    coverage(&watched, &countries, &model(), at(30.0))[&code(country)]
}

fn in_feed(outcome: Outcome, last_success: Option<f64>) -> (Feed, FeedState) {
    (feed("in", &["IN"], false), state(outcome, last_success))
}

#[rstest]
#[case::sighted(Outcome::Ok, Some(29.0), (Check::Checked { at: at(29.0) }, (1, 1)))]
#[case::failed_just_now(Outcome::Blocked, Some(29.0), (Check::Partly { at: at(29.0) }, (0, 1)))]
#[case::failed_long_ago(Outcome::Blocked, Some(4.0), (Check::Unchecked { since: Some(at(4.0)) }, (0, 1)))]
#[case::emptied(Outcome::SuspectEmpty, Some(4.0), (Check::Unchecked { since: Some(at(4.0)) }, (0, 1)))]
#[case::never_read(Outcome::Timeout, None, (Check::Unchecked { since: None }, (0, 1)))]
fn one_feed_decides_for_a_country_that_has_but_one(
    #[case] outcome: Outcome,
    #[case] last_success: Option<f64>,
    #[case] want: Seen,
) {
    assert_eq!(look(&[in_feed(outcome, last_success)], "IN"), want);
}

#[test]
fn worldwide_news_does_not_make_up_for_a_countrys_own_dead_feed() {
    let world = (feed("world", &[], false), state(Outcome::Ok, Some(29.5)));
    let feeds = [in_feed(Outcome::NotAFeed, Some(1.0)), world];
    assert_eq!(look(&feeds, "IN"), (Check::Unchecked { since: Some(at(1.0)) }, (0, 1)));
    assert_eq!(look(&feeds, "KZ"), (Check::Checked { at: at(29.5) }, (1, 1)));
}

#[test]
fn a_worldwide_register_is_needed_by_every_country_but_shows_no_happenings() {
    let register = (feed("us-gov", &[], true), state(Outcome::Ok, Some(20.0)));
    let feeds = [in_feed(Outcome::HttpError, Some(1.0)), register.clone()];
    assert_eq!(look(&feeds, "IN"), (Check::Unchecked { since: Some(at(1.0)) }, (1, 2)));
    let feeds = [in_feed(Outcome::HttpError, Some(20.0)), register];
    assert_eq!(look(&feeds, "IN"), (Check::Partly { at: at(20.0) }, (1, 2)));
}

#[test]
fn a_paused_feed_sees_nothing_and_a_disabled_one_is_not_needed() {
    let mut paused = in_feed(Outcome::Ok, Some(29.0));
    paused.1.paused = true;
    assert_eq!(look(&[paused], "IN").1, (0, 1));
    let mut disabled = in_feed(Outcome::Gone, None);
    disabled.0.enabled = false;
    assert_eq!(look(&[disabled, in_feed(Outcome::Ok, Some(29.0))], "IN").1, (1, 1));
}

#[test]
fn a_country_that_no_feed_covers_is_unchecked_and_not_quiet() {
    assert_eq!(look(&[in_feed(Outcome::Ok, Some(29.0))], "FJ"), (Check::Unchecked { since: None }, (0, 0)));
}

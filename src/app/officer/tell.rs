//! What an officer is told once an order was carried out, in their language.

use crate::domain::notice::NoticeKind;
use crate::domain::time::beijing;
use crate::domain::words::Words;
use crate::store::Step;

use super::order::Order;

/// What was done.
pub fn told(order: &Order, step: &Step, words: &Words) -> String {
    let notice = step.notices.first().map(|notice| &notice.after);
    let id = notice.map(|notice| notice.id.to_string()).unwrap_or_default();
    let say = |key: &str, values: &[(&str, &str)]| words.fill(&format!("officer.done.{key}"), values);
    let kind = notice.map_or(NoticeKind::First, |notice| notice.kind);
    let kind_words = kind_of(kind, words);
    match order {
        Order::Draft(_) if kind == NoticeKind::First => say("draft", &[("id", &id)]),
        Order::Draft(_) | Order::Follow { .. } | Order::Lift { .. } | Order::Correct { .. } => {
            say("follow", &[("id", &id), ("kind", &kind_words)])
        }
        Order::Edit { .. } | Order::Relevel { .. } => say("edit", &[("id", &id)]),
        Order::Submit { .. } => say("submit", &[("id", &id)]),
        Order::Return { .. } => {
            let drafter = notice.map(|notice| notice.drafter.to_string()).unwrap_or_default();
            say("return", &[("id", &id), ("by", &drafter)])
        }
        Order::Approve(_) => {
            let by = notice.and_then(|notice| notice.approved.as_ref()).map(|(person, _)| person.to_string());
            say("approve", &[("id", &id), ("by", by.as_deref().unwrap_or_default())])
        }
        Order::Issue(_) if step.deliveries.is_empty() => say("issue_nobody", &[("id", &id)]),
        Order::Issue(_) => say("issue", &[("id", &id), ("n", &step.deliveries.len().to_string())]),
        Order::Reject { .. } => say("reject", &[("id", &id)]),
        Order::Dismiss { .. } => say("dismiss", &[]),
        Order::Silence { .. } | Order::SilenceLike { .. } => {
            let until = step.silences.first().map(|silence| beijing(silence.until).format("%m-%d %H:%M").to_string());
            say("silence", &[("time", until.as_deref().unwrap_or_default())])
        }
        Order::Rule { verdict, .. } => say(&format!("rule_{}", verdict.key()), &[]),
        Order::EndSilence(_) => say("end_silence", &[]),
        Order::Acknowledge { .. } => say("acknowledge", &[]),
        Order::Tend => {
            let (closed, told) = (step.notices.len().to_string(), step.deliveries.len().to_string());
            say("tend", &[("closed", &closed), ("told", &told)])
        }
    }
}

/// Which document of its series, in words.
pub fn kind_of(kind: NoticeKind, words: &Words) -> String {
    words.fill(&format!("notice_kind.{}", kind.key()), &[("n", &kind.number().to_string())])
}

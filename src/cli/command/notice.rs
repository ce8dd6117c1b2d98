//! `notice`: the notice desk without the dashboard.

use std::fs;

use anyhow::Context as _;

use crate::app::engine::Engine;
use crate::app::officer::order::{in_all, one_text};
use crate::app::officer::render::{Form, render};
use crate::app::officer::tell::told;
use crate::app::officer::verify::verify;
use crate::app::officer::{Changes, Order, Refused, evidence};
use crate::cli::args::{ByArgs, ChangeArgs, NoticeCommand, NoticeFormat, ShowArgs};
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};
use crate::domain::id::{IncidentId, NoticeId};
use crate::domain::words::{Lang, LocalText};

use super::notice_table;

/// Runs one command of the desk.
pub(super) fn run(command: NoticeCommand, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    match command {
        NoticeCommand::List { format } => notice_table::list(format, context, printer),
        NoticeCommand::Ledger { notice, format } => notice_table::ledger(notice.as_deref(), format, context, printer),
        NoticeCommand::Show(args) => show(&args, context, printer),
        NoticeCommand::Routes(args) => notice_table::routes(&args, context, printer),
        NoticeCommand::Send => send(context),
        NoticeCommand::Verify { known } => check(known.as_ref(), context, printer),
        NoticeCommand::Evidence { incident, output } => {
            let engine = context.engine_at_rest()?;
            let office = Context::office(engine.stages())?;
            let picture = engine.picture(context.now(), context.now())?;
            let pack = evidence::pack(engine.store(), &office, &picture, &IncidentId::new(&incident))?;
            let pack = pack.ok_or_else(|| Failure::Usage(format!("no incident `{incident}` is known")))?;
            Ok(fs::write(&output, pack)
                .map(|()| Ending::Done)
                .with_context(|| format!("writing {}", output.display()))?)
        }
        other => {
            let (order, by) = order(other)?;
            decide(&order, &by, context, printer)
        }
    }
}

/// Carries out an order on the store, says what was done, and prints the document's number.
pub(super) fn decide(order: &Order, by: &ByArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let mut engine = context.engine_at_rest()?;
    let office = Context::office(engine.stages())?;
    let person = Context::decider(by, &office.stages.config);
    let done = Context::runtime()?.block_on(engine.carry_out(&office, order, &person, context.now()));
    let words = context.words(&office.stages.config);
    let step = done.map_err(|refused| anyhow::anyhow!(refused.say(&words)))?;
    say(&told(order, &step, &words));
    let notice = step.notices.first().map(|notice| notice.after.id.to_string());
    let named = notice.or_else(|| step.silences.first().map(|silence| silence.id.to_string()));
    if let Some(name) = named {
        printer.line(&name)?;
    }
    Ok(Ending::Done)
}

/// The order behind a command, and who gives it.
fn order(command: NoticeCommand) -> Result<(Order, ByArgs), Failure> {
    let id = NoticeId::from;
    Ok(match command {
        NoticeCommand::Draft { candidate, by } => (Order::Draft(candidate.into()), by),
        NoticeCommand::Edit { notice, changes, by } => {
            let changes = made(changes);
            if changes.is_empty() {
                return Err(Failure::Usage(
                    "nothing to change; give --assessment, --fact or another option".to_owned(),
                ));
            }
            (Order::Edit { notice: id(notice), changes }, by)
        }
        NoticeCommand::Submit { notice, changes, by } => {
            (Order::Submit { notice: id(notice), changes: made(changes) }, by)
        }
        NoticeCommand::Return { notice, remark, by } => (Order::Return { notice: id(notice), remark }, by),
        NoticeCommand::Approve { notice, by } => (Order::Approve(id(notice)), by),
        NoticeCommand::Issue { notice, by } => (Order::Issue(id(notice)), by),
        NoticeCommand::Update { notice, level, changes, by } => {
            (Order::Follow { notice: id(notice), level, changes: made(changes) }, by)
        }
        NoticeCommand::Lift { notice, remark, by } => {
            (Order::Lift { notice: id(notice), remark: one_text(&remark) }, by)
        }
        NoticeCommand::Reject { notice, reason, by } => (Order::Reject { notice: id(notice), reason }, by),
        NoticeCommand::Correct { notice, remark, changes, by } => {
            let remark = one_text(&remark);
            (Order::Correct { notice: id(notice), remark, changes: made(changes) }, by)
        }
        NoticeCommand::Dismiss { candidate, reason, note, by } => {
            (Order::Dismiss { candidate: candidate.into(), reason, note }, by)
        }
        NoticeCommand::Ack { notice, recipient, note, by } => {
            (Order::Acknowledge { notice: id(notice), recipient: recipient.into(), note }, by)
        }
        _ => return Err(Failure::Usage("this is no order".to_owned())),
    })
}

fn made(args: ChangeArgs) -> Changes {
    let given = |names: Vec<String>| (!names.is_empty()).then_some(names);
    let judgement =
        [(Lang::ZhHans, args.assessment), (Lang::En, args.assessment_en), (Lang::ZhHant, args.assessment_zh_hant)];
    Changes {
        assessment: in_all(&judgement),
        unknowns: None,
        facts: args.facts.into_iter().map(|(n, text)| (n, one_text(&text))).collect::<Vec<(usize, LocalText)>>(),
        recipients: given(args.recipients),
        copies: given(args.copies),
        expires: args.expires,
    }
}

fn show(args: &ShowArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let engine = context.engine()?;
    let office = Context::office(engine.stages())?;
    let all = engine.store().notices().context("reading notices")?;
    let words = context.words(&office.stages.config);
    let notice = all.iter().find(|notice| notice.id.as_str() == args.notice);
    let gone = || anyhow::anyhow!(Refused::NoNotice(args.notice.as_str().into()).say(&words));
    let notice = notice.ok_or_else(gone)?;
    let form = match args.format {
        NoticeFormat::Md => Form::Markdown,
        NoticeFormat::Html => Form::Html,
        NoticeFormat::Txt => Form::Text,
        NoticeFormat::Json => Form::Json,
        NoticeFormat::Csv => Form::Csv,
        NoticeFormat::Cap => Form::Cap,
        NoticeFormat::Docx => Form::Docx,
    };
    let bytes =
        render(&office, notice, &all, form, words.lang()).map_err(|refused| anyhow::anyhow!(refused.say(&words)))?;
    match &args.output {
        Some(path) => fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))?,
        None => printer.write(&bytes)?,
    }
    Ok(Ending::Done)
}

fn send(context: &Context) -> Result<Ending, Failure> {
    let engine = context.engine()?;
    let postman = Context::postman(engine.stages())?;
    let clock = context.clock();
    let store = engine.store().clone();
    let sent = Context::runtime()?.block_on(postman.round(&store, &clock, |delivery, error| match error {
        Some(error) => say(&format!("{} {}: {error}", delivery.notice, delivery.recipient)),
        None => say(&format!("{} {}: {}", delivery.notice, delivery.recipient, delivery.channel.kind())),
    }))?;
    say(&format!("sent {}, to be tried again {}, given up {}", sent.sent, sent.again, sent.failed));
    Ok(if sent.failed > 0 { Ending::Partly } else { Ending::Done })
}

fn check(known: Option<&(u64, String)>, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let engine: Engine = context.engine()?;
    let office = Context::office(engine.stages())?;
    let known = known.map(|(place, hash)| (*place, hash.as_str()));
    let found = verify(engine.store(), &office, known).context("reading the store")?;
    for fault in &found.faults {
        printer.line(fault)?;
    }
    let signed = if found.signatures { "signatures checked" } else { "no key configured, so chained but not signed" };
    say(&format!("{} entries, {} issued notices; {signed}", found.entries, found.issued));
    if let Some((place, hash)) = &found.tip {
        say(&format!("last entry {place}:{hash}; note it elsewhere and give it to --known next time"));
    }
    Ok(if found.faults.is_empty() { Ending::Done } else { Ending::Partly })
}

//! `drill`: a marked, made-up warning that goes the whole way.

use crate::app::officer::drill::drill;
use crate::cli::args::ByArgs;
use crate::cli::context::Context;
use crate::cli::printer::{Printer, say};
use crate::cli::{Ending, Failure};

/// Runs a drill and tells each step's time, or where it stopped.
pub(super) fn run(by: &ByArgs, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    let mut engine = context.engine()?;
    let office = Context::office(engine.stages())?;
    let postman = Context::postman(engine.stages())?;
    let person = Context::decider(by, &office.stages.config);
    let clock = context.clock();
    let done = Context::runtime()?.block_on(drill(&mut engine, &office, &postman, &person, &clock));
    let words = context.words(&office.stages.config);
    for (step, after) in &done.steps {
        let key = format!("officer.drill.{step}");
        printer.line(&format!("{:>7} ms  {}", after.num_milliseconds(), words.get(&key)))?;
    }
    if let Some(notice) = &done.notice {
        printer.line(notice.as_str())?;
    }
    match &done.stopped {
        Some(why) => {
            say(&words.fill("officer.drill.stopped", &[("why", why)]));
            Ok(Ending::Partly)
        }
        None => Ok(Ending::Done),
    }
}

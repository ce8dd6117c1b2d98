//! One file per command; this one only finds it.

mod annotate;

mod backtest;

mod completions;

mod configuration;

mod daemon;

mod demo;

mod doctor;

mod drill;

mod explain;

mod feed_book;

mod feeds;

mod fetch;

mod notice;

mod notice_table;

mod output;

mod replay;

mod report;

mod rules;

mod silence;

mod store;

mod table;

mod watch;

mod watchlist;

mod why_not;

use super::args::{Command, ConfigCommand, FeedsCommand};
use super::context::Context;
use super::printer::Printer;
use super::{Ending, Failure};

/// Runs a command; without one, the dashboard.
pub(super) fn run(command: Option<Command>, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    match command {
        None => watch::run(context),
        Some(Command::Demo(args)) => demo::run(&args, context, printer),
        Some(Command::Fetch(args)) => fetch::run(&args, context, printer),
        Some(Command::Report(args)) => report::run(&args, context, printer),
        Some(Command::Annotate) => annotate::run(context, printer),
        Some(Command::Replay(args)) => replay::run(&args, context, printer),
        Some(Command::Explain(args)) => explain::run(&args, context, printer),
        Some(Command::WhyNot(args)) => why_not::run(&args, context, printer),
        Some(Command::Notice { command }) => notice::run(command, context, printer),
        Some(Command::Silence { command }) => silence::run(command, context, printer),
        Some(Command::Rules { command }) => rules::run(command, context, printer),
        Some(Command::Drill(by)) => drill::run(&by, context, printer),
        Some(Command::Run(args)) => daemon::run(&args, context),
        Some(Command::Feeds { command }) => run_feeds(command, context, printer),
        Some(Command::Config { command: ConfigCommand::Init { dir } }) => configuration::init(&dir, printer),
        Some(Command::Config { command: ConfigCommand::Check { dir } }) => {
            configuration::check(dir.as_deref(), context, printer)
        }
        Some(Command::Config { command: ConfigCommand::Show }) => configuration::show(context, printer),
        Some(Command::Backtest(args)) => backtest::run(&args, context, printer),
        Some(Command::Watch { command }) => watchlist::run(command, context, printer),
        Some(Command::Store { command }) => store::run(command, context, printer),
        Some(Command::Doctor { format }) => doctor::run(format, context, printer),
        Some(Command::Completions { shell }) => completions::completions(shell, printer),
        Some(Command::Man) => completions::man(printer),
    }
}

fn run_feeds(command: FeedsCommand, context: &Context, printer: &mut Printer) -> Result<Ending, Failure> {
    match command {
        FeedsCommand::List { format } => feeds::list(format, context, printer),
        FeedsCommand::Check { targets, format } => feeds::check(&targets, format, context, printer),
        FeedsCommand::Add(args) => feed_book::add(&args, context, printer),
        FeedsCommand::Import(args) => feed_book::import(&args, context, printer),
        FeedsCommand::Export { format } => feed_book::export(format, context, printer),
        FeedsCommand::Move(args) => feed_book::accept(&args, context, printer),
    }
}

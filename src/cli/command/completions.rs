//! `completions` and `man`: both are made from the same table of commands as `--help`.

use anyhow::Context as _;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::args::Cli;
use crate::cli::printer::Printer;
use crate::cli::{Ending, Failure};

/// Prints the completion script of a shell.
pub(super) fn completions(shell: Shell, printer: &mut Printer) -> Result<Ending, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "fenghuo", &mut script);
    printer.write(&script)?;
    Ok(Ending::Done)
}

/// Prints the manual page, every command in it.
pub(super) fn man(printer: &mut Printer) -> Result<Ending, Failure> {
    let mut page = Vec::new();
    let mut root = Cli::command();
    root.build();
    clap_mangen::Man::new(root.clone()).render(&mut page).context("writing the manual page")?;
    for command in root.get_subcommands().filter(|command| command.get_name() != "help") {
        let man = clap_mangen::Man::new(command.clone()).title(format!("fenghuo-{}", command.get_name()));
        man.render_description_section(&mut page).context("writing the manual page")?;
        man.render_options_section(&mut page).context("writing the manual page")?;
    }
    printer.write(&page)?;
    Ok(Ending::Done)
}

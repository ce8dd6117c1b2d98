//! Every command and option that there is, found by asking the program itself.

use std::collections::BTreeSet;

use crate::desk::{Desk, Run, finish, rss};
use crate::scan::dangers;
use crate::touches::{GLOBAL, TOUCHES};

/// A command with the options its help names.
struct Known {
    path: Vec<String>,
    options: BTreeSet<String>,
    help: String,
}

#[test]
fn every_command_and_every_option_is_touched() {
    let commands = commands();
    assert!(commands.len() > 8, "the commands are found in the help");
    for Known { path, options, .. } in &commands {
        let lines: Vec<&str> = lines_of(path, &commands);
        assert!(!lines.is_empty(), "`{}` is in no line of touches.rs", path.join(" "));
        for option in options {
            let named = lines.iter().any(|line| line.split(' ').any(|word| word == option));
            assert!(named, "`{} {option}` is in no line of touches.rs", path.join(" "));
        }
    }
}

const OPML: &str = "<opml version=\"2.0\"><body><outline text=\"News\"><outline text=\"Example wire\" \
    xmlUrl=\"https://wire.example/rss\"/></outline></body></opml>";

#[test]
fn every_line_of_touches_does_what_it_says() {
    let items = "{\"id\":\"1\",\"title\":\"Protests in Tbilisi\",\"published\":\"2026-11-20T08:00:00Z\"}\n";
    let news = rss(&[("Explosion in Tbilisi kills 3", "Sun, 22 Nov 2026 08:00:00 GMT")]);
    for (number, touch) in TOUCHES.iter().enumerate() {
        let desk = Desk::reading(&news);
        let values = [
            ("{dir}", desk.path(&format!("made{number}"))),
            ("{config}", desk.path("config")),
            ("{items}", desk.write("items.jsonl", items)),
            ("{feed}", desk.path("one.xml")),
            ("{other}", desk.write("two.xml", &news)),
            ("{opml}", desk.write("list.opml", OPML)),
        ];
        std::fs::create_dir_all(&values[0].1).unwrap();
        let args: Vec<String> = touch.line.split(' ').map(|word| filled(word, &values)).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = desk.run_with(items.as_bytes(), &args);
        assert_eq!(run.code, Some(touch.code), "{}: {}", touch.line, run.err());
        assert!(run.out().contains(touch.holds), "{}: {}", touch.line, run.out());
        let loose = if touch.line.starts_with("completions") { Vec::new() } else { dangers(&run.stdout) };
        assert!(loose.is_empty(), "{}: {loose:?}", touch.line);
    }
}

#[test]
fn help_says_what_each_command_does() {
    let mut all = String::new();
    for Known { path, help, .. } in commands() {
        assert!(help.contains("Usage:"), "{help}");
        all.extend(["$ fenghuo ", &path.join(" "), " --help\n", &help, "\n"]);
    }
    all.extend(["$ fenghuo --help\n", &help(&[])]);
    insta::assert_snapshot!("help", all);
}

#[test]
fn the_manual_page_names_every_command() {
    // The page's own language writes a hyphen as `\\-`.
    let page = Desk::empty().run(&["man"]).ends(0).out().replace("\\-", "-");
    for Known { path, .. } in commands() {
        assert!(page.contains(&path[0]), "{path:?}");
    }
}

#[test]
fn global_options_are_taken_before_and_after_the_command() {
    let desk = Desk::empty();
    desk.write("other/fenghuo.toml", "language = \"en\"\n");
    let other = desk.path("other").display().to_string();
    let shown = desk.run(&["--config", &other, "config", "show"]).ends(0).out();
    assert!(shown.contains("language = \"en\""), "{shown}");
    let chinese = desk.run(&["report", "--no-fetch", "--store", "memory:", "--lang", "zh-Hans"]).ends(0).out();
    assert!(chinese.contains("未核查"), "{chinese}");
    let store = desk.path("kept/here.db").display().to_string();
    desk.run(&["--store", &store, "report", "--no-fetch"]).ends(0);
    assert!(desk.path("kept/here.db").exists());
    assert!(!desk.path("home/.local").exists(), "nothing is written elsewhere");
    assert!(desk.run(&["--version"]).ends(0).out().starts_with("fenghuo "));
}

#[test]
fn demo_headless_gives_the_same_bytes_twice_and_writes_no_file() {
    for format in ["md", "json", "html", "csv", "atom"] {
        let desk = Desk::empty();
        let args = ["demo", "--headless", "--format", format];
        let (first, second) = (finish(desk.command(&args), b""), finish(desk.command(&args), b""));
        assert_eq!(first.code, Some(0), "{}", first.err());
        assert!(first.stdout == second.stdout, "{format} differs between two runs");
        assert_eq!(dangers(&first.stdout), Vec::<String>::new(), "{format}");
        assert_eq!(std::fs::read_dir(desk.path("home")).unwrap().count(), 0, "files were written");
    }
}

/// Lines whose longest fitting command is this one.
fn lines_of<'a>(path: &[String], commands: &[Known]) -> Vec<&'a str> {
    let fits = |line: &str, path: &[String]| line.split(' ').take(path.len()).eq(path.iter().map(String::as_str));
    let longest = |line: &str| commands.iter().filter(|c| fits(line, &c.path)).map(|c| c.path.len()).max();
    let lines = TOUCHES.iter().map(|touch| touch.line);
    lines.filter(|line| fits(line, path) && longest(line) == Some(path.len())).collect()
}

fn filled(word: &str, values: &[(&str, std::path::PathBuf)]) -> String {
    values.iter().fold(word.to_owned(), |word, (name, path)| word.replace(name, &path.display().to_string()))
}

/// Every command that does something, from the help texts.
fn commands() -> Vec<Known> {
    let mut found = Vec::new();
    let mut open: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(path) = open.pop() {
        let help = help(&path);
        let below = below(&help);
        if below.is_empty() {
            found.push(Known { options: options(&help), path, help });
        } else {
            open.extend(below.into_iter().map(|name| [path.clone(), vec![name]].concat()));
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn help(path: &[String]) -> String {
    let desk = Desk::empty();
    let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
    args.push("--help");
    let run: Run = finish(desk.command(&args), b"").ends(0);
    desk.told(&run.out())
}

/// The commands below, from the section of that name.
fn below(help: &str) -> Vec<String> {
    let section = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = section.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

fn options(help: &str) -> BTreeSet<String> {
    let starts = |line: &str| line.trim_start().starts_with('-');
    let words = help.lines().filter(|line| starts(line)).flat_map(str::split_whitespace);
    let options = words.filter(|word| word.starts_with("--")).map(|word| word.trim_end_matches(',').to_owned());
    options.filter(|option| !GLOBAL.contains(&option.as_str())).collect()
}

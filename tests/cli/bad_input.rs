//! Bad configurations, stores, pipes, names and lines: a message that says what to do, the right exit code, and nothing
//! lost.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use crate::desk::{Desk, finish, rss};

const DATE: &str = "Sun, 22 Nov 2026 08:00:00 GMT";

fn news() -> String {
    rss(&[("Explosion in Kyiv kills 12", DATE)])
}

#[test]
fn ten_mistakes_are_all_named_with_their_place() {
    let mistakes = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/config/invalid/ten_mistakes");
    let desk = Desk::empty();
    let run = desk.run(&["config", "check", &mistakes.display().to_string()]).ends(2);
    let places = run.out().lines().filter(|line| is_place(line.trim_start())).count();
    let errors = run.out().lines().filter(|line| line.starts_with("error: ")).count();
    assert!(errors >= 10 && places == errors, "{}", run.out());
    let told = run.out().replace(&mistakes.display().to_string(), "DIR");
    insta::assert_snapshot!("ten_mistakes", told);
    assert_eq!(run.err(), format!("{errors} errors, 0 warnings\n"));
}

#[test]
fn no_command_starts_on_an_invalid_configuration() {
    let desk = Desk::empty();
    desk.write("config/fenghuo.toml", "[http]\ntotal_secnds = 20\n");
    for args in [
        &["report"][..],
        &["fetch"],
        &["annotate"],
        &["feeds", "list"],
        &["explain", "UA"],
        &["demo", "--headless"],
        &[],
    ] {
        let run = desk.run(args).ends(2);
        assert!(
            run.err().contains("unknown key `total_secnds`") && run.err().contains("fenghuo.toml:2:1"),
            "{}",
            run.err()
        );
        assert!(run.stdout.is_empty(), "{}", run.out());
    }
    assert!(!desk.path("home/.local").exists(), "no store was made");
}

#[test]
fn a_missing_folder_of_configuration_says_how_to_make_one() {
    let run = Desk::empty().run(&["--config", "nowhere", "report"]).ends(2);
    assert!(run.err().contains("there is no such folder") && run.err().contains("config init"), "{}", run.err());
}

#[test]
fn a_damaged_store_is_set_aside_and_not_overwritten() {
    let desk = Desk::reading(news());
    let store = desk.path("desk.db").display().to_string();
    desk.run(&["report", "--store", &store]).ends(0);
    let mut bytes = fs::read(&store).unwrap();
    bytes.truncate(bytes.len() / 2);
    bytes[100..2000].fill(0xa5);
    fs::write(&store, &bytes).unwrap();
    let run = desk.run(&["report", "--no-fetch", "--store", &store]).ends(0);
    assert!(run.err().contains("was damaged") && run.err().contains("set aside as"), "{}", run.err());
    let aside = desk.path("desk.db.damaged-20261122T120000Z");
    assert_eq!(fs::read(&aside).unwrap(), bytes, "the damaged file is kept byte for byte");
    desk.run(&["report", "--no-fetch", "--store", &store]).ends(0);
    assert!(aside.exists());
}

#[test]
fn a_file_that_is_no_store_is_set_aside_untouched() {
    let desk = Desk::empty();
    let text = "minutes of the joint conference\n".repeat(100);
    let file = desk.write("minutes.txt", &text).display().to_string();
    let run = desk.run(&["report", "--no-fetch", "--store", &file]).ends(0);
    assert!(run.err().contains("set aside as"), "{}", run.err());
    assert_eq!(fs::read_to_string(desk.path("minutes.txt.damaged-20261122T120000Z")).unwrap(), text);
}

#[test]
fn a_locked_store_says_who_holds_it_and_what_to_do() {
    let desk = Desk::reading(news());
    let store = desk.path("desk.db");
    let url = store.display().to_string();
    desk.run(&["report", "--store", &url]).ends(0);
    let holder = rusqlite::Connection::open(&store).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let run = desk.run(&["report", "--store", &url]).ends(1);
    assert!(run.err().contains("is locked by another program"), "{}", run.err());
    assert!(run.err().contains("--store"), "{}", run.err());
    holder.execute_batch("ROLLBACK").unwrap();
    let report = desk.json("2026-11-22T12:00:00Z", &["report", "--no-fetch", "--format", "json", "--store", &url]);
    assert_eq!(report["items"], 1);
}

#[test]
fn a_read_only_store_says_so_and_stays_as_it_was() {
    let desk = Desk::reading(news());
    let store = desk.path("kept/desk.db");
    let url = store.display().to_string();
    desk.run(&["report", "--store", &url]).ends(0);
    let before = fs::read(&store).unwrap();
    let writable = |mode: u32, folder: u32| {
        fs::set_permissions(&store, Permissions::from_mode(mode)).unwrap();
        fs::set_permissions(desk.path("kept"), Permissions::from_mode(folder)).unwrap();
    };
    writable(0o444, 0o555);
    if fs::OpenOptions::new().append(true).open(&store).is_ok() {
        writable(0o644, 0o755);
        println!("skipped: this user may write whatever the permissions say");
        return;
    }
    let run = desk.run(&["report", "--store", &url]).ends(1);
    writable(0o644, 0o755);
    assert!(run.err().contains("may be read but not written"), "{}", run.err());
    assert_eq!(fs::read(&store).unwrap(), before);
}

#[test]
fn a_store_that_cannot_be_had_is_an_error_with_a_way_out() {
    let desk = Desk::empty();
    desk.write("file", "");
    for (url, says) in
        [("postgres://desk", "is no store"), ("sqlite:", "is no store"), ("file/desk.db", "cannot be opened")]
    {
        let run = desk.run(&["--store", url, "report", "--no-fetch"]).ends(1);
        assert!(run.err().contains(says), "{url}: {}", run.err());
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let desk = Desk::empty();
    for args in [
        &["demo", "--headless", "--format", "json"][..],
        &["config", "show"],
        &["feeds", "list"],
        &["report", "--no-fetch", "--format", "json"],
        &["man"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut child = desk.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*said), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn a_full_disk_is_a_failure() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        println!("skipped: this system has no /dev/full");
        return;
    };
    let desk = Desk::empty();
    let mut command = desk.command(&["completions", "bash"]);
    let output = command.stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write to stdout"), "{output:?}");
}

#[test]
fn names_that_stand_for_nothing_are_usage_errors() {
    let desk = Desk::reading(news());
    for (args, says) in [
        (&["fetch", "nope"][..], "no feed `nope`; `fenghuo feeds list` names them all"),
        (&["explain", "nope"], "`nope` is no watched country, asset, incident or item that is known"),
        (&["explain", "nope", "--demo"], "`nope` is no watched country, asset, incident or item that is known"),
        (&["nope"], "unrecognized subcommand 'nope'"),
        (&["report", "--format", "xml"], "[possible values: md, json, html, csv, atom]"),
        (&["report", "--since", "yesterday"], "`yesterday` is not a span such as 90m, 24h or 7d"),
        (&["report", "--min-level", "purple"], "`purple` is not a level: none, blue, yellow, orange or red"),
        (&["--lang", "fr", "report"], "`fr` is not a language of the interface: en, zh-Hans or zh-Hant"),
        (&["demo", "--speed", "0"], "0 is not in 1..=3600"),
        (&["feeds", "check"], "required arguments were not provided"),
        (&["completions", "tcsh"], "[possible values:"),
    ] {
        let run = desk.run(args).ends(2);
        assert!(run.err().contains(says), "{args:?}: {}", run.err());
        assert!(run.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn a_moment_that_is_none_is_a_usage_error() {
    let desk = Desk::empty();
    for now in ["yesterday", "2026-13-01T00:00:00Z", "2026-11-22", "", "99999-01-01T00:00:00Z"] {
        let run = desk.run_at(now, &["report", "--no-fetch"]).ends(2);
        assert!(run.err().contains("is not a time such as 2026-11-22T08:42:00Z"), "{now}: {}", run.err());
    }
    for now in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"] {
        desk.run_at(now, &["report", "--no-fetch", "--store", "memory:"]).ends(0);
    }
}

#[test]
fn lines_that_are_no_items_are_numbered_and_the_others_go_on() {
    let lines = "{\"id\":\"1\",\"title\":\"Protests in Tbilisi\"}\n{broken\n\n[1]\nnull\n{\"id\":\"2\",\"title\":\"抗议\"}\n\"x\"";
    let desk = Desk::empty();
    let run = desk.run_with(lines.as_bytes(), &["annotate"]).ends(1);
    let read: Vec<serde_json::Value> = run.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read.iter().map(|one| &one["id"]).collect::<Vec<_>>(), ["1", "2"]);
    insta::assert_snapshot!("bad_lines", run.err());
    let file = desk.write("items.jsonl", lines);
    let run = desk.run(&["replay", "--items", &file.display().to_string()]).ends(1);
    assert!(run.err().contains("items.jsonl:2: not an item"), "{}", run.err());
    let replayed: serde_json::Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(replayed["items"], 2);
}

#[test]
fn annotate_of_nothing_is_nothing() {
    let desk = Desk::empty();
    assert!(desk.run_with(b"", &["annotate"]).ends(0).stdout.is_empty());
    assert!(desk.run_with(b"\n \n", &["annotate"]).ends(0).stdout.is_empty());
    let run = desk.run_with(b"\xff\xfe{\"id\"", &["annotate"]).ends(1);
    assert!(run.err().starts_with("error: line 1: "), "{}", run.err());
}

#[test]
fn a_report_that_cannot_be_written_leaves_the_old_one() {
    let desk = Desk::empty();
    let old = desk.write("out/report.md", "old");
    let path = old.display().to_string();
    desk.run(&["report", "--no-fetch", "--output", &path]).ends(0);
    assert!(fs::read_to_string(&old).unwrap().starts_with("# "), "the report is written");
    let run = desk.run(&["report", "--no-fetch", "--output", "no/such/folder/report.md"]).ends(1);
    assert!(run.err().contains("no/such/folder"), "{}", run.err());
    let replay = desk.run(&["replay", "--items", "no/such/file"]).ends(1);
    assert!(replay.err().contains("no/such/file"), "{}", replay.err());
}

#[test]
fn configuration_is_written_once_and_never_over_edits() {
    let desk = Desk::empty();
    let dir = desk.path("new").display().to_string();
    desk.run(&["config", "init", &dir]).ends(0);
    let settings = desk.path("new/fenghuo.toml");
    fs::write(&settings, "language = \"en\"\n").unwrap();
    let again = finish(desk.command(&["config", "init", &dir]), b"");
    assert_eq!(fs::read_to_string(&settings).unwrap(), "language = \"en\"\n", "{}", again.err());
    let check = desk.run(&["config", "check", &dir]).ends(0);
    assert_eq!(check.err(), "0 errors, 0 warnings\n", "{}", check.out());
}

#[test]
fn a_feed_check_of_what_is_not_there_says_so() {
    let run = Desk::empty().run(&["feeds", "check", "no-such-feed"]).ends(1);
    assert!(run.out().contains("no file and no feed"), "{}", run.out());
}

fn is_place(line: &str) -> bool {
    let Some(place) = line.strip_prefix("--> ") else { return false };
    let mut numbers = place.rsplitn(3, ':').take(2);
    numbers.all(|number| number.parse::<u32>().is_ok())
}

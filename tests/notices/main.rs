//! The notice desk by its commands, from a feed in a file to a lifted warning, on a store of its own; and what arrives
//! at receivers, whatever happens on the way.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    reason = "a failed test should panic"
)]

mod desk;

mod receiver;

mod outbox;

mod kills;

mod evidence;

use std::fs;
use std::path::Path;
use std::process::Command;

use desk::Desk;

#[test]
fn the_walk_of_a_warning_by_commands() {
    let desk = Desk::new();
    let id = desk.issued();
    let refused = desk.run(6, &["notice", "approve", &id, "--by", "zhao"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is issued; that is not possible now"));
    desk.done(6, &["notice", "send"]);
    let markdown = fs::read_to_string(desk.path("outbox").join(format!("{id}.md"))).unwrap();
    assert!(markdown.contains("示科预〔2026〕1号") && !markdown.contains("<script>"), "{markdown}");
    let update = desk.done(7, &["notice", "update", &id, "--level", "blue"]);
    desk.done(8, &["notice", "submit", &update]);
    desk.done(9, &["notice", "approve", &update, "--by", "wang"]);
    desk.done(10, &["notice", "issue", &update]);
    let lift = desk.done(11, &["notice", "lift", &update, "--remark", "三日无新情况"]);
    desk.done(12, &["notice", "submit", &lift]);
    desk.done(13, &["notice", "approve", &lift, "--by", "wang"]);
    desk.done(14, &["notice", "issue", &lift]);
    let all = desk.done(15, &["notice", "list"]);
    let lifted = all.lines().filter(|line| line.split_whitespace().nth(1) == Some("lifted")).count();
    assert_eq!(lifted, 2, "{all}");
    desk.done(16, &["notice", "ack", &id, "yantai", "--note", "received"]);
    assert!(desk.done(17, &["notice", "ledger", &id]).contains("received"));
    desk.done(18, &["notice", "verify"]);
}

#[test]
fn a_tampered_notice_and_a_lost_entry_are_found() {
    let desk = Desk::new();
    let id = desk.issued();
    let change = |sql: &str| rusqlite::Connection::open(desk.path("desk.db")).unwrap().execute(sql, []).unwrap();
    assert_eq!(change("UPDATE notices SET notice = replace(notice, '可能再次遭袭', '不会再次遭袭')"), 1);
    let found = desk.run(6, &["notice", "verify"]);
    assert_eq!(found.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&found.stdout).contains(&format!("notice {id} was changed")));
    change("DROP TRIGGER audit_is_not_cut");
    assert_eq!(change("DELETE FROM audit WHERE seq = 2"), 1);
    let found = desk.run(7, &["notice", "verify"]);
    assert!(String::from_utf8_lossy(&found.stdout).contains("missing"));
}

#[test]
fn a_notice_its_update_and_its_end_are_valid_cap_and_refer_to_each_other() {
    let desk = Desk::new();
    let id = desk.issued();
    let follow = |minute: i64, args: &[&str]| {
        let next = desk.done(minute, args);
        desk.done(minute, &["notice", "submit", &next]);
        desk.done(minute, &["notice", "approve", &next, "--by", "wang"]);
        desk.done(minute, &["notice", "issue", &next]);
        next
    };
    let update = follow(7, &["notice", "update", &id, "--level", "blue"]);
    let lift = follow(9, &["notice", "lift", &update, "--remark", "三日无新情况"]);
    for (own, kind, refers_to) in
        [(&id, "Alert", None), (&update, "Update", Some(&id)), (&lift, "Cancel", Some(&update))]
    {
        let cap = desk.done(13, &["notice", "show", own, "--format", "cap"]);
        assert!(cap.contains(&format!("<msgType>{kind}</msgType>")), "{cap}");
        assert_eq!(cap.matches("<info>").count(), 3, "one for each language");
        let references = cap.split("<references>").nth(1).and_then(|rest| rest.split('<').next());
        assert_eq!(references.is_some(), refers_to.is_some(), "{cap}");
        assert!(refers_to.is_none_or(|id| references.unwrap().contains(id.as_str())), "{cap}");
    }
    let shared =
        std::env::var("FENGHUO_SHARED").unwrap_or_else(|_| format!("{}/../shared", env!("CARGO_MANIFEST_DIR")));
    let schema = Path::new(&shared).join("data/schemas/cap12.xsd");
    let is_here = Command::new("xmllint").arg("--version").output().is_ok();
    if !schema.exists() || !is_here {
        eprintln!("skipped: no xmllint, or no {}", schema.display());
        return;
    }
    for id in [id, update, lift] {
        let file = desk.path(&format!("{id}.xml"));
        desk.done(14, &["notice", "show", &id, "--format", "cap", "--output", &file.display().to_string()]);
        let checked = Command::new("xmllint").arg("--noout").arg("--schema").arg(&schema).arg(&file).output().unwrap();
        assert!(checked.status.success(), "{id}: {}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn every_form_of_a_notice_can_be_had() {
    let desk = Desk::new();
    let id = desk.issued();
    for (form, holds) in [
        ("md", "12"),
        ("html", "<html"),
        ("txt", "N-2026-0001"),
        ("json", "fenghuo.notice/1"),
        ("csv", "N-2026-0001"),
        ("cap", "<alert"),
    ] {
        let text = desk.done(6, &["notice", "show", &id, "--format", form]);
        assert!(text.contains(holds) && !text.contains("<script"), "{form}: {text}");
    }
    let docx = desk.run(6, &["notice", "show", &id, "--format", "docx"]).stdout;
    assert!(docx.starts_with(b"PK"));
}

#[test]
fn a_drill_reaches_the_recipient_s_folder_marked() {
    let desk = Desk::new();
    let told = desk.done(0, &["drill"]);
    let id = told.lines().last().unwrap();
    let file = desk.path("outbox").join(format!("EXERCISE-{id}.md"));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}: {told}"));
    assert!(text.contains("演习") && !text.contains("示科预"), "{text}");
}

#[test]
fn the_scenarios_of_the_rules_hold_and_one_that_does_not_is_told() {
    let desk = Desk::new();
    let all = desk.done(0, &["rules", "test"]);
    assert!(all.lines().filter(|line| line.starts_with('✓')).count() > 40, "{all}");
    let file = desk.path("mine.toml");
    let wrong = "[[scenario]]\nname = \"wrong\"\nrule = \"ARM-1\"\nnow = 2026-11-20T08:00:00Z\nhome = \"CN\"\n\
                 [[scenario.expect]]\nlevel = \"red\"\n";
    fs::write(&file, wrong.replace("2026-11-20T08:00:00Z", "\"2026-11-20T08:00:00Z\"")).unwrap();
    let failed = desk.run(0, &["rules", "test", &file.display().to_string()]);
    assert_eq!(failed.status.code(), Some(1));
}

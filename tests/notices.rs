//! The notice desk by its commands, from a feed in a file to a lifted warning, on a store of its own.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a failed test should panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const CONFIG: &str = r#"
language = "en"
[desk]
issuer = { en = "Example Department", zh-Hans = "示例厅", zh-Hant = "示例廳" }
document_number = "示科预〔{year}〕{n}号"
officer = "li"
[[recipient]]
id = "yantai"
name = "Yantai bureau"
channels = [{ channel = "file", folder = "OUTBOX" }]
[[route]]
name = "all"
recipients = ["yantai"]
"#;

const FEED: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel><title>TITLE</title><item>
<title>HEADLINE &lt;script&gt;alert(1)&lt;/script&gt; =1+1</title><guid>TITLE-1</guid>
<pubDate>Sun, 22 Nov 2026 07:05:30 GMT</pubDate><georss:point>50.4501 30.5234</georss:point>
</item></channel></rss>"#;

/// A configuration, two feeds in files, and a store, all in one folder.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        let config = desk.path("config/feeds");
        fs::create_dir_all(&config).unwrap();
        let outbox = desk.path("outbox").display().to_string();
        fs::write(desk.path("config/fenghuo.toml"), CONFIG.replace("OUTBOX", &outbox)).unwrap();
        let mut feeds = Vec::new();
        for (name, headline) in [
            ("one", "Missile strike hits Kyiv residential district, 12 dead"),
            ("two", "Missiles strike Kyiv, 12 killed in Ukraine's capital"),
        ] {
            let file = desk.path(&format!("{name}.xml"));
            fs::write(&file, FEED.replace("TITLE", name).replace("HEADLINE", headline)).unwrap();
            feeds.push(format!(
                "[[feed]]\nid = \"{name}\"\ntitle = \"{name}\"\ngroup = \"World news\"\nurl = \"file:{}\"\n\
                 lang = \"en\"\nreliability = \"B\"\nfamily = \"{name}\"\nevery_minutes = 15\n",
                file.display()
            ));
        }
        fs::write(desk.path("config/feeds/mine.toml"), feeds.concat()).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, minute: u32, args: &[&str]) -> Output {
        let now = format!("2026-11-22T07:{:02}:00Z", 5 + minute);
        Command::new(env!("CARGO_BIN_EXE_fenghuo"))
            .args(args)
            .arg("--config")
            .arg(self.path("config"))
            .arg("--store")
            .arg(self.path("desk.db"))
            .args(["--now", &now])
            .output()
            .unwrap()
    }

    /// Runs a command that should succeed; gives what it printed.
    fn done(&self, minute: u32, args: &[&str]) -> String {
        let output = self.run(minute, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn issued(&self) -> String {
        // What happened before a desk began to watch never warns.
        self.done(0, &["notice", "list"]);
        self.done(1, &["fetch", "one", "two"]);
        let list = self.done(2, &["notice", "list"]);
        let line = list.lines().find(|line| line.contains("ARM-1")).unwrap_or_else(|| panic!("{list}"));
        let id = self.done(2, &["notice", "draft", line.split(' ').next().unwrap()]);
        self.done(3, &["notice", "submit", &id, "--assessment", "可能再次遭袭", "--assessment-en", "more are likely"]);
        self.done(4, &["notice", "approve", &id, "--by", "wang"]);
        self.done(5, &["notice", "issue", &id]);
        id
    }
}

#[test]
fn the_walk_of_a_warning_by_commands() {
    let desk = Desk::new();
    let id = desk.issued();
    let refused = desk.run(6, &["notice", "approve", &id, "--by", "zhao"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("this needs in review"));
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
fn a_notice_is_valid_cap() {
    let desk = Desk::new();
    let id = desk.issued();
    let shared =
        std::env::var("FENGHUO_SHARED").unwrap_or_else(|_| format!("{}/../shared", env!("CARGO_MANIFEST_DIR")));
    let schema = Path::new(&shared).join("data/schemas/cap12.xsd");
    let is_here = Command::new("xmllint").arg("--version").output().is_ok();
    if !schema.exists() || !is_here {
        eprintln!("skipped: no xmllint, or no {}", schema.display());
        return;
    }
    let file = desk.path("notice.xml");
    desk.done(6, &["notice", "show", &id, "--format", "cap", "--output", &file.display().to_string()]);
    let checked = Command::new("xmllint").arg("--noout").arg("--schema").arg(&schema).arg(&file).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
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

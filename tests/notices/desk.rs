//! A desk for each test: configuration, two feeds in files, and a store, with the commands run on it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

const CONFIG: &str = r#"
language = "en"
[desk]
issuer = { en = "Example Department", zh-Hans = "示例厅", zh-Hant = "示例廳" }
document_number = "示科预〔{year}〕{n}号"
officer = "li"
"#;

/// One recipient, by a folder.
const FOLDER: &str = r#"
[[recipient]]
id = "yantai"
name = "Yantai bureau"
channels = [{ channel = "file", folder = "OUTBOX" }]
[[route]]
name = "all"
recipients = ["yantai"]
"#;

/// The name of the variable that holds the secret of webhooks, and the secret.
pub(crate) const SECRET: (&str, &str) = ("FENGHUO_TEST_WEBHOOK_SECRET", "it is a secret");

const FEED: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel><title>TITLE</title><item>
<title>HEADLINE &lt;script&gt;alert(1)&lt;/script&gt; =1+1</title><guid>TITLE-1</guid>
<pubDate>Sun, 22 Nov 2026 07:05:30 GMT</pubDate><georss:point>50.4501 30.5234</georss:point>
</item></channel></rss>"#;

/// A configuration, two feeds in files, and a store, all in one folder.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// A desk that sends to a folder.
    pub(crate) fn new() -> Self {
        Self::sending(FOLDER, "")
    }

    /// A desk with these recipients and routes, and this over the shipped `deliver.toml`.
    pub(crate) fn sending(recipients: &str, deliver: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        let config = desk.path("config/feeds");
        fs::create_dir_all(&config).unwrap();
        let outbox = desk.path("outbox").display().to_string();
        let settings = format!("{CONFIG}{recipients}").replace("OUTBOX", &outbox);
        fs::write(desk.path("config/fenghuo.toml"), settings).unwrap();
        fs::write(desk.path("config/deliver.toml"), deliver).unwrap();
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

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command so many minutes after five past seven.
    pub(crate) fn command(&self, minute: i64, args: &[&str]) -> Command {
        let start = fenghuo::domain::time::parse("2026-11-22T07:05:00Z").unwrap();
        let now = fenghuo::domain::time::rfc3339(start + chrono::TimeDelta::minutes(minute));
        let mut command = Command::new(env!("CARGO_BIN_EXE_fenghuo"));
        command.args(args).arg("--config").arg(self.path("config")).arg("--store").arg(self.path("desk.db"));
        command.args(["--now", &now]).env(SECRET.0, SECRET.1);
        command
    }

    pub(crate) fn run(&self, minute: i64, args: &[&str]) -> Output {
        self.command(minute, args).output().unwrap()
    }

    /// Runs a command that should succeed; gives what it printed.
    pub(crate) fn done(&self, minute: i64, args: &[&str]) -> String {
        let output = self.run(minute, args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Fetches, drafts, approves and issues a red notice within five minutes; gives its number.
    pub(crate) fn issued(&self) -> String {
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

//! A desk of its own for each test: temporary home, configuration, feeds and store, and no shipped feed, so that
//! nothing asks the network.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The moment of most tests.
pub(crate) const NOW: &str = "2026-11-22T12:00:00Z";

/// A folder with everything the program reads and writes.
pub(crate) struct Desk {
    folder: TempDir,
}

/// What a run printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    pub(crate) code: Option<i32>,
}

impl Desk {
    /// A desk with these entries of feeds, in TOML, and no others.
    pub(crate) fn with_feeds(feeds: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        desk.write("config/feeds/own.toml", format!("remove = [\"*\"]\n{feeds}"));
        fs::create_dir_all(desk.path("home")).unwrap();
        desk
    }

    /// A desk without any feed.
    pub(crate) fn empty() -> Self {
        Self::with_feeds("")
    }

    /// A desk with one feed `one` that reads a file of this content.
    pub(crate) fn reading(body: impl AsRef<[u8]>) -> Self {
        let desk = Self::empty();
        desk.write("one.xml", body);
        desk.add_feed("one", "one.xml", "");
        desk
    }

    /// Adds a feed that reads a file of the desk; `more` is further TOML of its entry.
    pub(crate) fn add_feed(&self, id: &str, file: &str, more: &str) {
        let own = self.path("config/feeds/own.toml");
        let url = format!("file:{}", self.path(file).display());
        let text = fs::read_to_string(&own).unwrap();
        fs::write(own, text + &feed(id, &url, more)).unwrap();
    }

    /// A path under the desk's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file under the desk's folder.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// Runs the program at [`NOW`].
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_at(NOW, args)
    }

    /// Runs the program at a moment.
    pub(crate) fn run_at(&self, now: &str, args: &[&str]) -> Run {
        let mut command = self.command(args);
        command.args(["--now", now]);
        finish(command, b"")
    }

    /// Runs the program at [`NOW`] with an input.
    pub(crate) fn run_with(&self, input: &[u8], args: &[&str]) -> Run {
        let mut command = self.command(args);
        command.args(["--now", NOW]);
        finish(command, input)
    }

    /// Runs the program and reads its stdout as one JSON document.
    pub(crate) fn json(&self, now: &str, args: &[&str]) -> serde_json::Value {
        let run = self.run_at(now, args);
        serde_json::from_slice(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
    }

    /// The program with this desk's environment, and nothing of the machine's.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fenghuo"));
        command.args(args).env_clear().current_dir(self.folder.path());
        let set = [("HOME", "home"), ("XDG_CONFIG_HOME", "home/.config"), ("XDG_DATA_HOME", "home/.local/share")];
        for (name, folder) in set {
            command.env(name, self.path(folder));
        }
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("FENGHUO_CONFIG", self.path("config")).env("FENGHUO_LANG", "en").env("COLUMNS", "100");
        command
    }

    /// Text with this desk's folder written as `DESK`.
    pub(crate) fn told(&self, text: &str) -> String {
        text.replace(&self.folder.path().display().to_string(), "DESK")
    }
}

impl Run {
    /// What was printed, as text.
    pub(crate) fn out(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    /// What was said, as text.
    pub(crate) fn err(&self) -> String {
        String::from_utf8(self.stderr.clone()).unwrap()
    }

    /// Asserts the exit code, showing everything when it is another.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out(), self.err());
        self
    }
}

/// An entry of a feed.
pub(crate) fn feed(id: &str, url: &str, more: &str) -> String {
    format!(
        "\n[[feed]]\nid = \"{id}\"\ntitle = \"{id}\"\ngroup = \"Tests\"\nurl = \"{url}\"\nreliability = \"A\"\n\
         family = \"{id}\"\nevery_minutes = 30\n{more}\n"
    )
}

/// An RSS document of items, each a title and a date of RFC 2822.
pub(crate) fn rss(items: &[(&str, &str)]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|(title, date)| {
            let slug: String = title.chars().filter(char::is_ascii_alphanumeric).collect();
            format!(
                "<item><title>{title}</title><link>https://example.org/{slug}</link><guid>{slug}</guid>\
                 <pubDate>{date}</pubDate></item>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Example wire</title>\
         <link>https://example.org</link>{}</channel></rss>",
        items.concat()
    )
}

/// Waits for a program that is given its input; what it prints is read meanwhile, so that nothing blocks.
pub(crate) fn finish(mut command: Command, input: &[u8]) -> Run {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input).ok());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run { stdout: output.stdout, stderr: output.stderr, code: output.status.code() }
}

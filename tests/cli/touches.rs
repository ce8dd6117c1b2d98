//! One run of each command, with every option that it has. A command or option that is not here fails the tests in
//! [`super::commands`]; to add one, add a line.

/// A run, and what it must give.
pub(crate) struct Touch {
    /// The command with its arguments, as typed. `{dir}`, `{items}` and `{feed}` stand for a new folder, a file of
    /// items and a file with a feed.
    pub(crate) line: &'static str,
    /// The exit code.
    pub(crate) code: i32,
    /// Something that stdout holds.
    pub(crate) holds: &'static str,
}

const fn touch(line: &'static str, code: i32, holds: &'static str) -> Touch {
    Touch { line, code, holds }
}

/// Commands by the words before their arguments; the longest that fits a line counts.
pub(crate) const TOUCHES: &[Touch] = &[
    touch("demo --headless --format json --speed 100", 0, "fenghuo.report/1"),
    touch("fetch one --format json", 0, "\"outcome\":\"ok\""),
    touch("report --since 24h --format csv --no-fetch --exit-code --min-level red", 20, "level,"),
    touch("report --format html --output {dir}/report.html", 0, ""),
    touch("annotate", 0, "\"countries\":[{\"code\":\"GE\""),
    touch("replay --items {items} --step 6h", 0, "fenghuo.replay/1"),
    touch("explain UA --format json", 0, "\"of\":\"country\""),
    touch("explain yantai-paton --demo", 0, "yantai-paton: "),
    touch("feeds list --format json", 0, "fenghuo.feed/1"),
    touch("feeds check {feed} one --format json", 0, "\"entries\":1"),
    touch("config init {dir}", 0, "fenghuo.toml"),
    touch("config check", 0, ""),
    touch("config check {config}", 0, ""),
    touch("config show", 0, "# shipped"),
    touch("completions bash", 0, "_fenghuo()"),
    touch("completions zsh", 0, "#compdef fenghuo"),
    touch("completions fish", 0, "complete -c fenghuo"),
    touch("man", 0, ".TH fenghuo 1"),
];

/// Options that every command has; they are touched in `commands`.
pub(crate) const GLOBAL: [&str; 6] = ["--config", "--store", "--lang", "--now", "--help", "--version"];

//! One run of each command, with every option that it has. A command or option that is not here fails the tests in
//! [`super::commands`]; to add one, add a line.

/// A run, and what it must give.
pub(crate) struct Touch {
    /// The command with its arguments, as typed. `{dir}`, `{items}`, `{feed}`, `{other}` and `{opml}` stand for a new
    /// folder, a file of items, files with the feed of the desk and another, and a list of feeds.
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
    touch("demo --headless --kind handover --format json", 0, "fenghuo.briefing/1"),
    touch("fetch one --format json", 0, "\"outcome\":\"ok\""),
    touch("report --since 24h --format csv --no-fetch --exit-code --min-level red", 20, "level,"),
    touch("report --format html --output {dir}/report.html", 0, ""),
    touch("report --kind handover --no-fetch --format json", 0, "\"kind\": \"handover\""),
    touch("report --kind daily --no-fetch --format html", 0, "<html"),
    touch("report --kind weekly --no-fetch", 0, "POD"),
    touch("report --kind monthly --no-fetch --format csv", 2, ""),
    touch("annotate", 0, "\"countries\":[{\"code\":\"GE\""),
    touch("replay --items {items} --step 6h", 0, "fenghuo.replay/1"),
    touch("explain UA --format json", 0, "\"of\":\"country\""),
    touch("explain yantai-paton --demo", 0, "yantai-paton: "),
    touch("feeds list --format json", 0, "fenghuo.feed/1"),
    touch(
        "feeds add file:{other} --id two --family wire --language en --every 30 --country GE --reliability B --group News --allow-private --dry-run",
        0,
        "id = \"two\"",
    ),
    touch("feeds add file:{feed}", 1, ""),
    touch("feeds add file:{other} --preset usgs", 1, ""),
    touch("feeds import {opml} --reliability B --group News --allow-private --dry-run", 0, "id = \"example-wire\""),
    touch("feeds export --format json", 0, "fenghuo.feed_entry/1"),
    touch("feeds export", 0, "<opml version=\"2.0\">"),
    touch("feeds move one --dry-run", 2, ""),
    touch("feeds move --all", 0, ""),
    touch("feeds check {feed} one --format json", 0, "\"entries\":1"),
    touch("doctor --format json", 0, "fenghuo.doctor/1"),
    touch("config init {dir}", 0, "fenghuo.toml"),
    touch("config check", 0, ""),
    touch("config check {config}", 0, ""),
    touch("config show", 0, "# shipped"),
    touch("completions bash", 0, "_fenghuo()"),
    touch("completions zsh", 0, "#compdef fenghuo"),
    touch("completions fish", 0, "complete -c fenghuo"),
    touch("man", 0, ".TH fenghuo 1"),
    // A desk that has no notice yet: each refusal is said, and the walk of a notice is in `src/app/officer`.
    touch("notice list --format json", 0, ""),
    touch("notice show N-2026-0001 --format cap --output {dir}/n.xml", 1, ""),
    touch("notice draft c-1 --by li", 1, ""),
    touch(
        "notice edit N-2026-0001 --assessment a --assessment-en b --assessment-zh-hant c --fact 1=x --recipient r --copy k --expires 2026-12-30T00:00:00Z --by li",
        1,
        "",
    ),
    touch(
        "notice submit N-2026-0001 --assessment a --assessment-en b --assessment-zh-hant c --fact 1=x --recipient r --copy k --expires 2026-12-30T00:00:00Z --by li",
        1,
        "",
    ),
    touch("notice return N-2026-0001 --remark again --by wang", 1, ""),
    touch("notice approve N-2026-0001 --by wang", 1, ""),
    touch("notice issue N-2026-0001 --by li", 1, ""),
    touch(
        "notice update N-2026-0001 --level red --assessment a --assessment-en b --assessment-zh-hant c --fact 1=x --recipient r --copy k --expires 2026-12-30T00:00:00Z --by li",
        1,
        "",
    ),
    touch("notice lift N-2026-0001 --remark over --by li", 1, ""),
    touch("notice reject N-2026-0001 --reason wrong --by li", 1, ""),
    touch(
        "notice correct N-2026-0001 --remark wrong --assessment a --assessment-en b --assessment-zh-hant c --fact 1=x --recipient r --copy k --expires 2026-12-30T00:00:00Z --by li",
        1,
        "",
    ),
    touch("notice dismiss c-1 --reason known --note n --by li", 1, ""),
    touch("notice ack N-2026-0001 kjj --note n --by li", 1, ""),
    touch("notice ledger --format json", 0, ""),
    touch("notice routes --country UA --hazard crime --level red --asset yantai-paton --format json", 1, ""),
    touch("notice send", 0, ""),
    touch("notice verify --known 1:00", 1, "entry 1 was written"),
    touch("notice evidence i-1 --output {dir}/e.zip", 2, ""),
    touch(
        "silence add --rule ARM-1 --country UA --hazard crime --asset yantai-paton --incident i-1 --hours 2 --reason test --by li",
        0,
        "s-",
    ),
    touch("silence list --format json", 0, ""),
    touch("silence end s-1 --by li", 1, ""),
    touch("rules list --format json", 0, "ARM-1"),
    touch("rules explain ARM-1", 0, "ARM-1"),
    touch("rules test --format json", 0, "armed_conflict.toml"),
    touch("rules stats --days 30 --format json", 0, "fenghuo.rule_stats/1"),
    touch("why-not nothing --asset yantai-paton --format json", 2, ""),
    touch("why-not nothing --demo", 2, ""),
    touch("backtest --items {items} --base {config} --step 12h --format json", 0, "fenghuo.backtest/1"),
    touch("backtest --since 30d --against {items}", 2, ""),
    touch("watch list --format json", 0, "fenghuo.watch/1"),
    touch("watch add AX --tier 2 --key why=test --dry-run", 0, "+code = \"AX\""),
    touch("watch set UA tier=1 --dry-run", 0, "+tier = 1"),
    touch("watch remove UA --dry-run", 0, "+remove = [\"UA\"]"),
    // A desk that has no store yet; what each does is in `care`.
    touch("store check --format json", 1, ""),
    touch("store compact --format json", 1, ""),
    touch("store backup {dir}/copy.db", 1, ""),
    touch("store restore {feed} --yes", 1, ""),
    touch("store export --output {dir}/all.jsonl", 1, ""),
    touch("drill --by li", 1, "item read"),
    touch("run --metrics {dir}/fenghuo.prom --store /dev/null/nowhere.db", 1, ""),
];

/// Options that every command has; they are touched in `commands`.
pub(crate) const GLOBAL: [&str; 6] = ["--config", "--store", "--lang", "--now", "--help", "--version"];

//! Everything the desk can be told to do, by name. Which key says it is data (`config/keymap.toml`).

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// Something the desk can be told to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        pub enum Command {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl Command {
            /// All of them, in the order of the help.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name used in `keymap.toml` and the palette.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

commands! {
    /// Selects the next row.
    SelectNext = "select-next",
    /// Selects the row before.
    SelectPrevious = "select-previous",
    /// Selects the first row.
    SelectFirst = "select-first",
    /// Selects the last row.
    SelectLast = "select-last",
    /// Half a page down.
    PageDown = "page-down",
    /// Half a page up.
    PageUp = "page-up",
    /// Moves the focus between the list and the pane beside it.
    NextPane = "next-pane",
    /// Opens what is selected.
    Open = "open",
    /// Goes back to where one came from.
    Back = "back",
    /// Walks to the next change.
    NextChange = "next-change",
    /// Walks to the change before.
    PreviousChange = "previous-change",
    /// Marks a change as seen.
    Seen = "seen",
    /// The board.
    Board = "board",
    /// The incidents.
    Incidents = "incidents",
    /// The assets.
    Assets = "assets",
    /// The notice desk.
    Notices = "notices",
    /// The selected notice as it will print.
    Preview = "preview",
    /// The document in the other language.
    Translate = "translate",
    /// The next part of the list.
    NextPart = "next-part",
    /// The part of the list before.
    PreviousPart = "previous-part",
    /// The feeds.
    Feeds = "feeds",
    /// What gave nothing, and why.
    Log = "log",
    /// What changed since the last visit.
    Changes = "changes",
    /// The handover note of the shift.
    Handover = "handover",
    /// The daily brief.
    Daily = "daily",
    /// The country of what is selected.
    Country = "country",
    /// Opens the sum behind the selected number.
    Explain = "explain",
    /// Says what held a warning back.
    WhyNot = "why-not",
    /// Narrows the list by the filter language.
    Filter = "filter",
    /// Shows the whole list again.
    ClearFilter = "clear-filter",
    /// Lists every command with its keys.
    Help = "help",
    /// Finds a command by its name.
    Palette = "palette",
    /// Switches to the next language.
    Language = "language",
    /// Switches to the next theme.
    Theme = "theme",
    /// Drafts a notice from the selected candidate.
    Draft = "draft",
    /// Sets the selected candidate aside, with a reason.
    Dismiss = "dismiss",
    /// Holds candidates like the selected one for a time, with a reason.
    Silence = "silence",
    /// Writes the judgement into the selected draft and hands it in.
    Submit = "submit",
    /// Drafts what follows the selected notice in force.
    Update = "update",
    /// Drafts the end of the selected warning, with the evidence.
    Lift = "lift",
    /// Approves the selected notice.
    Approve = "approve",
    /// Issues the selected notice.
    Issue = "issue",
    /// Hands the selected notice back to its drafter, with a remark.
    Return = "return",
    /// Turns the selected notice down, with a reason.
    Reject = "reject",
    /// Notes a recipient's reply to the selected notice.
    Acknowledge = "acknowledge",
    /// Marks the selected item, for splitting.
    Mark = "mark",
    /// Says that another incident is the same.
    Merge = "merge",
    /// Says that the marked items are another incident.
    Split = "split",
    /// Says that the incident is no risk.
    NotARisk = "not-a-risk",
    /// Grades the publisher of the selected item otherwise.
    Regrade = "regrade",
    /// Asks the selected feed now.
    FetchFeed = "fetch-feed",
    /// Asks every feed now.
    FetchAll = "fetch-all",
    /// Pauses the selected feed, or lets it go on.
    PauseFeed = "pause-feed",
    /// Gives the selected feed the address that its publisher moved it to.
    MoveFeed = "move-feed",
    /// Sorts the feeds by the next of their orders.
    SortFeeds = "sort-feeds",
    /// Opens the link of what is selected.
    OpenLink = "open-link",
    /// Copies what is selected.
    Copy = "copy",
    /// Exports what is shown.
    Export = "export",
    /// Does what the prompt asks for.
    Accept = "accept",
    /// Closes what lies on top.
    Close = "close",
    /// Draws everything anew.
    Redraw = "redraw",
    /// Goes to the background.
    Suspend = "suspend",
    /// Leaves.
    Quit = "quit",
}

impl FromStr for Command {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|c| c.name() == text).ok_or_else(|| format!("`{text}` is not a command"))
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

//! Taking the terminal and giving it back: raw mode, alternate screen, mouse, pasted text, title, cursor.
//!
//! It is given back whatever happens: on leaving, on an error, on a panic, before going to the background.

use std::io::{self, Write, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::style::Print;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, execute};

/// Whether this program holds the terminal, so that giving it back twice does nothing.
static HELD: AtomicBool = AtomicBool::new(false);
/// Saves the title, and brings it back (xterm; others ignore it).
const SAVE_TITLE: &str = "\x1b[22;0t";
const RESTORE_TITLE: &str = "\x1b[23;0t";

/// Columns and rows of the terminal, if there is one.
pub fn size() -> Option<(u16, u16)> {
    crossterm::terminal::size().ok()
}

/// Holds the terminal until it is dropped.
#[derive(Debug)]
pub(super) struct Guard {
    mouse: bool,
    title: String,
}

impl Guard {
    /// Takes the terminal, and makes sure that a panic gives it back before its message is printed.
    pub(super) fn take(mouse: bool, title: &str) -> io::Result<Self> {
        let guard = Self { mouse, title: title.to_owned() };
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            give_back();
            before(panic);
        }));
        guard.retake()?;
        Ok(guard)
    }

    /// Takes the terminal again, after coming back from the background.
    pub(super) fn retake(&self) -> io::Result<()> {
        enable_raw_mode()?;
        HELD.store(true, Ordering::SeqCst);
        enter(&mut stdout(), self.mouse, &self.title)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back. Called from the panic hook as well, so it must not fail: an error here has nowhere to go.
pub(super) fn give_back() {
    if HELD.swap(false, Ordering::SeqCst) {
        leave(&mut stdout()).ok();
        disable_raw_mode().ok();
    }
}

fn enter(out: &mut impl Write, mouse: bool, title: &str) -> io::Result<()> {
    execute!(out, Print(SAVE_TITLE), SetTitle(title), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if mouse {
        execute!(out, EnableMouseCapture)?;
    }
    Ok(())
}

fn leave(out: &mut impl Write) -> io::Result<()> {
    execute!(out, DisableMouseCapture, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show, Print(RESTORE_TITLE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_switched_on_is_switched_off() {
        let (mut on, mut off) = (Vec::new(), Vec::new());
        enter(&mut on, true, "烽火").unwrap();
        leave(&mut off).unwrap();
        let (on, off) = (String::from_utf8(on).unwrap(), String::from_utf8(off).unwrap());
        for mode in ["?1049", "?2004", "?1000", "?1006"] {
            assert!(on.contains(&format!("\x1b[{mode}h")), "{mode} on");
            assert!(off.contains(&format!("\x1b[{mode}l")), "{mode} off");
        }
        assert!(on.contains("\x1b[?25l") && off.contains("\x1b[?25h"));
        assert!(on.contains(SAVE_TITLE) && off.contains(RESTORE_TITLE));
    }

    #[test]
    fn without_the_mouse_the_terminal_keeps_its_own_selection() {
        let mut on = Vec::new();
        enter(&mut on, false, "x").unwrap();
        assert!(!String::from_utf8(on).unwrap().contains("?1000h"));
    }
}

//! The dashboard in a terminal of its own, and without one.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::desk::{Desk, finish};

/// How long a frame is waited for on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// After how long without a frame something is tried again.
const BREATH: Duration = Duration::from_millis(200);

#[test]
fn without_a_terminal_the_dashboard_says_what_to_run_and_asks_nobody() {
    let desk = Desk::reading("<rss version=\"2.0\"><channel><title>Wire</title></channel></rss>");
    for args in [&[][..], &["demo"]] {
        let run = finish(desk.command(args), b"").ends(2);
        assert!(run.err().contains("needs a terminal; `fenghuo report`"), "{}", run.err());
    }
    assert!(!desk.path("home/.local").exists(), "no store was made");
}

/// A dashboard in a terminal that `script` gives it, with the frames that it draws.
struct Dashboard {
    child: Child,
    pieces: Receiver<Vec<u8>>,
    drawn: Vec<u8>,
}

impl Dashboard {
    /// Starts it; none where the system has no `script`.
    fn start(desk: &Desk, arguments: &str) -> Option<Self> {
        if Command::new("script").arg("--version").output().is_err() {
            println!("skipped: this system has no `script`");
            return None;
        }
        let program = format!("stty cols 100 rows 30; exec {} {arguments}", env!("CARGO_BIN_EXE_fenghuo"));
        let environment = desk.command(&[]);
        let environment: Vec<_> = environment.get_envs().filter_map(|(name, value)| Some((name, value?))).collect();
        let mut command = Command::new("script");
        command.args(["--quiet", "--return", "--command", &program, "typescript"]).current_dir(desk.path(""));
        command.env_clear().envs(environment).env("TERM", "xterm-256color");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (sender, pieces) = channel();
        let mut frames = child.stdout.take().unwrap();
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(read @ 1..) = frames.read(&mut piece) {
                if sender.send(piece[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Some(Self { child, pieces, drawn: Vec::new() })
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.drawn).into_owned()
    }

    /// Takes in what is drawn until it holds a text so many times; between two pieces something may be done.
    fn until(&mut self, text: &str, times: usize, meanwhile: impl Fn(&Self)) {
        let started = Instant::now();
        while self.text().matches(text).count() < times {
            assert!(started.elapsed() < PATIENCE, "no {text:?} in {:?}", self.text());
            match self.pieces.recv_timeout(BREATH) {
                Ok(piece) => self.drawn.extend(piece),
                Err(RecvTimeoutError::Timeout) => meanwhile(self),
                Err(RecvTimeoutError::Disconnected) => panic!("it ended without {text:?}: {:?}", self.text()),
            }
        }
    }

    fn press(&mut self, keys: &str) {
        self.child.stdin.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }
}

#[test]
fn the_first_frame_comes_though_no_feed_answers() {
    // A server that takes connections and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/feed", silent.local_addr().unwrap());
    let desk = Desk::with_feeds(&crate::desk::feed("silent", &url, "allow_private = true"));
    let Some(mut dashboard) = Dashboard::start(&desk, "--store memory:") else { return };
    dashboard.until("reading the store and the feeds", 1, |_| ());
    assert!(silent.set_nonblocking(true).is_ok() && silent.accept().is_err(), "a feed was asked before the frame");
    // The terminal goes with `script`, and the program with its terminal.
    dashboard.child.kill().unwrap();
    dashboard.child.wait().unwrap();
}

#[test]
fn in_the_background_the_terminal_is_given_back_and_taken_again_afterwards() {
    let desk = Desk::reading("<rss version=\"2.0\"><channel><title>Wire</title></channel></rss>");
    let Some(mut dashboard) = Dashboard::start(&desk, "demo") else { return };
    dashboard.until("\x1b[?1049h", 1, |_| ());
    dashboard.press("\x1a");
    dashboard.until("\x1b[?1049l", 1, |_| ());
    // `script` stops with its program, and lets it go on when it goes on itself.
    let go_on = |dashboard: &Dashboard| {
        let id = dashboard.child.id().to_string();
        Command::new("kill").args(["-CONT", &id]).status().unwrap();
    };
    go_on(&dashboard);
    dashboard.until("\x1b[?1049h", 2, go_on);
    dashboard.press("q");
    dashboard.until("\x1b[?1049l", 2, |_| ());
    assert!(dashboard.child.wait().unwrap().success());
}

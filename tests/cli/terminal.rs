//! The dashboard in a terminal of its own, and without one.

use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use crate::desk::{Desk, finish};

/// How long a frame is waited for on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

#[test]
fn without_a_terminal_the_dashboard_says_what_to_run_and_asks_nobody() {
    let desk = Desk::reading("<rss version=\"2.0\"><channel><title>Wire</title></channel></rss>");
    for args in [&[][..], &["demo"]] {
        let run = finish(desk.command(args), b"").ends(2);
        assert!(run.err().contains("needs a terminal; `fenghuo report`"), "{}", run.err());
    }
    assert!(!desk.path("home/.local").exists(), "no store was made");
}

/// `script` gives the program a terminal, and us the frames that it draws.
#[test]
fn the_first_frame_comes_though_no_feed_answers() {
    if Command::new("script").arg("--version").output().is_err() {
        println!("skipped: this system has no `script`");
        return;
    }
    // A server that takes connections and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/feed", silent.local_addr().unwrap());
    let desk = Desk::with_feeds(&crate::desk::feed("silent", &url, "allow_private = true"));
    let program = format!("stty cols 100 rows 30; exec {} --store memory:", env!("CARGO_BIN_EXE_fenghuo"));
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
    let mut drawn = Vec::new();
    while !String::from_utf8_lossy(&drawn).contains("reading the store and the feeds") {
        let piece = pieces.recv_timeout(PATIENCE);
        drawn.extend(piece.unwrap_or_else(|_| panic!("no board in {:?}", String::from_utf8_lossy(&drawn))));
    }
    assert!(silent.set_nonblocking(true).is_ok() && silent.accept().is_err(), "a feed was asked before the frame");
    // The terminal goes with `script`, and the program with its terminal.
    child.kill().unwrap();
    child.wait().unwrap();
}

//! Receivers on this machine: a webhook's and a mail server's, each on a thread of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Inbox, Sender, channel};
use std::thread;
use std::time::Duration;

/// How long anything may take to arrive.
const PATIENCE: Duration = Duration::from_mins(1);

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub(crate) path: String,
    head: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Posted {
    /// A header, by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.head.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What a receiver does with a request: an answer's status, or none to hang up.
pub(crate) type Judge = dyn FnMut(&Posted) -> Answer + Send;

/// An answer, and what happens once it is on its way.
pub(crate) struct Answer {
    pub(crate) status: Option<u16>,
    pub(crate) then: Box<dyn FnOnce() + Send>,
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self { status: Some(status), then: Box::new(|| ()) }
    }
}

/// Takes webhooks until the test ends.
pub(crate) struct Hook {
    port: u16,
    inbox: Inbox<Posted>,
}

impl Hook {
    pub(crate) fn new(mut judge: Box<Judge>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, inbox) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Whoever is killed leaves half a request behind.
                drop(take(stream, &mut *judge, &sender));
            }
        });
        Self { port, inbox }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// The next request.
    pub(crate) fn next(&self) -> Posted {
        self.inbox.recv_timeout(PATIENCE).unwrap()
    }

    /// Every request that has come so far.
    pub(crate) fn all(&self) -> Vec<Posted> {
        self.inbox.try_iter().collect()
    }
}

fn take(stream: TcpStream, judge: &mut Judge, inbox: &Sender<Posted>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let head: Vec<_> = lines
        .iter()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let path = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    let mut posted = Posted { path, head, body: String::new() };
    let mut body = vec![0; posted.header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body)?;
    posted.body = String::from_utf8(body).unwrap();
    inbox.send(posted.clone()).ok();
    let answer = judge(&posted);
    if let Some(status) = answer.status {
        let mut stream = stream;
        write!(stream, "HTTP/1.1 {status} said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
        stream.flush()?;
    }
    (answer.then)();
    Ok(())
}

/// Takes letters until the test ends.
pub(crate) struct Post {
    pub(crate) port: u16,
    inbox: Inbox<String>,
}

impl Post {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, inbox) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                drop(take_letters(stream, &sender));
            }
        });
        Self { port, inbox }
    }

    /// The next letter with its headers.
    pub(crate) fn next(&self) -> String {
        self.inbox.recv_timeout(PATIENCE).unwrap()
    }
}

fn take_letters(mut stream: TcpStream, inbox: &Sender<String>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    stream.write_all(b"220 here\r\n")?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        match line.get(..4).unwrap_or_default().to_uppercase().as_str() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                inbox.send(letter(&mut reader)?).ok();
                stream.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n"),
            _ => stream.write_all(b"250 yes\r\n")?,
        }
        line.clear();
    }
    Ok(())
}

fn letter(reader: &mut impl BufRead) -> std::io::Result<String> {
    let (mut text, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line)? > 0 && line != ".\r\n" {
        text.push_str(&line);
        line.clear();
    }
    Ok(text)
}

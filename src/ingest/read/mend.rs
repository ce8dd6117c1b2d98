//! JSON that is broken in the ways that publishers break it, mended where nothing has to be guessed.
//!
//! A guard or callback around it, a comma too many, a raw control character in a text, `NaN`, an end that was cut off:
//! none of these may cost the entries that came through whole. What is read from the result is left to `json` and
//! `filters`.

/// Texts put in front of JSON so that no script can run it.
const GUARDS: [&str; 4] = [")]}',", ")]}'", "while(1);", "for(;;);"];

/// JSON with its faults taken out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) text: String,
    /// The end was missing: the entry that was being told was left out.
    pub(super) cut_off: bool,
}

/// The text behind a guard or a callback's bracket.
pub(super) fn unguarded(text: &str) -> &str {
    let guarded = GUARDS.iter().find_map(|guard| text.strip_prefix(guard)).map(str::trim_start);
    guarded.or_else(|| in_callback(text)).unwrap_or(text)
}

/// `name({…});`
fn in_callback(text: &str) -> Option<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
    let name = text.find(|c| !is_name(c)).filter(|length| (1..=80).contains(length))?;
    let inner = text.get(name..)?.strip_prefix('(')?.trim_start();
    inner.starts_with(['{', '[']).then_some(inner)
}

/// Mends a text that strict reading refused; none when even so nothing whole is left.
pub(super) fn mended(text: &str) -> Option<Mended> {
    let mut mender = Mender::default();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let length = mender.take(sign, rest);
        rest = rest.get(length..).unwrap_or_default();
        if mender.is_done() {
            return Some(Mended { text: mender.out, cut_off: false });
        }
    }
    mender.cut()
}

/// A place after a whole object of a list, to which a text that was cut off can be taken back.
#[derive(Clone, Debug)]
struct Safe {
    length: usize,
    open: Vec<char>,
}

#[derive(Debug, Default)]
struct Mender {
    out: String,
    /// Brackets that close what is open.
    open: Vec<char>,
    in_text: bool,
    escaped: bool,
    /// A comma that is written once something follows it.
    comma: bool,
    /// The latest safe place in the outermost list of objects.
    safe: Option<Safe>,
}

impl Mender {
    fn is_done(&self) -> bool {
        self.open.is_empty() && !self.in_text && self.out.ends_with(['}', ']'])
    }

    /// Takes over one sign, or a word that is no JSON; gives the bytes read.
    fn take(&mut self, sign: char, rest: &str) -> usize {
        if self.in_text {
            self.take_of_text(sign);
            return sign.len_utf8();
        }
        match sign {
            '}' | ']' => self.close(sign),
            ',' => self.comma = true,
            c if c.is_whitespace() => self.out.push(' '),
            c if c.is_control() => {}
            _ => return self.take_value(sign, rest),
        }
        sign.len_utf8()
    }

    fn take_of_text(&mut self, sign: char) {
        match sign {
            _ if self.escaped => self.escaped = false,
            '\\' => self.escaped = true,
            '"' => self.in_text = false,
            _ => {}
        }
        self.out.push(if sign.is_control() { ' ' } else { sign });
    }

    fn take_value(&mut self, sign: char, rest: &str) -> usize {
        if std::mem::take(&mut self.comma) {
            self.out.push(',');
        }
        let no_number = ["NaN", "-Infinity", "Infinity"].into_iter().find(|word| rest.starts_with(word));
        if let Some(word) = no_number {
            self.out.push_str("null");
            return word.len();
        }
        match sign {
            '"' => self.in_text = true,
            '{' => self.open.push('}'),
            '[' => self.open.push(']'),
            _ => {}
        }
        self.out.push(sign);
        sign.len_utf8()
    }

    fn close(&mut self, sign: char) {
        self.comma = false;
        if self.open.last() == Some(&sign) {
            self.open.pop();
            self.out.push(sign);
        }
        let outermost = self.safe.as_ref().is_none_or(|safe| self.open.len() <= safe.open.len());
        if sign == '}' && self.open.last() == Some(&']') && outermost {
            self.safe = Some(Safe { length: self.out.len(), open: self.open.clone() });
        }
    }

    /// Takes back what came after the last whole entry, and closes what was open there.
    fn cut(mut self) -> Option<Mended> {
        let safe = self.safe?;
        self.out.truncate(safe.length);
        self.out.extend(safe.open.iter().rev());
        Some(Mended { text: self.out, cut_off: true })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("[1,2,]", "[1,2]", false)]
    #[case("{\"a\":\"x\ty\",}", "{\"a\":\"x y\"}", false)]
    #[case("{\"a\":NaN,\"b\":-Infinity}", "{\"a\":null,\"b\":null}", false)]
    #[case("{\"a\":1});", "{\"a\":1}", false)]
    #[case("[{\"a\":\"}]\\\"\"}] trailing", "[{\"a\":\"}]\\\"\"}]", false)]
    #[case(
        "{\"items\":[{\"id\":1,\"tags\":[\"a\"]},{\"id\":2,\"tags\":[\"b\",\"c",
        "{\"items\":[{\"id\":1,\"tags\":[\"a\"]}]}",
        true
    )]
    #[case(
        "{\"f\":[{\"a\":[{\"b\":1},{\"b\":2}]},{\"a\":[{\"b\":3},{\"b\"",
        "{\"f\":[{\"a\":[{\"b\":1},{\"b\":2}]}]}",
        true
    )]
    fn what_is_broken_is_mended(#[case] broken: &str, #[case] text: &str, #[case] cut_off: bool) {
        assert_eq!(mended(broken), Some(Mended { text: text.to_owned(), cut_off }));
    }

    #[rstest]
    #[case("{\"items\":[{\"id\":1,\"title\":\"half")]
    #[case("{\"error\":\"no acc")]
    #[case("nothing")]
    fn nothing_is_made_of_what_has_no_whole_entry(#[case] broken: &str) {
        assert_eq!(mended(broken), None);
    }

    #[rstest]
    #[case(")]}',\n{\"a\":1}", "{\"a\":1}")]
    #[case("for(;;);[1]", "[1]")]
    #[case("eq.feed_1([1]);", "[1]);")]
    #[case("Service unavailable (try later)", "Service unavailable (try later)")]
    fn guards_are_taken_off(#[case] text: &str, #[case] json: &str) {
        assert_eq!(unguarded(text), json);
    }
}

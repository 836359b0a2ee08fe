//! The log (U-16): one line an event, whatever is in it; text for people, JSON for everything else.
//!
//! A line of JSON is one flat object: `time`, `level`, `target`, `message`, what is known of the
//! request that it was written in (see [`Seen`]), and the fields of the event itself.

use std::fmt::{self, Write as _};
use std::io::{Write, stderr};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use crate::clock::Clock;

use super::Seen;

/// The target of the line that every request gets. `info,avtal::access=off` leaves those out.
pub const ACCESS: &str = "avtal::access";

/// The longest text of a field; the rest is left out.
const CHARS_MAX: usize = 2_000;

/// How lines are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// As text that people read.
    Text,
    /// As JSON.
    Json,
}

/// Writes events to standard error.
pub struct Log {
    format: Format,
    clock: Clock,
}

impl Log {
    /// A log in a format.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            clock: Clock::system(),
        }
    }

    fn line(&self, event: &Event<'_>) -> String {
        let metadata = event.metadata();
        let mut fields = Fields::default();
        event.record(&mut fields);
        let time = self.clock.now();
        let time = time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        // Of other crates that log by other means, the target stands in a field.
        let target = fields.target.as_deref().unwrap_or(metadata.target());
        let mut all = Vec::new();
        if let Some(seen) = Seen::current() {
            let known = seen.fields().into_iter();
            let known = known.filter(|(name, _)| !fields.has(name));
            all.extend(known.map(|(name, text)| (name, Value::Text(text))));
        }
        all.extend(fields.rest);
        match self.format {
            Format::Json => json(&time, metadata.level(), target, &fields.message, &all),
            Format::Text => text(&time, metadata.level(), target, &fields.message, &all),
        }
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let line = self.line(event);
        // Where nobody reads the log there is nobody to tell.
        let _ = stderr().lock().write_all(line.as_bytes());
    }
}

/// Says panics in the log, as a line like every other. What a panic says may hold what was worked
/// at, so only its place is told.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let place = place.unwrap_or_default();
        tracing::error!(place, "the program contradicts itself and panicked");
    }));
}

/// A field's value.
enum Value {
    /// A text, which is quoted.
    Text(String),
    /// A number or a truth value, which is not.
    Plain(String),
}

/// The fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    target: Option<String>,
    rest: Vec<(&'static str, Value)>,
}

impl Fields {
    fn has(&self, name: &str) -> bool {
        self.rest.iter().any(|(own, _)| *own == name)
    }

    fn add(&mut self, field: &Field, text: String) {
        match field.name() {
            "message" => self.message = text,
            "log.target" => self.target = Some(text),
            name if name.starts_with("log.") => {}
            name => self.rest.push((name, Value::Text(text))),
        }
    }

    fn add_plain(&mut self, field: &Field, value: impl fmt::Display) {
        let name = field.name();
        if !name.starts_with("log.") {
            self.rest.push((name, Value::Plain(value.to_string())));
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format!("{value:?}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add_plain(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add_plain(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add_plain(field, value);
    }
}

fn json(
    time: &str,
    level: &tracing::Level,
    target: &str,
    message: &str,
    fields: &[(&'static str, Value)],
) -> String {
    let mut line = format!("{{\"time\":\"{time}\",\"level\":\"{level}\",\"target\":");
    quote(&mut line, target);
    line.push_str(",\"message\":");
    quote(&mut line, message);
    for (name, value) in fields {
        line.push(',');
        quote(&mut line, name);
        line.push(':');
        match value {
            Value::Text(text) => quote(&mut line, text),
            Value::Plain(text) => line.push_str(text),
        }
    }
    line.push_str("}\n");
    line
}

fn text(
    time: &str,
    level: &tracing::Level,
    target: &str,
    message: &str,
    fields: &[(&'static str, Value)],
) -> String {
    let mut line = format!("{time} {level:<5} {target}: ");
    escape(&mut line, message);
    for (name, value) in fields {
        line.push(' ');
        line.push_str(name);
        line.push('=');
        match value {
            Value::Text(text) if is_bare(text) => line.push_str(text),
            Value::Text(text) => quote(&mut line, text),
            Value::Plain(text) => line.push_str(text),
        }
    }
    line.push('\n');
    line
}

fn is_bare(text: &str) -> bool {
    let is_bare = |letter: char| letter.is_ascii_graphic() && !"\"\\=".contains(letter);
    !text.is_empty() && text.chars().all(is_bare)
}

/// A text as JSON.
fn quote(line: &mut String, text: &str) {
    line.push('"');
    escape(line, text);
    line.push('"');
}

/// A text in which nothing ends a line, moves a cursor or turns the direction of reading.
fn escape(line: &mut String, text: &str) {
    for (n, letter) in text.chars().enumerate() {
        if n == CHARS_MAX {
            line.push('…');
            return;
        }
        match letter {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            letter if is_unseen(letter) => {
                // Text grows. All of these are below U+10000, as JSON's escapes want them.
                let _ = write!(line, "\\u{:04x}", u32::from(letter));
            }
            letter => line.push(letter),
        }
    }
}

fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: &str = "a\r\nb\u{2028}c\u{1b}[31md\u{85}e\u{202e}f\"g\\h\0";

    #[test]
    fn a_line_is_one_line_of_json_whatever_is_in_it() {
        let fields = [
            ("what", Value::Text(NASTY.to_owned())),
            ("ms", Value::Plain("7".to_owned())),
        ];
        let line = json("T", &tracing::Level::INFO, "avtal", NASTY, &fields);
        let (body, end) = line.split_at(line.len() - 1);
        assert!(end == "\n" && !body.chars().any(is_unseen), "{line}");
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(
            (&read["message"], &read["what"]),
            (&NASTY.into(), &NASTY.into())
        );
        assert_eq!((&read["ms"], &read["level"]), (&7.into(), &"INFO".into()));
    }

    #[test]
    fn a_line_of_text_is_one_line_too() {
        let fields = [
            ("what", Value::Text(NASTY.to_owned())),
            ("bare", Value::Text("word".to_owned())),
        ];
        let line = text("T", &tracing::Level::WARN, "avtal", NASTY, &fields);
        assert!(!line.trim_end().chars().any(is_unseen), "{line}");
        assert!(line.starts_with("T WARN  avtal: a\\r\\nb") && line.ends_with("bare=word\n"));
    }

    #[test]
    fn long_texts_are_cut() {
        let mut line = String::new();
        escape(&mut line, &"ö".repeat(CHARS_MAX + 9));
        assert_eq!(line.chars().count(), CHARS_MAX + 1);
    }
}

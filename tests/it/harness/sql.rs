//! Whether a statement names the legal entity for every tenant table that it touches.
//!
//! A reading by words, not a parser: enough of SQL to know a statement's selects, the tables and
//! aliases of each, and the comparisons that all have to hold there. What it cannot see through, it
//! objects to.

use std::collections::HashSet;

use entity::partition::{TABLES, TableKind};

/// Checks all selects, updates, deletes and inserts of a text.
pub(crate) fn check(sql: &str) -> Result<(), String> {
    if is_frame(sql) {
        return Ok(());
    }
    let mut reader = Reader {
        words: words(sql),
        at: 0,
    };
    while reader.at < reader.words.len() {
        reader.select(&HashSet::new())?;
        // What ended the select: a semicolon, a UNION, a parenthesis too many.
        reader.at += 1;
    }
    Ok(())
}

/// Whether a statement only begins, ends or sets up a transaction.
pub(crate) fn is_frame(sql: &str) -> bool {
    let frames = [
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT",
        "RELEASE",
        "SET ",
    ];
    frames.iter().any(|frame| sql.starts_with(frame))
}

/// The tenant table that a statement writes, if it writes one.
pub(crate) fn written(sql: &str) -> Option<String> {
    let sql = sql.replace('"', "");
    let mut words = sql.split_whitespace();
    words.find(|word| ["INSERT", "UPDATE", "DELETE"].contains(word))?;
    let table = words.find(|word| !["INTO", "FROM"].contains(word))?;
    key_of(table).map(|_| table.to_owned())
}

/// The column by which a table is cut, if it is.
fn key_of(table: &str) -> Option<&'static str> {
    let (_, kind) = TABLES.iter().find(|(name, _)| *name == table)?;
    match kind {
        TableKind::Tenant | TableKind::AppendOnly => Some("legal_entity_id"),
        // The legal entities' own table: each sees itself.
        TableKind::Reference if table == "legal_entity" => Some("id"),
        TableKind::Reference | TableKind::Local => None,
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Word {
    /// A keyword or a bare name, in small letters.
    Bare(String),
    /// A quoted name.
    Name(String),
    /// A parameter, a number, a string.
    Value,
    /// Anything else, one letter at a time.
    Sign(char),
}

fn words(sql: &str) -> Vec<Word> {
    let letters: Vec<char> = sql.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    // The place behind the letters from `at` on that are `like` this.
    let run = |at: usize, like: fn(char) -> bool| {
        let rest = letters.iter().skip(at);
        at + rest.take_while(|letter| like(**letter)).count()
    };
    while let Some(letter) = letters.get(at) {
        let (word, end) = match letter {
            ' ' | '\n' | '\t' => (None, at + 1),
            '"' => {
                let end = run(at + 1, |letter| letter != '"');
                let name = letters.iter().take(end).skip(at + 1).collect();
                (Some(Word::Name(name)), end + 1)
            }
            '\'' => (Some(Word::Value), run(at + 1, |letter| letter != '\'') + 1),
            '$' | '?' => (
                Some(Word::Value),
                run(at + 1, |letter| letter.is_ascii_digit()),
            ),
            '0'..='9' => (Some(Word::Value), run(at, |letter| letter.is_ascii_digit())),
            'a'..='z' | 'A'..='Z' | '_' => {
                let end = run(at, |letter| letter == '_' || letter.is_ascii_alphanumeric());
                let name: String = letters.iter().take(end).skip(at).collect();
                (Some(Word::Bare(name.to_lowercase())), end)
            }
            sign => (Some(Word::Sign(*sign)), at + 1),
        };
        words.extend(word);
        at = end;
    }
    words
}

/// A part of a select, by the keyword that it begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Tables are listed.
    Tables,
    /// Conditions are listed; all have to hold unless there is an OR.
    Conditions,
    /// Anything else.
    Other,
}

/// A column: the alias before it, and its name.
type Column = (Option<String>, String);

/// Something that was compared with something else, or with a value.
type Comparison = (Column, Option<Column>);

struct Reader {
    words: Vec<Word>,
    at: usize,
}

#[derive(Default)]
struct Select {
    /// The table and its alias.
    tables: Vec<(String, String)>,
    comparisons: Vec<Comparison>,
}

impl Reader {
    fn bare(&self, at: usize) -> Option<&str> {
        match self.words.get(at)? {
            Word::Bare(word) => Some(word),
            _ => None,
        }
    }

    fn name(&self, at: usize) -> Option<&str> {
        match self.words.get(at)? {
            Word::Bare(word) | Word::Name(word) => Some(word),
            _ => None,
        }
    }

    fn is_sign(&self, at: usize, sign: char) -> bool {
        self.words.get(at) == Some(&Word::Sign(sign))
    }

    /// Reads one select (or update, delete, insert) to its end, which stays unread.
    fn select(&mut self, outer: &HashSet<String>) -> Result<(), String> {
        let mut select = Select::default();
        let comparisons = self.group(Part::Other, &mut select, outer)?;
        select.comparisons = comparisons;
        select.judge(outer)
    }

    /// Reads what stands in one pair of parentheses, and returns the comparisons that hold for all
    /// rows that get through it.
    fn group(
        &mut self,
        inherited: Part,
        select: &mut Select,
        outer: &HashSet<String>,
    ) -> Result<Vec<Comparison>, String> {
        let mut part = inherited;
        let mut sure = Vec::new();
        let mut maybe = Vec::new();
        let mut has_or = false;
        while let Some(word) = self.words.get(self.at).cloned() {
            let ends = matches!(word, Word::Sign(')' | ';'))
                || matches!(self.bare(self.at), Some("union" | "intersect" | "except"));
            if ends {
                break;
            }
            if let Some(next) = self.bare(self.at).and_then(part_of) {
                if !has_or {
                    sure.append(&mut maybe);
                }
                maybe.clear();
                has_or = false;
                part = next;
            }
            has_or |= self.bare(self.at) == Some("or");
            match word {
                Word::Sign('(') => maybe.extend(self.parenthesis(part, select, outer)?),
                Word::Sign('=') if part == Part::Conditions => maybe.extend(self.equals()),
                Word::Sign(',') if part == Part::Tables => self.table(select),
                Word::Bare(keyword) => self.keyword(&keyword, part, select, &mut maybe)?,
                _ => {}
            }
            self.at += 1;
        }
        if !has_or {
            sure.append(&mut maybe);
        }
        Ok(sure)
    }

    /// Reads a parenthesis up to its end, on which it stops: a select of its own, or a group.
    fn parenthesis(
        &mut self,
        part: Part,
        select: &mut Select,
        outer: &HashSet<String>,
    ) -> Result<Vec<Comparison>, String> {
        let negated = self.at > 0 && self.bare(self.at - 1) == Some("not");
        self.at += 1;
        let selects = ["select", "with", "insert", "update", "delete"];
        if !self
            .bare(self.at)
            .is_some_and(|word| selects.contains(&word))
        {
            let held = self.group(part, select, outer)?;
            return Ok(if negated { Vec::new() } else { held });
        }
        let mut around = outer.clone();
        around.extend(select.tables.iter().map(|(_, alias)| alias.clone()));
        loop {
            self.select(&around)?;
            if self.at >= self.words.len() || self.is_sign(self.at, ')') {
                return Ok(Vec::new());
            }
            self.at += 1;
        }
    }

    fn keyword(
        &mut self,
        keyword: &str,
        part: Part,
        select: &mut Select,
        maybe: &mut Vec<Comparison>,
    ) -> Result<(), String> {
        match keyword {
            "from" | "join" | "update" | "using" => self.table(select),
            "into" => return self.insert(),
            "in" if part == Part::Conditions => {
                maybe.extend(self.column_before(self.at).map(|column| (column, None)));
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes the table behind this word, if one of ours is there.
    fn table(&mut self, select: &mut Select) {
        let mut at = self.at + 1;
        if self.bare(at) == Some("only") {
            at += 1;
        }
        if self.is_sign(at + 1, '.') {
            at += 2;
        }
        let Some(table) = self.name(at).map(str::to_owned) else {
            return;
        };
        if key_of(&table).is_none() {
            return;
        }
        let behind = at + 1 + usize::from(self.bare(at + 1) == Some("as"));
        let alias = match self.words.get(behind) {
            Some(Word::Name(alias)) => alias.clone(),
            Some(Word::Bare(alias)) if !KEYWORDS.contains(&alias.as_str()) => alias.clone(),
            _ => table.clone(),
        };
        select.tables.push((table, alias));
        self.at = at;
    }

    /// An insert names the legal entity among its columns.
    fn insert(&mut self) -> Result<(), String> {
        let Some(table) = self.name(self.at + 1).map(str::to_owned) else {
            return Ok(());
        };
        let Some(key) = key_of(&table) else {
            return Ok(());
        };
        let mut at = self.at + 2;
        if !self.is_sign(at, '(') {
            return Err(format!("an insert into {table} lists no columns"));
        }
        let mut has_key = false;
        while at < self.words.len() && !self.is_sign(at, ')') {
            has_key |= self.name(at) == Some(key);
            at += 1;
        }
        self.at = at;
        if has_key {
            Ok(())
        } else {
            Err(format!("an insert into {table} does not give {key}"))
        }
    }

    /// The comparisons that an equals sign makes.
    fn equals(&self) -> Vec<Comparison> {
        // `<=`, `>=` and `!=` are no equality.
        if self.at == 0
            || ['<', '>', '!']
                .iter()
                .any(|sign| self.is_sign(self.at - 1, *sign))
        {
            return Vec::new();
        }
        let left = self.column_before(self.at);
        let right = self.column_after(self.at);
        match (left, right) {
            (Some(left), Some(right)) => {
                vec![(left.clone(), Some(right.clone())), (right, Some(left))]
            }
            (Some(column), None) | (None, Some(column)) => vec![(column, None)],
            (None, None) => Vec::new(),
        }
    }

    fn column_before(&self, at: usize) -> Option<Column> {
        let at = at.checked_sub(1)?;
        let column = self.name(at)?.to_owned();
        let qualified = at >= 2 && self.is_sign(at - 1, '.');
        let alias = if qualified {
            Some(self.name(at - 2)?.to_owned())
        } else {
            None
        };
        Some((alias, column))
    }

    fn column_after(&self, at: usize) -> Option<Column> {
        let name = self.name(at + 1)?.to_owned();
        if self.is_sign(at + 2, '.') {
            return Some((Some(name), self.name(at + 3)?.to_owned()));
        }
        // A function: a value, as far as this goes.
        (!self.is_sign(at + 2, '(')).then_some((None, name))
    }
}

impl Select {
    /// Every table has to be compared with a value, or with a table that is, or with one of an
    /// outer select, which is judged there.
    fn judge(&self, outer: &HashSet<String>) -> Result<(), String> {
        let mut named: HashSet<&str> = HashSet::new();
        loop {
            let n_before = named.len();
            for (table, alias) in &self.tables {
                let Some(key) = key_of(table) else { continue };
                let is_key = |column: &Column| {
                    column.1 == key
                        && match &column.0 {
                            Some(qualifier) => qualifier == alias,
                            None => self.tables.len() == 1,
                        }
                };
                let is_known = |other: &Column| {
                    let alias = other.0.as_deref().unwrap_or_default();
                    let is_key = ["legal_entity_id", "id"].contains(&other.1.as_str());
                    let is_ours = self.tables.iter().any(|(_, ours)| ours == alias);
                    is_key && (named.contains(alias) || (!is_ours && outer.contains(alias)))
                };
                let holds = self
                    .comparisons
                    .iter()
                    .any(|(column, other)| is_key(column) && other.as_ref().is_none_or(is_known));
                if holds {
                    named.insert(alias);
                }
            }
            if named.len() == n_before {
                break;
            }
        }
        match self
            .tables
            .iter()
            .find(|(_, alias)| !named.contains(alias.as_str()))
        {
            None => Ok(()),
            Some((table, alias)) => Err(format!("{table} (as {alias})")),
        }
    }
}

fn part_of(keyword: &str) -> Option<Part> {
    match keyword {
        "from" | "join" | "using" => Some(Part::Tables),
        "where" | "on" => Some(Part::Conditions),
        "select" | "set" | "group" | "order" | "having" | "limit" | "returning" | "values"
        | "do" | "for" => Some(Part::Other),
        _ => None,
    }
}

/// What can stand behind a table and is no alias of it.
const KEYWORDS: &[&str] = &[
    "as",
    "cross",
    "for",
    "full",
    "group",
    "having",
    "inner",
    "join",
    "left",
    "limit",
    "natural",
    "offset",
    "on",
    "order",
    "returning",
    "right",
    "select",
    "set",
    "union",
    "using",
    "values",
    "where",
];

//! Texts and values with something wrong in them.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// What parsers trip over.
const ODD: &[&str] = &[
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "\u{FFFF}",
    "\u{1F4A5}",
    "e\u{301}",
    "\\",
    "\\u0000",
    "\\ud800",
    "\\\"",
    "\"",
    "\"\"\"",
    "'",
    "#",
    "...",
    "...F",
    "fragment F on Query { ...F }",
    "@skip(if: true)",
    "@include(if: $x)",
    "@deprecated",
    "$x: Int! = null",
    "__schema { types { name } }",
    "__typename",
    "query",
    "mutation",
    "subscription",
    "1e999",
    "-0",
    "99999999999999999999",
    "0.1234567890123456789012345678901",
    "2147483648",
    "NaN",
    "null",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ",",
    ":",
    "!",
    "=",
    "|",
    "\r",
    "\n",
    "\r\n",
    "\t",
    " ",
    ".",
];

/// What is opened and not closed.
const OPEN: &[&str] = &["{", "[", "(", "{ a", "[[", "{\"a\":", "\"", "{\"a\":["];

/// Values that are nearly right, or right and large.
const STRANGE: &[&str] = &[
    "",
    " ",
    "\0",
    "0",
    "-0",
    "-0.00",
    "+1",
    "1.",
    ".1",
    "--1",
    "1e5",
    "0x10",
    "1_000",
    "\u{0663}",
    "NaN",
    "Infinity",
    "0.0000000000000000000000000001",
    "79228162514264337593543950335",
    "-79228162514264337593543950336",
    "99999999999999999999999999999999999999.99",
    "922337203685.4775807",
    "2026-02-30",
    "2026-6-1",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "+262142-12-31",
    "-262143-01-01",
    "2026-06-15T12:00:00Z",
    "2026-06-15T24:00:00+99:99",
    "' OR 1=1 --",
    "%",
    "_",
    "\u{FFFF}",
    "VmVuZG9yOg",
    "VmVuZG9yOjAxOWFiM2M0LTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMQ",
    "OjAxOWFiM2M0",
];

/// A change of a text.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Cut(Index, usize),
    Repeat(Index, usize, usize),
    Swap(Index, Index),
    Insert(Index, String),
}

pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let at = any::<Index>;
    let odd = prop_oneof![
        4 => select(ODD).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => any::<char>().prop_map(String::from),
        1 => (select(OPEN), select(&[2_usize, 60, 3_000][..])).prop_map(|(o, n)| o.repeat(n)),
    ];
    let edit = prop_oneof![
        (at(), 1..40_usize).prop_map(|(at, n)| Edit::Cut(at, n)),
        (at(), 1..40_usize, 1..40_usize).prop_map(|(at, n, times)| Edit::Repeat(at, n, times)),
        (at(), at()).prop_map(|(one, other)| Edit::Swap(one, other)),
        (at(), odd).prop_map(|(at, text)| Edit::Insert(at, text)),
    ];
    vec(edit, 0..4)
}

pub(crate) fn edited(text: &str, edits: &[Edit]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for edit in edits {
        let n = chars.len();
        let place = |at: &Index| at.index(n + 1);
        match edit {
            Edit::Cut(at, length) => {
                let from = place(at);
                chars.drain(from..n.min(from + length));
            }
            Edit::Repeat(at, length, times) => {
                let from = place(at);
                let piece = chars[from..n.min(from + length)].repeat(*times);
                chars.splice(from..from, piece);
            }
            Edit::Swap(one, other) if n > 0 => chars.swap(one.index(n), other.index(n)),
            Edit::Swap(..) => {}
            Edit::Insert(at, text) => {
                let from = place(at);
                chars.splice(from..from, text.chars());
            }
        }
    }
    chars.into_iter().collect()
}

/// The bytes of a text, one of which is another where that is wanted.
pub(crate) fn bytes(text: String, other: Option<(Index, u8)>) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    if let Some((at, byte)) = other.filter(|_| !bytes.is_empty()) {
        *at.get_mut(&mut bytes) = byte;
    }
    bytes
}

pub(crate) fn other_byte() -> impl Strategy<Value = Option<(Index, u8)>> {
    prop_oneof![2 => Just(None), 1 => any::<(Index, u8)>().prop_map(Some)]
}

/// A JSON value that is hardly what is asked for.
pub(crate) fn strange() -> impl Strategy<Value = Value> {
    const KEYS: &[&str] = &[
        "eq", "in", "gte", "lte", "isNull", "contains", "not", "and", "or", "id", "number", "",
    ];
    let leaf = prop_oneof![
        6 => select(STRANGE).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => "\\PC{0,20}".prop_map(Value::from),
        1 => "[-+]?[0-9]{1,40}([.][0-9]{0,40})?([eE][-+]?[0-9]{1,3})?".prop_map(Value::from),
        1 => "[-+]?[0-9]{1,6}-[0-9]{1,2}-[0-9]{1,2}".prop_map(Value::from),
    ]
    .boxed();
    let nested = leaf.clone().prop_recursive(4, 24, 4, |inner| {
        let object = btree_map(select(KEYS), inner.clone(), 0..3);
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::from),
            object.prop_map(|fields| json!(fields)),
        ]
    });
    prop_oneof![2 => leaf, 1 => nested]
}

/// A JSON value in which one value is another.
pub(crate) fn altered(mut json: Value, at: Index, new: Value) -> Value {
    fn pointers(json: &Value, way: &str, all: &mut Vec<String>) {
        all.push(way.to_owned());
        match json {
            Value::Array(list) => {
                for (n, one) in list.iter().enumerate() {
                    pointers(one, &format!("{way}/{n}"), all);
                }
            }
            Value::Object(fields) => {
                for (name, one) in fields {
                    pointers(one, &format!("{way}/{name}"), all);
                }
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    pointers(&json, "", &mut all);
    let place = json
        .pointer_mut(&all[at.index(all.len())])
        .expect("a value is there");
    *place = new;
    json
}

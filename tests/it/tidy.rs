//! The law of rooms and the small habits, read from the files themselves.
//!
//! Rust lets modules of one crate use each other in circles, so the compiler does not hold the
//! floors apart; these tests do. A rule that finds nothing to check fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder and what its code must not say.
struct Room {
    folder: &'static str,
    must_not_say: &'static [&'static str],
    /// What is no offence although a forbidden word is in it.
    may_say: &'static [&'static str],
}

const ROOMS: &[Room] = &[
    Room {
        folder: "src/http",
        must_not_say: &["sea_orm", "entity::", "domain"],
        may_say: &["entity::ids"],
    },
    Room {
        folder: "src/observe",
        must_not_say: &["actix_web", "async_graphql", "sea_orm", "entity::"],
        may_say: &[],
    },
    Room {
        folder: "src/auth",
        must_not_say: &["actix_web", "async_graphql", "sea_orm"],
        may_say: &[],
    },
    Room {
        folder: "src/tenancy",
        must_not_say: &["usecase", "graphql"],
        may_say: &[],
    },
    Room {
        folder: "src/graphql",
        must_not_say: &["actix_web", "sea_orm", "begin", "commit"],
        may_say: &[],
    },
    Room {
        folder: "src/usecase",
        must_not_say: &["async_graphql", "actix_web", "now()", "now_v7"],
        may_say: &[],
    },
    Room {
        folder: "src/domain",
        must_not_say: &[
            ".await", "sea_orm", "now()", "now_v7", "f32", "f64", "to_f32", "to_f64", "from_f32",
            "from_f64",
        ],
        may_say: &[],
    },
    Room {
        folder: "entity/src",
        must_not_say: &["async_graphql", "actix_web"],
        may_say: &[],
    },
    Room {
        folder: "migration/src",
        must_not_say: &["entity::", "use entity"],
        may_say: &[],
    },
];

/// Files that may say a forbidden word: file, word, reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[];

/// Nouns of `usecase` from high to low: an act uses its own noun's acts and those after it.
const NOUNS: &[&str] = &[
    "invoice",
    "receipt",
    "order",
    "agreement",
    "ledger",
    "history",
];

/// Where the product's Rust code is, tests included.
const CODE: &[&str] = &["src", "entity", "migration", "tests"];

const LINES_MAX: usize = 500;
const COLUMNS_MAX: usize = 100;

#[test]
fn no_room_says_what_it_must_not_know() {
    let mut offences = Vec::new();
    let mut used = BTreeSet::new();
    for room in ROOMS {
        let files = room_files(room.folder);
        assert!(
            !files.is_empty(),
            "{} is empty, so its rule checks nothing",
            room.folder
        );
        for file in &files {
            for (n, line) in code_lines(&file.text) {
                let line = room.may_say.iter().fold(line, |line, harmless| {
                    // Blanked only where the harmless words end, not in `entity::ids_of`.
                    if says(&line, harmless) {
                        line.replace(harmless, " ")
                    } else {
                        line
                    }
                });
                for word in room.must_not_say.iter().filter(|word| says(&line, word)) {
                    let exception = EXCEPTIONS
                        .iter()
                        .position(|(at, said, _)| at == &file.name && said == word);
                    match exception {
                        Some(exception) => drop(used.insert(exception)),
                        None => offences.push(format!("{}:{n}: `{word}`", file.name)),
                    }
                }
            }
        }
    }
    assert!(
        offences.is_empty(),
        "what a room must not say:\n{}",
        offences.join("\n")
    );
    assert_eq!(
        used.len(),
        EXCEPTIONS.len(),
        "an exception is no longer needed; used: {used:?}"
    );
}

#[test]
fn no_act_uses_the_acts_of_a_higher_noun() {
    let mut offences = Vec::new();
    for (rank, noun) in NOUNS.iter().enumerate() {
        for file in room_files(&format!("src/usecase/{noun}")) {
            for (n, line) in code_lines(&file.text) {
                for higher in NOUNS.iter().take(rank) {
                    if says(&line, &format!("usecase::{higher}")) {
                        offences.push(format!("{}:{n}: `{higher}`", file.name));
                    }
                }
            }
        }
    }
    assert!(
        offences.is_empty(),
        "lower nouns only ({NOUNS:?}):\n{}",
        offences.join("\n")
    );
}

#[test]
fn the_migrations_do_not_depend_on_the_entities() {
    let manifest = read(&root().join("migration/Cargo.toml"));
    let depends = manifest.lines().any(|line| line.starts_with("entity"));
    assert!(
        !depends,
        "migration/Cargo.toml names entity; migrations are history"
    );
}

#[test]
fn every_mutation_is_an_act_of_its_own_file() {
    let missing: Vec<String> = mutations()
        .iter()
        .filter(|mutation| !has_file("src/usecase", mutation))
        .map(|mutation| format!("{mutation}: no src/usecase/<noun>/<verb>.rs"))
        .collect();
    assert!(
        missing.is_empty(),
        "mutations without an act:\n{}",
        missing.join("\n")
    );
}

#[test]
fn every_mutation_has_a_test_file_or_is_listed_as_untested() {
    let mutations = mutations();
    let list = read(&root().join("tests/it/untested_mutations.txt"));
    let untested: BTreeSet<&str> = list
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();

    let mut offences = Vec::new();
    for mutation in &mutations {
        match (
            has_file("tests/it", mutation),
            untested.contains(mutation.as_str()),
        ) {
            (false, false) => offences.push(format!("{mutation}: no tests/it/<noun>/<verb>.rs")),
            (true, true) => {
                offences.push(format!("{mutation}: has its test; take it off the list"))
            }
            (true, false) | (false, true) => {}
        }
    }
    for name in untested.iter().filter(|name| !mutations.contains(**name)) {
        offences.push(format!("{name}: listed as untested, but is no mutation"));
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

#[test]
fn every_file_is_a_module_of_its_folder() {
    let orphans: Vec<String> = code_files()
        .iter()
        .filter(|file| !is_declared(&root().join(&file.name)))
        .map(|file| {
            format!(
                "{}: no `mod` line names it, so it is not compiled",
                file.name
            )
        })
        .collect();
    assert!(orphans.is_empty(), "{}", orphans.join("\n"));
}

#[test]
fn no_source_file_is_longer_than_its_limit() {
    let is_test = |name: &str| {
        name.split('/')
            .any(|part| part == "tests" || part == "tests.rs")
    };
    let long: Vec<String> = code_files()
        .iter()
        .filter(|file| !is_test(&file.name))
        .map(|file| (file.text.lines().count(), &file.name))
        .filter(|(n_lines, _)| *n_lines > LINES_MAX)
        .map(|(n_lines, name)| format!("{name}: {n_lines} lines"))
        .collect();
    assert!(
        long.is_empty(),
        "longer than {LINES_MAX} lines:\n{}",
        long.join("\n")
    );
}

#[test]
fn no_line_is_wider_than_its_limit() {
    // Nobody can break an address.
    let wide =
        offending_lines(|line| line.chars().count() > COLUMNS_MAX && !line.contains("https://"));
    assert!(
        wide.is_empty(),
        "wider than {COLUMNS_MAX} columns:\n{}",
        wide.join("\n")
    );
}

#[test]
fn no_test_is_ignored() {
    // Written apart, so that this file does not say it.
    let attribute = concat!("#[", "ignore");
    let ignored = offending_lines(|line| line.trim_start().starts_with(attribute));
    assert!(
        ignored.is_empty(),
        "a test that is not run is deleted:\n{}",
        ignored.join("\n")
    );
}

#[test]
fn every_note_of_things_to_do_names_its_owner() {
    let note = concat!("TO", "DO");
    let ownerless = offending_lines(|line| {
        line.match_indices(note).any(|(at, _)| {
            let after = line.get(at + note.len()..).unwrap_or_default();
            let owner = after
                .strip_prefix('(')
                .and_then(|after| after.split_once(')'));
            let is_word = !is_name(line.get(..at).unwrap_or_default().chars().next_back())
                && !is_name(after.chars().next());
            is_word && owner.is_none_or(|(owner, _)| owner.trim().is_empty())
        })
    });
    assert!(
        ownerless.is_empty(),
        "write {note}(name):\n{}",
        ownerless.join("\n")
    );
}

#[test]
fn a_word_is_found_as_a_word_only() {
    assert!(says("tx.commit().await?", "commit"));
    assert!(says("tx.commit().await?", ".await"));
    assert!(says("Utc::now()", "now()"));
    assert!(says("use entity::agreement;", "entity::"));
    assert!(!says("let commitment = 1;", "commit"));
    assert!(!says("legal_entity::Model", "entity::"));
    assert!(!says("x.awaited", ".await"));
    let code: Vec<_> = code_lines("//! commit\nrun(); // commit\n    /// commit\n").collect();
    assert_eq!(code, [(2, "run();".to_owned())]);
}

#[test]
fn mutations_are_read_whatever_form_their_fields_have() {
    let sdl = "
type Mutation {
\t\"\"\"
\tDraws: no(field): here
\t\"\"\"
\tagreementRelease(
\t\t\"\"\"
\t\tdoc: of an argument
\t\t\"\"\"
\t\tinput: Ask!
\t): Payload!
\t\"one line: of text\"
\tpurchaseOrderCancel(id: ID!, why: String = \"a) b\"): Payload! @deprecated(reason: \"x: (y\")
\tping: Boolean!
}
type MutationLike {
\tnot: Int
}
";
    let read: Vec<String> = mutations_of(sdl).into_iter().collect();
    assert_eq!(read, ["agreementRelease", "ping", "purchaseOrderCancel"]);
    let splits: Vec<_> = noun_verbs("purchaseOrderCancel");
    let expected = [("purchase", "order_cancel"), ("purchase_order", "cancel")];
    assert_eq!(
        splits,
        expected.map(|(noun, verb)| (noun.to_owned(), verb.to_owned()))
    );
}

struct File {
    /// From the root of the repository, with `/`.
    name: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files of a folder and all below; none when it is not there.
fn files_below(folder: &str) -> Vec<File> {
    let mut folders = vec![root().join(folder)];
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten() {
            let path = entry
                .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
                .path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| File {
            name: name_of(&path),
            text: read(&path),
        })
        .collect()
}

/// A room is a folder, or one file as long as it is small.
fn room_files(folder: &str) -> Vec<File> {
    let mut files = files_below(folder);
    let alone = root().join(folder).with_extension("rs");
    if alone.is_file() {
        files.push(File {
            name: name_of(&alone),
            text: read(&alone),
        });
    }
    files
}

fn code_files() -> Vec<File> {
    let files: Vec<File> = CODE.iter().flat_map(|folder| files_below(folder)).collect();
    assert!(!files.is_empty(), "no code in {CODE:?}");
    files
}

fn name_of(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// Lines with their numbers, without what is a comment.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, String)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| {
            (
                at + 1,
                line.split(" // ").next().unwrap_or_default().to_owned(),
            )
        })
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn offending_lines(is_offence: impl Fn(&str) -> bool) -> Vec<String> {
    let mut offences = Vec::new();
    for file in code_files() {
        for (at, line) in file
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| is_offence(line))
        {
            offences.push(format!("{}:{}: {}", file.name, at + 1, line.trim()));
        }
    }
    offences
}

/// Whether a line has the word, not only as a part of a longer name.
fn says(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default().chars().next_back();
        let after = line
            .get(at + word.len()..)
            .unwrap_or_default()
            .chars()
            .next();
        let joins_before = is_name(word.chars().next()) && is_name(before);
        let joins_after = is_name(word.chars().next_back()) && is_name(after);
        !joins_before && !joins_after
    })
}

fn is_name(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter == '_' || letter.is_alphanumeric())
}

/// Whether the module file above a file has the `mod` line that makes it part of the build.
fn is_declared(path: &Path) -> bool {
    let stem = |path: &Path| {
        path.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let folder = path.parent().unwrap_or(root());
    // A crate's root needs no line, and `tests/it/main.rs` is one.
    let is_root = |name: &str| ["lib", "main", "build"].contains(&name);
    let (name, above) = match stem(path).as_str() {
        name if is_root(name) => return true,
        "mod" => (stem(folder), folder.parent().unwrap_or(root())),
        name => (name.to_owned(), folder),
    };
    let beside: PathBuf = above.with_extension("rs");
    let parents = ["mod.rs", "lib.rs", "main.rs"].map(|parent| above.join(parent));
    parents
        .iter()
        .chain([&beside])
        .filter(|parent| parent.is_file())
        .any(|parent| {
            code_lines(&read(parent)).any(|(_, line)| {
                says(&line, &format!("mod {name};")) || says(&line, &format!("mod r#{name};"))
            })
        })
}

/// The mutations of the committed schema.
fn mutations() -> BTreeSet<String> {
    let mutations = mutations_of(&read(&root().join("schema.graphql")));
    assert!(
        !mutations.is_empty(),
        "schema.graphql has no mutation, so nothing is checked"
    );
    mutations
}

/// The fields of `type Mutation` or `type MutationRoot`.
fn mutations_of(sdl: &str) -> BTreeSet<String> {
    let sdl = without_strings(sdl);
    let mut lines = sdl.lines().skip_while(|line| {
        !["type Mutation ", "type MutationRoot "]
            .iter()
            .any(|head| line.starts_with(head))
    });
    lines.next();

    let mut names = BTreeSet::new();
    let mut n_open = 0_usize;
    for line in lines {
        if n_open == 0 {
            let line = line.trim_start();
            if line.starts_with('}') {
                break;
            }
            let end = line
                .find(|letter| !is_name(Some(letter)))
                .unwrap_or(line.len());
            let (name, after) = line.split_at(end);
            if !name.is_empty() && after.trim_start().starts_with(['(', ':']) {
                names.insert(name.to_owned());
            }
        }
        n_open += line.matches('(').count();
        n_open = n_open.saturating_sub(line.matches(')').count());
    }
    names
}

/// A schema without the text of its strings and descriptions, which may look like anything.
fn without_strings(sdl: &str) -> String {
    // Blocks first: what is between an even and an odd mark is outside them.
    let outside: String = sdl.split("\"\"\"").step_by(2).collect();
    let one_line = |line: &str| {
        line.replace("\\\"", "")
            .split('"')
            .step_by(2)
            .collect::<String>()
    };
    outside.lines().map(|line| one_line(line) + "\n").collect()
}

/// The places to cut a `nounVerb` name, as `noun` and `verb` in snake case.
fn noun_verbs(name: &str) -> Vec<(String, String)> {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    let cut = |(at, _)| {
        let (noun, verb) = snake.split_at(at);
        (noun.to_owned(), verb.trim_start_matches('_').to_owned())
    };
    snake.match_indices('_').map(cut).collect()
}

/// Whether `folder/<noun>/<verb>.rs` is there for some way to cut the name.
fn has_file(folder: &str, name: &str) -> bool {
    noun_verbs(name).iter().any(|(noun, verb)| {
        let verb = root().join(folder).join(noun).join(verb);
        verb.with_extension("rs").is_file() || verb.join("mod.rs").is_file()
    })
}

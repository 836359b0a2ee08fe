//! The program from outside: its commands, its settings, what it says when it cannot start.

mod api_key;
mod backup;
mod counts;
mod demo;
mod doctor;
mod files;
mod first;
mod import;
mod logged;
mod manual;
mod migrate;
mod quiet;
mod settings;
mod tenant;
mod traced;
mod troubles;
mod turned_away;

use std::path::Path;

use crate::harness::server::run;

/// The code that a command ends with, and all that it says.
fn ends(folder: &Path, args: &[&str]) -> (i32, String) {
    let output = run(folder, args);
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).expect("text");
    (output.status.code().expect("an exit code"), said)
}

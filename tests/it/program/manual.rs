//! Help, completions and manual pages: made from the command line, and so never behind it.

use expect_test::expect_file;

use crate::harness::server::{printed, run};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["serve"],
    &["migrate"],
    &["token"],
    &["keys"],
    &["api-key"],
    &["schema"],
    &["demo"],
    &["audit"],
    &["backup"],
    &["tenant"],
    &["import"],
    &["doctor"],
    &["config"],
    &["health"],
    &["completions"],
    &["man"],
];

/// Help without what has a test of its own: the table of settings.
fn help(folder: &std::path::Path, command: &[&str]) -> String {
    let mut args = command.to_vec();
    args.push("--help");
    let text = printed(folder, &args);
    let wide = text.lines().find(|line| line.chars().count() > 100);
    assert_eq!(wide, None, "{command:?}");
    let (before, after) = text.split_once("Settings:\n").unwrap_or((&text, ""));
    let examples = after.split_once("\nExamples:").map_or("", |(_, rest)| rest);
    let examples = match examples {
        "" => String::new(),
        rest => format!("Examples:{rest}"),
    };
    format!("$ avtal {}\n{before}{examples}", args.join(" "))
}

#[test]
fn each_command_says_what_it_is_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let all: Vec<String> = COMMANDS
        .iter()
        .map(|command| help(folder.path(), command))
        .collect();
    expect_file!["help.txt"].assert_eq(&all.join("\n"));
}

#[test]
fn every_command_has_its_help_in_the_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = printed(folder.path(), &["--help"]);
    let (_, commands) = text.split_once("Commands:\n").expect("there are commands");
    let names: Vec<&str> = commands
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 5, "{text}");
    for name in names {
        assert!(COMMANDS.contains(&[name].as_slice()), "{name}");
    }
}

#[test]
fn each_shell_gets_its_completions_and_they_know_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let text = printed(folder.path(), &["completions", shell]);
        for word in ["doctor", "config", "database-url-file", "listen"] {
            assert!(text.contains(word), "{shell}: {word}");
        }
    }
    let other = run(folder.path(), &["completions", "cmd"]);
    assert_eq!(other.status.code(), Some(64));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = printed(folder.path(), &["man"]);
    assert!(page.contains(".TH avtal 1"), "{page}");
    printed(folder.path(), &["man", "--dir", "man1"]);
    for name in COMMANDS.iter().filter_map(|command| command.first()) {
        let path = folder.path().join("man1").join(format!("avtal-{name}.1"));
        let page = std::fs::read_to_string(&path).expect("the page is there");
        assert!(page.contains(".SH NAME"), "{name}");
    }
}

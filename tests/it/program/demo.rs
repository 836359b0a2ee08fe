//! `avtal demo`: its folder is filled whole, or again from the beginning, and nobody else's is.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use crate::harness::server::program;
use crate::program::ends;

const DEMO: &[&str] = &["demo", "--dir", "demo", "--listen", "127.0.0.1:0"];

/// A demo that is being filled, killed with this.
struct Filling(Child);

impl Filling {
    /// Begins, and has made a part of it.
    fn begun(folder: &Path) -> Self {
        let child = program(DEMO)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut filling = Self(child.expect("the program starts"));
        let out = filling.0.stdout.take().expect("its output");
        let mut lines = BufReader::new(out).lines().map(|line| line.expect("text"));
        let founded = lines.find(|line| line.ends_with(" is founded"));
        assert!(founded.is_some(), "it ended before");
        filling
    }
}

impl Drop for Filling {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_demo_that_was_killed_while_it_was_filled_is_filled_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let first = Filling::begun(folder);
    let (code, said) = ends(folder, DEMO);
    assert_eq!(code, 75, "{said}");
    assert!(said.contains("is being filled already"), "{said}");
    drop(first);
    assert!(folder.join("demo/avtal.sqlite").exists());
    // The company could not be founded twice in one database.
    drop(Filling::begun(folder));
}

#[test]
fn a_folder_that_is_not_the_demos_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let path = folder.join("demo/avtal.sqlite");
    std::fs::create_dir(folder.join("demo")).expect("a folder");
    std::fs::write(&path, "mine").expect("a file");
    let (code, said) = ends(folder, DEMO);
    assert_eq!(code, 78, "{said}");
    assert!(
        said.contains("avtal: the folder is not the demo's"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "mine");
    let left = std::fs::read_dir(folder.join("demo")).expect("a folder");
    assert_eq!(left.count(), 1);
}

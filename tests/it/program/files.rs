//! Files that the program makes: only where that is its task, and for their owner alone.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::harness::server::printed;
use crate::program::ends;

fn mode(path: &Path) -> u32 {
    let meta = path.metadata();
    meta.expect("it is there").permissions().mode() & 0o777
}

#[test]
fn a_command_that_looks_at_a_database_makes_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    for args in [
        ["doctor"].as_slice(),
        &["audit", "verify"],
        &["audit", "head"],
        &["audit", "prune", "--before", "2026-01-01"],
        &["backup", "create", "copy"],
        &["backup", "verify"],
        &["migrate", "status"],
        &["migrate", "down"],
        &["tenant", "list"],
        &["api-key", "list", "--legal-entity", "A"],
        &["tenant", "export", "A", "a"],
        &["tenant", "delete", "A", "--yes", "A"],
    ] {
        let (code, said) = ends(
            folder,
            &[args, &["--database-url", "sqlite:new/avtal.sqlite"]].concat(),
        );
        assert_eq!(code, 78, "{args:?}: {said}");
        let left = std::fs::read_dir(folder).expect("a folder").count();
        assert_eq!(left, 0, "{args:?}: {said}");
    }
}

#[test]
fn what_the_program_makes_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    printed(folder, &["config", "init"]);
    assert_eq!(mode(&folder.join("avtal.toml")), 0o600);
    let migrate = ["migrate", "--database-url", "sqlite:one/a b.sqlite"];
    printed(folder, &migrate);
    assert_eq!(mode(&folder.join("one/a b.sqlite")), 0o600);
    let name = ["--name", "Acme AB", "--currency", "SEK"];
    let create = [
        "tenant",
        "create",
        "SE01",
        "--database-url",
        "sqlite:two.sqlite",
    ];
    printed(folder, &[create.as_slice(), &name].concat());
    assert_eq!(mode(&folder.join("two.sqlite")), 0o600);
}

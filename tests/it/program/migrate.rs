//! `avtal migrate`: steps are done for the asking, and taken back only by who says so twice.

use crate::harness::on_both;
use crate::harness::server::printed;
use crate::program::ends;

on_both! {
    async fn steps_are_taken_back_only_by_who_says_yes(db: TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        let migrate = |args: &[&'static str]| {
            [["migrate"].as_slice(), args, &["--database-url", db.url()]].concat()
        };
        let status = migrate(&["status"]);
        let before = printed(folder, &status);
        let last: Vec<&str> = before
            .lines()
            .rev()
            .take(2)
            .map(|line| line.strip_prefix("done     ").expect("all steps are done"))
            .collect();
        let (code, said) = ends(folder, &migrate(&["down", "--steps", "2"]));
        assert_eq!(code, 78, "{said}");
        assert!(said.contains(&format!("the tables of {}, {} would", last[0], last[1])), "{said}");
        assert!(said.contains("avtal migrate down --steps 2 --yes"), "{said}");
        assert_eq!(printed(folder, &status), before);
        let said = printed(folder, &migrate(&["down", "--steps", "2", "--yes"]));
        assert!(said.contains(&format!("not yet  {}", last[1])), "{said}");
        assert_eq!(printed(folder, &migrate(&["up"])), before);
    }
}

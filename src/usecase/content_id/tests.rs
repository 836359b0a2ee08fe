//! Ids from content are stored: they stay what they are.

use super::of;

#[test]
fn the_id_of_a_content_never_changes() {
    let id = of(&[b"one", b"two"]);
    assert_eq!(id.to_string(), "498df273-324b-8e20-9df8-61e314588ff2");
    assert_eq!(id.get_version_num(), 8);
}

#[test]
fn parts_do_not_run_together() {
    assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
    assert_ne!(of(&[b"a", b"b"]), of(&[b"b", b"a"]));
}

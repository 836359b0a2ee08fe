//! Trees, and rows that are none.

use super::*;
use crate::domain::fixtures::{id, tree};
use proptest::prelude::*;

#[test]
fn a_descendant_at_any_depth_is_within() {
    let tree = tree();
    assert!(tree.is_within(id(3), id(1)) && tree.is_within(id(3), id(3)));
    assert!(!tree.is_within(id(1), id(3)) && !tree.is_within(id(9), id(1)));
    assert_eq!((tree.depth(id(1)), tree.depth(id(3))), (0, 2));
    assert_eq!(tree.ancestors(id(3)), [id(2), id(1)]);
}

#[test]
fn a_category_below_itself_is_a_cycle() {
    let tree = tree();
    assert!(tree.would_cycle(id(1), id(3)) && tree.would_cycle(id(1), id(1)));
    assert!(!tree.would_cycle(id(3), id(9)));
}

proptest! {
    #[test]
    fn any_rows_end(
        rows in prop::collection::vec((0..6_u128, prop::option::of(0..6_u128)), 0..20),
    ) {
        let tree: CategoryTree =
            rows.iter().map(|(child, parent)| (id(*child), parent.map(id))).collect();
        for child in 0..6 {
            prop_assert!(tree.depth(id(child)) <= 6);
            prop_assert!(tree.is_within(id(child), id(child)));
        }
    }
}

//! Lines placed, changed, linked and unlinked (vectors A5, A7, A10, A12).

use super::*;
use crate::domain::commitment::Promise;
use crate::domain::fixtures::{
    agreement, amount, commitment, day, dec, demand, id, line_facts, listed, order, pieces_at_four,
    prices, quantity, terms, tree, typed_price, unit_price, value_of,
};
use crate::domain::pricing::PriceListEntry;
use entity::codes::UnitCode;
use entity::exact::Price;
use entity::kinds::{AgreementStatus, PriceSource};
use proptest::prelude::*;

const REJECT: LinkConflictPolicy = LinkConflictPolicy::Reject;
const POLICIES: [LinkConflictPolicy; 3] = [
    REJECT,
    LinkConflictPolicy::UnlinkAndReprice,
    LinkConflictPolicy::UnlinkKeepPrice,
];

fn violations(refusals: Vec<Refusal>) -> Vec<Violation> {
    refusals
        .into_iter()
        .map(|refusal| refusal.violation)
        .collect()
}

/// A line of so many pieces, linked to the commitment, whose balance it is in.
fn linked(number: &str, own: &mut Commitment, list: &[PriceListEntry]) -> Line {
    let (order, tree, own_list) = (order(), tree(), [own.clone()]);
    let facts = line_facts(&order, &own_list, prices(list, &tree));
    let placed = place(&facts, &demand(number), &Typed::default(), None).unwrap();
    own.used = own.used.add(&placed.buckets).unwrap();
    assert_eq!(placed.link, Some(own.id));
    fresh(&demand(number), placed.priced, placed.link)
}

/// Changes a linked line of so many pieces at 4.00, listed at 4.60.
fn edit(
    number: &str,
    shape: impl Fn(&mut Commitment, &mut Line, &mut Demand),
    typed: &Typed,
    policy: LinkConflictPolicy,
) -> Result<Changed, Vec<Violation>> {
    let (mut own, list) = (pieces_at_four(), [listed(1, "4.6")]);
    let mut line = linked(number, &mut own, &list);
    let mut wanted = line.demand.clone();
    shape(&mut own, &mut line, &mut wanted);
    let (order, tree, all) = (order(), tree(), [own]);
    let facts = line_facts(&order, &all, prices(&list, &tree));
    change(&facts, &line, &wanted, typed, policy).map_err(violations)
}

#[test]
fn a_new_line_is_linked_priced_and_counted() {
    let mut own = pieces_at_four();
    let line = linked("400", &mut own, &[]);
    assert_eq!(line.priced.net_amount, amount("1600"));
    assert_eq!(own.remaining(), dec("600"));
}

#[test]
fn a_line_that_fits_nowhere_stays_free_and_says_why() {
    let (order, tree, all, list) = (order(), tree(), [pieces_at_four()], [listed(1, "4.6")]);
    let facts = line_facts(&order, &all, prices(&list, &tree));
    let placed = place(&facts, &demand("1001"), &Typed::default(), None).unwrap();
    assert_eq!((placed.link, placed.buckets.is_zero()), (None, true));
    assert_eq!(placed.priced.price_source, PriceSource::TradeAgreement);
    assert_eq!(
        placed.trace,
        "agreement PA-1; line 10: only 1000 PCS of the commitment remain"
    );
}

#[test]
fn a5_a_fixed_price_refuses_and_shows_both_ways_out() {
    let fix = |own: &mut Commitment, _: &mut Line, _: &mut Demand| own.price_fixed = true;
    let found = edit("100", fix, &typed_price("4.1"), REJECT).unwrap_err();
    let [
        Violation::LinkConflict {
            reasons,
            reprice,
            keep_price,
        },
    ] = &found[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!(reasons[..], [Violation::PriceFixed]);
    assert_eq!(
        (reprice.unit_price, reprice.net_amount),
        (unit_price("4.6"), amount("460"))
    );
    assert_eq!(
        (keep_price.unit_price, keep_price.net_amount),
        (unit_price("4.1"), amount("410"))
    );
    assert_eq!(keep_price.remaining, dec("1000"));
}

#[test]
fn a5_both_ways_out_drop_the_link_and_give_back_what_it_held() {
    let fix = |own: &mut Commitment, _: &mut Line, _: &mut Demand| own.price_fixed = true;
    for (policy, net, source) in [
        (
            LinkConflictPolicy::UnlinkAndReprice,
            "460",
            PriceSource::TradeAgreement,
        ),
        (
            LinkConflictPolicy::UnlinkKeepPrice,
            "410",
            PriceSource::Typed,
        ),
    ] {
        let found = edit("100", fix, &typed_price("4.1"), policy).unwrap();
        assert_eq!(
            (found.line.link, found.line.priced.net_amount),
            (None, amount(net))
        );
        assert_eq!(found.line.priced.price_source, source);
        assert_eq!(found.moves[0].delta.released_quantity, quantity("-100"));
        assert_eq!(found.moves[0].delta.released_amount, amount("-400"));
    }
}

#[test]
fn a_free_price_may_be_typed_and_the_link_stays() {
    let found = edit("100", |_, _, _| (), &typed_price("4.1"), REJECT).unwrap();
    assert!(found.line.link.is_some());
    assert_eq!(found.line.priced.net_amount, amount("410"));
    assert_eq!(found.moves[0].delta.released_amount, amount("10"));
    assert!(found.moves[0].delta.released_quantity.is_zero());
}

#[test]
fn a1_a_line_may_be_raised_to_the_limit_and_not_beyond() {
    let raise = |to: &'static str| {
        move |own: &mut Commitment, _: &mut Line, wanted: &mut Demand| {
            own.used.received_quantity = quantity("400");
            wanted.quantity = quantity(to);
        }
    };
    let found = edit("250", raise("600"), &Typed::default(), REJECT).unwrap();
    assert_eq!(found.line.priced.net_amount, amount("2400"));
    let found = edit("250", raise("601"), &Typed::default(), REJECT).unwrap_err();
    assert!(matches!(found[..], [Violation::LinkConflict { .. }]));
}

#[test]
fn a_delivery_day_outside_the_validity_is_refused_under_every_policy() {
    let late =
        |_: &mut Commitment, _: &mut Line, d: &mut Demand| d.delivery_date = day("2027-01-01");
    for policy in [
        REJECT,
        LinkConflictPolicy::UnlinkAndReprice,
        LinkConflictPolicy::UnlinkKeepPrice,
    ] {
        let found = edit("100", late, &Typed::default(), policy).unwrap_err();
        assert!(matches!(
            found[..],
            [Violation::DeliveryDateOutsideValidity { .. }]
        ));
    }
}

#[test]
fn another_unit_or_a_named_dimension_breaks_the_link_of_a_free_price() {
    let unit =
        |_: &mut Commitment, _: &mut Line, d: &mut Demand| d.unit = UnitCode("BOX".to_owned());
    assert!(edit("100", unit, &Typed::default(), REJECT).is_err());
    let named = |own: &mut Commitment, line: &mut Line, d: &mut Demand| {
        own.site = Some(id(1));
        line.demand.site = Some(id(1));
        d.site = Some(id(2));
    };
    assert!(edit("100", named, &Typed::default(), REJECT).is_err());
    let free = |_: &mut Commitment, _: &mut Line, d: &mut Demand| d.site = Some(id(2));
    assert!(
        edit("100", free, &Typed::default(), REJECT)
            .unwrap()
            .line
            .link
            .is_some()
    );
}

#[test]
fn a_quantity_below_what_arrived_or_was_cancelled_is_refused() {
    let arrived = |_: &mut Commitment, line: &mut Line, d: &mut Demand| {
        line.received = quantity("30");
        line.cancelled = quantity("20");
        d.quantity = quantity("49");
    };
    let found = edit("100", arrived, &Typed::default(), REJECT).unwrap_err();
    assert_eq!(
        found,
        [Violation::BelowReceived {
            received: quantity("50")
        }]
    );
}

#[test]
fn a10_a_linked_line_keeps_its_price_when_the_agreement_changes() {
    let (mut own, tree) = (pieces_at_four(), tree());
    let line = linked("100", &mut own, &[]);
    let Promise::ProductQuantity { terms, .. } = &mut own.promise else {
        panic!("{own:?}")
    };
    terms.unit_price = unit_price("3.9");
    let (mut order, mut all) = (order(), [own]);
    if let Some(agreement) = &mut order.agreement {
        agreement.version = 2;
    }
    let mut wanted = line.demand.clone();
    wanted.quantity = quantity("200");
    let facts = line_facts(&order, &all, prices(&[], &tree));
    let found = change(&facts, &line, &wanted, &Typed::default(), REJECT).unwrap();
    assert_eq!(found.line.priced.net_amount, amount("800"));
    assert_eq!(found.line.priced.agreement_version, 1);
    all[0].price_fixed = true;
    let facts = line_facts(&order, &all, prices(&[], &tree));
    assert!(
        change(&facts, &line, &wanted, &Typed::default(), REJECT).is_err(),
        "Q21: re-checked"
    );
}

#[test]
fn a_closed_agreement_keeps_its_lines_and_gives_no_more() {
    let (mut own, tree, mut order) = (pieces_at_four(), tree(), order());
    let line = linked("100", &mut own, &[]);
    if let Some(agreement) = &mut order.agreement {
        agreement.status = AgreementStatus::Closed;
    }
    let all = [own];
    let facts = line_facts(&order, &all, prices(&[], &tree));
    let mut wanted = line.demand.clone();
    wanted.quantity = quantity("90");
    assert!(change(&facts, &line, &wanted, &Typed::default(), REJECT).is_ok());
    wanted.quantity = quantity("110");
    assert!(change(&facts, &line, &wanted, &Typed::default(), REJECT).is_err());
}

#[test]
fn an_unlinked_line_is_priced_anew_unless_its_price_was_typed() {
    let (order, tree) = (order(), tree());
    let many = PriceListEntry {
        quantity_min: quantity("100"),
        ..listed(2, "4")
    };
    let list = [listed(1, "4.6"), many];
    let facts = line_facts(&order, &[], prices(&list, &tree));
    for (typed, net) in [(Typed::default(), "400"), (typed_price("5"), "500")] {
        let placed = place(&facts, &demand("10"), &typed, None).unwrap();
        let line = fresh(&demand("10"), placed.priced, None);
        let found = change(&facts, &line, &demand("100"), &Typed::default(), REJECT).unwrap();
        assert_eq!(found.line.priced.net_amount, amount(net));
        let facts = line_facts(&order, &[], prices(&[], &tree));
        let same = change(&facts, &line, &demand("10"), &Typed::default(), REJECT).unwrap();
        assert_eq!(same.line, line, "an edit of nothing changes nothing");
    }
}

#[test]
fn linking_copies_the_commitment_over_a_typed_price_and_unlinking_gives_back() {
    let (order, tree, all, list) = (order(), tree(), [pieces_at_four()], [listed(1, "4.6")]);
    let free = line_facts(&order, &[], prices(&list, &tree));
    let placed = place(&free, &demand("10"), &typed_price("5"), None).unwrap();
    let line = fresh(&demand("10"), placed.priced, None);
    let facts = line_facts(&order, &all, prices(&list, &tree));
    let found = link(&facts, &line, None).unwrap();
    assert_eq!(
        (found.line.link, found.line.priced.net_amount),
        (Some(all[0].id), amount("40"))
    );
    assert_eq!(
        violations(link(&facts, &found.line, None).unwrap_err()),
        [Violation::AlreadyLinked]
    );
    assert_eq!(
        violations(link(&facts, &line, Some(id(99))).unwrap_err()),
        [Violation::NotFound]
    );
    for (price, net) in [
        (PriceAfterUnlink::Reprice, "46"),
        (PriceAfterUnlink::Keep, "40"),
    ] {
        let back = unlink(&facts, &found.line, price, false).unwrap();
        assert_eq!(
            (back.line.link, back.line.priced.net_amount),
            (None, amount(net))
        );
        assert_eq!(
            back.moves[0].delta.add(&found.moves[0].delta),
            Ok(Buckets::default())
        );
    }
    let mut invoiced = found.line;
    invoiced.invoiced = quantity("1");
    let refused = unlink(&facts, &invoiced, PriceAfterUnlink::Keep, false).unwrap_err();
    assert_eq!(violations(refused), [Violation::AlreadyReceived]);
    assert!(unlink(&facts, &invoiced, PriceAfterUnlink::Keep, true).is_ok());
}

#[test]
fn a7_release_amounts_warn_or_block() {
    let (order, tree, mut own) = (order(), tree(), pieces_at_four());
    own.release_amount_min = amount("500");
    let all = [own];
    let mut facts = line_facts(&order, &all, prices(&[], &tree));
    let placed = place(&facts, &demand("80"), &Typed::default(), None).unwrap();
    assert!(matches!(
        placed.warnings[..],
        [Violation::ReleaseAmountBelowMinimum { .. }]
    ));
    facts.release_amounts = ReleaseAmountViolation::Block;
    let refused = violations(place(&facts, &demand("80"), &Typed::default(), None).unwrap_err());
    assert!(matches!(
        refused[..],
        [Violation::ReleaseAmountBelowMinimum { .. }]
    ));
}

proptest! {
    #[test]
    fn no_sequence_of_edits_draws_more_than_an_enforced_maximum(
        steps in prop::collection::vec((0..3_usize, 1..900_i64, 0..3_usize, 1..9_i64), 1..20),
    ) {
        let (order, tree, list, mut own) = (order(), tree(), [listed(1, "4.6")], pieces_at_four());
        let mut lines: Vec<Line> = Vec::new();
        for (at, number, policy, price) in steps {
            let mut wanted = demand("1");
            wanted.quantity = Quantity::from_steps(number * 1_000_000);
            let all = [own.clone()];
            let facts = line_facts(&order, &all, prices(&list, &tree));
            if let Some(line) = lines.get_mut(at) {
                let policy = POLICIES[policy];
                let unit_price = Some(Price::from_steps(price));
                let typed = Typed { unit_price, ..Typed::default() };
                let found = change(&facts, line, &wanted, &typed, policy);
                let Ok(found) = found else { continue };
                for step in &found.moves {
                    own.used = own.used.add(&step.delta).unwrap();
                }
                *line = found.line;
            } else {
                let placed = place(&facts, &wanted, &Typed::default(), None).unwrap();
                own.used = own.used.add(&placed.buckets).unwrap();
                lines.push(fresh(&wanted, placed.priced, placed.link));
            }
            prop_assert!(own.used.used_quantity() <= own.committed());
            let held: rust_decimal::Decimal = lines.iter().filter(|l| l.link.is_some())
                .map(|l| l.demand.quantity.decimal()).sum();
            prop_assert_eq!(held, own.used.used_quantity());
        }
    }
}

#[test]
fn a_named_commitment_is_taken_or_all_that_speaks_against_it_is_told() {
    let value = commitment(20, value_of("1000", "10"));
    let (order, tree, all, list) = (order(), tree(), [pieces_at_four(), value], []);
    let facts = line_facts(&order, &all, prices(&list, &tree));
    let to = |n: u128| Some(id::<AgreementLineId>(n));
    let placed = place(&facts, &demand("10"), &typed_price("5"), to(20)).unwrap();
    assert_eq!(placed.link, to(20));
    assert_eq!(placed.priced.net_amount, amount("45"));
    let refused = place(&facts, &demand("1001"), &Typed::default(), to(10)).unwrap_err();
    assert_eq!(refused[0].field, ["agreementLineId"]);
    assert!(matches!(
        violations(refused)[..],
        [Violation::MaximumQuantityExceeded { .. }]
    ));
    let refused = place(&facts, &demand("10"), &Typed::default(), to(99)).unwrap_err();
    assert_eq!(violations(refused), [Violation::NotFound]);
    let free = OrderFacts {
        agreement: None,
        ..order.clone()
    };
    let facts = line_facts(&free, &[], prices(&list, &tree));
    let refused = place(&facts, &demand("10"), &typed_price("5"), to(10)).unwrap_err();
    assert_eq!(violations(refused), [Violation::OrderWithoutAgreement]);
}

/// An order of a customer, who is the one of its agreement.
fn sale() -> OrderFacts {
    let counterparty = Counterparty::Customer(id(7));
    let agreement = AgreementFacts {
        counterparty,
        ..agreement()
    };
    OrderFacts {
        counterparty,
        agreement: Some(agreement),
        ..order()
    }
}

/// What prices of sales are found in: nothing.
fn sold(tree: &crate::domain::category::CategoryTree) -> PriceFacts<'_> {
    PriceFacts {
        counterparty: Counterparty::Customer(id(7)),
        ..prices(&[], tree)
    }
}

#[test]
fn what_is_sold_costs_what_its_commitment_gives_or_what_was_typed() {
    let (order, tree) = (sale(), tree());
    let all = [pieces_at_four(), commitment(20, value_of("1000", "10"))];
    let facts = line_facts(&order, &all, sold(&tree));
    let placed = place(&facts, &demand("10"), &Typed::default(), None).unwrap();
    assert_eq!(placed.priced.net_amount, amount("40"));
    // The quantity commitment is too small, and the other gives no price.
    let refused = place(&facts, &demand("1001"), &Typed::default(), None).unwrap_err();
    assert_eq!(refused, [Refusal::of("unitPrice", Violation::Required)]);
    let placed = place(&facts, &demand("1001"), &typed_price("1"), None).unwrap();
    assert_eq!(placed.link, Some(all[1].id));
    assert_eq!(placed.priced.net_amount, amount("900.90"));
}

#[test]
fn without_its_link_what_is_sold_keeps_what_was_typed_and_nothing_else() {
    let (order, tree) = (sale(), tree());
    let all = [pieces_at_four(), commitment(20, value_of("1000", "10"))];
    let facts = line_facts(&order, &all, sold(&tree));
    let reprice = PriceAfterUnlink::Reprice;
    let line = |typed: &Typed, to| {
        let placed = place(&facts, &demand("10"), typed, Some(to)).unwrap();
        fresh(&demand("10"), placed.priced, placed.link)
    };
    let governed = line(&Typed::default(), all[0].id);
    let refused = unlink(&facts, &governed, reprice, false).unwrap_err();
    assert_eq!(refused, [Refusal::of("unitPrice", Violation::Required)]);
    let typed = line(&typed_price("5"), all[1].id);
    let free = unlink(&facts, &typed, reprice, false).unwrap();
    assert_eq!(free.line.priced.net_amount, amount("50"));
    // An edit that breaks the link types what it costs then, or is refused.
    let policy = LinkConflictPolicy::UnlinkAndReprice;
    let more = demand("2000");
    let refused = change(&facts, &governed, &more, &Typed::default(), policy).unwrap_err();
    assert_eq!(refused, [Refusal::of("unitPrice", Violation::Required)]);
    let dearer = change(&facts, &governed, &more, &typed_price("4.5"), policy).unwrap();
    assert_eq!(dearer.line.priced.net_amount, amount("9000"));
    assert_eq!(dearer.line.link, None);
}

#[test]
fn a_line_is_rewritten_as_its_commitment_bears() {
    let (order, tree, mut own) = (sale(), tree(), pieces_at_four());
    own.price_fixed = true;
    let all = [own.clone()];
    let facts = line_facts(&order, &all, sold(&tree));
    let placed = place(&facts, &demand("400"), &Typed::default(), None).unwrap();
    own.used = placed.buckets;
    let all = [own];
    let facts = line_facts(&order, &all, sold(&tree));
    let line = fresh(&demand("400"), placed.priced, placed.link);
    let same = terms("4", "1", "0", "0");
    let given_up = rewrite(&facts, &line, &demand("400"), &same, quantity("150")).unwrap();
    assert_eq!(given_up.line.priced.price_source, PriceSource::Agreement);
    assert_eq!(given_up.moves[0].delta.released_quantity, quantity("-150"));
    assert_eq!(given_up.moves[0].delta.released_amount, amount("-600"));
    let dearer = terms("4.1", "1", "0", "0");
    let refused = rewrite(&facts, &line, &demand("1001"), &dearer, quantity("0")).unwrap_err();
    let fields: Vec<_> = refused.iter().map(|own| own.field[0].as_str()).collect();
    assert_eq!(fields, ["quantity", "unitPrice"]);
    // What draws on nothing costs what it is told.
    let free = Line { link: None, ..line };
    let told = rewrite(&facts, &free, &demand("1001"), &dearer, quantity("0")).unwrap();
    assert_eq!(told.line.priced.net_amount, amount("4104.10"));
    assert!(told.moves.is_empty());
}

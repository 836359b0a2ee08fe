//! Whatever happens to an item's stock, it sums to the cent.

use std::collections::BTreeMap;

use super::*;
use crate::domain::money::{convert_amount, round, scale_fits, share};
use chrono::Days;
use entity::exact::Rate;
use proptest::collection::vec;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Something that happens. `pick` chooses an entry, `part` is a size in percent.
#[derive(Clone, Copy, Debug)]
enum Event {
    Receive {
        steps: i64,
        cents: i64,
        days: u64,
    },
    Invoice {
        pick: usize,
        part: i64,
        cents: i64,
        of_house: i64,
    },
    Charge {
        pick: usize,
        cents: i64,
    },
    Issue {
        part: i64,
    },
    Take {
        pick: usize,
        part: i64,
    },
    Undo {
        pick: usize,
    },
    Keep {
        pick: usize,
    },
    Return {
        pick: usize,
    },
}

fn event() -> impl Strategy<Value = Event> {
    let (pick, part) = (0..100_usize, 1..=110_i64);
    let received = (1..40_i64, 0..9_999_i64, 0..5_u64);
    let invoiced = (pick.clone(), part.clone(), 0..9_999_i64, 0..99_i64);
    let charged = (pick.clone(), -999..9_999_i64);
    let taken = (pick.clone(), part.clone());
    prop_oneof![
        3 => received.prop_map(|(steps, cents, days)| Event::Receive { steps, cents, days }),
        4 => invoiced.prop_map(|(pick, part, cents, of_house)| {
            Event::Invoice { pick, part, cents, of_house }
        }),
        2 => charged.prop_map(|(pick, cents)| Event::Charge { pick, cents }),
        4 => part.prop_map(|part| Event::Issue { part }),
        2 => taken.prop_map(|(pick, part)| Event::Take { pick, part }),
        1 => pick.clone().prop_map(|pick| Event::Undo { pick }),
        2 => pick.clone().prop_map(|pick| Event::Keep { pick }),
        2 => pick.prop_map(|pick| Event::Return { pick }),
    ]
}

fn method() -> impl Strategy<Value = CostingMethod> {
    prop_oneof![Just(CostingMethod::Fifo), Just(CostingMethod::Average)]
}

fn cents(number: i64) -> Amount {
    Amount::from_steps(number * 100)
}

/// A part of a quantity, rounded up to its smallest step.
fn percent(of: Quantity, part: i64) -> Quantity {
    Quantity::from_steps((of.steps() * part + 99) / 100)
}

/// The rows that a company would have of one item.
#[derive(Clone)]
struct Books {
    stock: Stock,
    inbound: Vec<InboundEntry>,
    /// Signed, of every item entry.
    quantities: BTreeMap<ItemEntryId, Quantity>,
    values: Vec<ValueEntry>,
    /// Posted and not cancelled: the value entries of each.
    invoices: Vec<Vec<ValueEntry>>,
    n_entries: u128,
}

impl Books {
    fn new(method: CostingMethod) -> Self {
        Self {
            stock: stock(method, "0", "0"),
            inbound: Vec::new(),
            quantities: BTreeMap::new(),
            values: Vec::new(),
            invoices: Vec::new(),
            n_entries: 0,
        }
    }

    fn next(&mut self) -> ItemEntryId {
        self.n_entries += 1;
        id(self.n_entries)
    }

    /// Writes a plan; the quantity of an outbound entry is what its applications take.
    fn write(&mut self, plan: &Plan) {
        self.stock = self.stock.after(plan).unwrap();
        for entry in &mut self.inbound {
            *entry = entry.after(plan).unwrap();
        }
        for application in &plan.applications {
            let quantity = self.quantities.entry(application.outbound).or_default();
            *quantity = quantity.checked_sub(application.quantity).unwrap();
        }
        self.values.extend(plan.values.iter().cloned());
    }

    fn receive(&mut self, steps: i64, expected: i64, days: u64) {
        let id = self.next();
        let quantity = Quantity::from_steps(steps);
        self.inbound.push(InboundEntry {
            id,
            posting_date: day("2026-01-01") + Days::new(days),
            quantity,
            invoiced_quantity: Quantity::ZERO,
            cost: Cost::default(),
            applications: Vec::new(),
        });
        self.quantities.insert(id, quantity);
        self.stock.quantity = self.stock.quantity.checked_add(quantity).unwrap();
        self.write(&Plan {
            applications: Vec::new(),
            values: vec![ValueEntry {
                entry: id,
                value_entry_type: ValueEntryType::DirectCost,
                invoiced_quantity: Quantity::ZERO,
                cost: Cost {
                    expected: cents(expected),
                    actual: Amount::ZERO,
                },
            }],
        });
    }

    fn invoice(
        &mut self,
        entry: &InboundEntry,
        what: &InvoicedCost,
    ) -> Result<(), CostingViolation> {
        let plan = super::super::invoice(&self.stock, entry, what)?;
        let of_entry = plan.values.iter().filter(|value| value.entry == entry.id);
        self.invoices.push(of_entry.cloned().collect());
        self.write(&plan);
        Ok(())
    }

    /// The entry that an invoice was for.
    fn invoiced(&self, invoice: &[ValueEntry]) -> InboundEntry {
        let entry = self.inbound.iter().find(|e| e.id == invoice[0].entry);
        entry.unwrap().clone()
    }

    /// One of the entries that are not wholly invoiced, and how much of it is not.
    fn not_invoiced(&self, pick: usize) -> (InboundEntry, Quantity) {
        let open = |e: &InboundEntry| e.quantity.checked_sub(e.invoiced_quantity).unwrap();
        let all: Vec<_> = self.inbound.iter().filter(|e| !open(e).is_zero()).collect();
        let entry = all[pick % all.len()];
        (entry.clone(), open(entry))
    }

    fn picked(&self, pick: usize) -> Option<InboundEntry> {
        let at = pick.checked_rem(self.inbound.len())?;
        Some(self.inbound[at].clone())
    }

    /// Lets something happen; what the rules refuse does not.
    fn happen(&mut self, event: Event) -> Option<Result<(), CostingViolation>> {
        let outbound = self.next();
        let plan = match event {
            Event::Receive { steps, cents, days } => {
                self.receive(steps, cents, days);
                return Some(Ok(()));
            }
            Event::Invoice {
                pick,
                part,
                cents: net,
                of_house,
            } => {
                let entry = self.picked(pick)?;
                let what = InvoicedCost {
                    quantity: percent(entry.quantity, part),
                    direct: cents(net),
                    indirect: cents(of_house),
                };
                return Some(self.invoice(&entry, &what));
            }
            Event::Charge { pick, cents: more } => {
                charge(&self.stock, &self.picked(pick)?, cents(more))
            }
            Event::Issue { part } => {
                let wanted = percent(self.stock.quantity, part);
                issue(&self.stock, &self.inbound, outbound, wanted)
            }
            Event::Take { pick, part } => {
                let entry = self.picked(pick)?;
                let wanted = percent(entry.quantity, part);
                take(&self.stock, &entry, outbound, wanted)
            }
            Event::Undo { pick } => undo_receipt(&self.stock, &self.picked(pick)?, outbound),
            Event::Keep { pick } | Event::Return { pick } => {
                let at = pick.checked_rem(self.invoices.len())?;
                let invoice = self.invoices[at].clone();
                let entry = self.invoiced(&invoice);
                let plan = match event {
                    Event::Keep { .. } => reverse(&self.stock, &entry, &invoice),
                    _ => return_to_vendor(&self.stock, &entry, outbound, &invoice),
                };
                if plan.is_ok() {
                    self.invoices.remove(at);
                }
                plan
            }
        };
        Some(plan.map(|plan| self.write(&plan)))
    }

    fn cost_of(&self, entry: ItemEntryId) -> Cost {
        let mine = self.values.iter().filter(|value| value.entry == entry);
        mine.fold(Cost::default(), |sum, v| sum.plus(v.cost).unwrap())
    }

    /// Everything that is true of all books at all times.
    fn check(&self) {
        let sum = |all: &mut dyn Iterator<Item = Quantity>| {
            all.fold(Quantity::ZERO, |sum, q| sum.checked_add(q).unwrap())
        };
        let remaining: Vec<Quantity> = self
            .inbound
            .iter()
            .map(|e| e.remaining().unwrap())
            .collect();
        assert!(remaining.iter().all(|left| *left >= Quantity::ZERO));
        assert_eq!(
            sum(&mut self.quantities.values().copied()),
            self.stock.quantity
        );
        assert_eq!(sum(&mut remaining.into_iter()), self.stock.quantity);

        let all = self
            .values
            .iter()
            .fold(Cost::default(), |sum, v| sum.plus(v.cost).unwrap());
        assert_eq!(all.total().unwrap(), self.stock.value);
        if self.stock.quantity.is_zero() {
            assert!(all.is_zero(), "an empty stock is worth {all:?}");
        }
        for value in &self.values {
            for amount in [value.cost.expected, value.cost.actual] {
                assert_eq!(scale_fits(amount, euro()), Ok(()));
            }
        }
        let mut in_stock = Cost::default();
        for entry in &self.inbound {
            assert_eq!(self.cost_of(entry.id), entry.cost);
            if entry.invoiced_quantity == entry.quantity {
                assert!(entry.cost.expected.is_zero(), "{entry:?} is invoiced");
            }
            in_stock = in_stock.plus(self.kept(entry)).unwrap();
        }
        // What the entries keep by the law of the entry is what the rows sum to.
        assert_eq!(in_stock.expected, all.expected);
        if self.stock.method == CostingMethod::Fifo {
            assert_eq!(in_stock.actual, all.actual);
            self.check_outbound();
        }
    }

    /// What each outbound entry cost is what its applications say, computed anew.
    fn check_outbound(&self) {
        let mut said: BTreeMap<ItemEntryId, Cost> = BTreeMap::new();
        for (application, cost) in self.inbound.iter().flat_map(shares) {
            let sum = said.entry(application.outbound).or_default();
            *sum = sum.minus(cost).unwrap();
        }
        for (outbound, cost) in said {
            assert_eq!(self.cost_of(outbound), cost);
        }
    }

    /// What is still in stock of an entry's cost.
    fn kept(&self, entry: &InboundEntry) -> Cost {
        let kept = shares(entry)
            .into_iter()
            .fold(entry.cost, |left, (_, cost)| left.minus(cost).unwrap());
        if entry.remaining().unwrap().is_zero() {
            assert!(kept.is_zero(), "{entry:?} is gone and keeps {kept:?}");
        }
        kept
    }
}

/// The law of the entry, told a second time and in another way: each application's cost.
fn shares(entry: &InboundEntry) -> Vec<(Application, Cost)> {
    let (mut whole, mut cost) = (entry.quantity.decimal(), entry.cost);
    for application in &entry.applications {
        if let AppliedCost::Credited(credited) = application.cost {
            whole -= application.quantity.decimal();
            cost.actual = cost.actual.checked_sub(credited).unwrap();
        }
    }
    let mut done = Decimal::ZERO;
    let mut up_to = Cost::default();
    let mut shares = Vec::new();
    for application in &entry.applications {
        if let AppliedCost::Credited(actual) = application.cost {
            let expected = Amount::ZERO;
            shares.push((application.clone(), Cost { expected, actual }));
            continue;
        }
        done += application.quantity.decimal();
        let part = |amount: Amount| {
            let exact = amount.decimal() * done / whole;
            Amount::try_from(round(exact, 2)).unwrap()
        };
        let now = Cost {
            expected: part(cost.expected),
            actual: part(cost.actual),
        };
        shares.push((application.clone(), now.minus(up_to).unwrap()));
        up_to = now;
    }
    shares
}

fn after(method: CostingMethod, events: &[Event]) -> Books {
    let mut books = Books::new(method);
    for event in events {
        books.happen(*event);
        books.check();
    }
    books
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn everything_sums_to_the_cent_whatever_happens(
        method in method(), events in vec(event(), 0..40),
    ) {
        after(method, &events);
    }

    #[test]
    fn a_cancelled_invoice_leaves_everything_where_it_stood(
        method in method(), events in vec(event(), 0..30), last in 1..40_i64, pick: usize,
        part in 1..=100_i64, net in 0..9_999_i64,
    ) {
        let mut before = after(method, &events);
        // One receipt at least is not invoiced.
        before.receive(last, net, 0);
        let (entry, open) = before.not_invoiced(pick);
        let mut books = before.clone();
        let what = InvoicedCost {
            quantity: percent(open, part),
            direct: cents(net),
            indirect: cents(7),
        };
        prop_assert_eq!(books.invoice(&entry, &what), Ok(()));
        let last = books.invoices.len() - 1;
        prop_assert_eq!(books.happen(Event::Keep { pick: last }), Some(Ok(())));
        books.check();
        prop_assert_eq!(&books.stock, &before.stock);
        prop_assert_eq!(&books.inbound, &before.inbound);
        for entry in before.quantities.keys() {
            prop_assert_eq!(books.cost_of(*entry), before.cost_of(*entry));
        }
    }

    #[test]
    fn an_invoice_without_a_receipt_goes_back_with_its_goods_without_a_trace(
        method in method(), events in vec(event(), 0..30), steps in 1..40_i64,
        net in 0..9_999_i64, freight in 0..999_i64,
    ) {
        let before = after(method, &events);
        // An averaged stock worth less than nothing is brought up to nothing.
        prop_assume!(before.stock.value >= Amount::ZERO);
        let mut books = before.clone();
        books.receive(steps, 0, 0);
        let entry = books.inbound.last().unwrap().clone();
        let what = InvoicedCost {
            quantity: entry.quantity,
            direct: cents(net),
            indirect: Amount::ZERO,
        };
        prop_assert_eq!(books.invoice(&entry, &what), Ok(()));
        let charged = books.inbound.len() - 1;
        prop_assert_eq!(
            books.happen(Event::Charge { pick: charged, cents: freight }),
            Some(Ok(()))
        );
        let last = books.invoices.len() - 1;
        prop_assert_eq!(books.happen(Event::Return { pick: last }), Some(Ok(())));
        books.check();
        prop_assert_eq!(books.stock, before.stock);
    }

    #[test]
    fn a_part_invoiced_and_returned_leaves_the_rest_at_its_expected_cost(
        part in 1..39_i64, rest in 1..39_i64, expected in 0..9_999_i64, net in 0..9_999_i64,
    ) {
        let mut books = Books::new(CostingMethod::Fifo);
        books.receive(part + rest, expected, 0);
        let entry = books.inbound[0].clone();
        let what = InvoicedCost {
            quantity: Quantity::from_steps(part),
            direct: cents(net),
            indirect: Amount::ZERO,
        };
        prop_assert_eq!(books.invoice(&entry, &what), Ok(()));
        prop_assert_eq!(books.happen(Event::Return { pick: 0 }), Some(Ok(())));
        books.check();
        let left = share(
            cents(expected),
            Quantity::from_steps(rest),
            entry.quantity,
            euro(),
        );
        prop_assert_eq!(Ok(books.stock.value), left);
    }

    #[test]
    fn the_parts_of_a_charge_sum_to_it(
        sizes in vec((1..999_i64, 1..9_999_i64), 1..12), net in -9_999..9_999_i64,
    ) {
        let receipts: Vec<ChargedReceipt> = sizes
            .iter()
            .map(|(steps, worth)| ChargedReceipt {
                quantity: Quantity::from_steps(*steps),
                amount: cents(*worth),
            })
            .collect();
        for split in [ChargeSplit::Equally, ChargeSplit::ByAmount, ChargeSplit::ByQuantity] {
            let parts = split_charge(cents(net), &split, &receipts, euro()).unwrap();
            prop_assert_eq!(parts.len(), receipts.len());
            let sum: Decimal = parts.iter().map(|part| part.decimal()).sum();
            prop_assert_eq!(sum, cents(net).decimal());
        }
    }

    #[test]
    fn receipts_of_a_line_expect_its_whole_amount(
        arriving in vec(1..999_i64, 1..9), net in 0..999_999_i64, steps in 1..9_999_999_999_i64,
    ) {
        let line = ExpectedLine {
            quantity: Quantity::from_steps(arriving.iter().sum()),
            net_amount: cents(net),
            rate: Rate::from_steps(steps),
        };
        let (mut received, mut sum) = (0, Decimal::ZERO);
        for arrives in arriving {
            let [before, now] = [received, arrives].map(Quantity::from_steps);
            sum += expected_cost(&line, before, now, euro()).unwrap().decimal();
            received += arrives;
        }
        let whole = convert_amount(line.net_amount, line.rate, euro());
        prop_assert_eq!(sum, whole.unwrap().decimal());
    }
}

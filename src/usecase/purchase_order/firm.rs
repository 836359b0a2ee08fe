//! Orders that come about indirectly: from planning, from a sale, from production (AGR-14).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::exact::{Amount, Quantity};
use entity::ids::{AgreementId, AgreementLineId, VendorId};
use entity::kinds::{AgreementStatus, AgreementTieBreak, PurchaseOrderSource};
use entity::purchase_order::Model;
use entity::{agreement, agreement_classification, item, vendor};
use sea_orm::ColumnTrait;

use crate::domain::commitment::Buckets;
use crate::domain::fulfillment::{OrderedState, contribution};
use crate::domain::matching::{AgreementOption, Counterparty, best, candidates, pick_agreement};
use crate::domain::order_line::trace;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::around::Around;
use crate::usecase::commitment::facts::{self, Header, With};
use crate::usecase::exchange_rate::read::rate_on;
use crate::usecase::outcome::{WarnedAll, Warning, WarningCode};
use crate::usecase::price::facts::Deal;
use crate::usecase::purchase_order_line::wanted::Wanted;

use super::create::{Create, LINES_MAX};

/// What is to be ordered.
#[derive(Clone, Debug)]
pub struct Firm {
    /// What asks for it.
    pub source: PurchaseOrderSource,
    /// Whether agreements are searched; as the legal entity decided if none.
    pub find_agreements: Option<bool>,
    /// The day the orders are placed; today if none.
    pub order_date: Option<NaiveDate>,
    /// What is wanted, each from its item's default vendor or the one named.
    pub lines: Vec<(Option<VendorId>, Wanted)>,
}

/// One order per vendor and agreement, since an order carries one agreement.
type Groups = BTreeMap<(VendorId, Option<AgreementId>), Vec<(usize, Wanted)>>;

impl Act for Firm {
    type Out = WarnedAll<Model>;

    async fn run(&self, tx: &TenantTx) -> Result<WarnedAll<Model>, Failure> {
        let mut check = Check::new();
        if self.lines.is_empty() {
            check.refuse("lines", Violation::NothingToRelease);
        }
        if self.lines.len() > LINES_MAX {
            check.refuse("lines", Violation::TooMany { limit: LINES_MAX });
        }
        check.done()?;
        let settings = tx.legal_entity().await?;
        let search = self
            .find_agreements
            .unwrap_or(settings.agreement_auto_search);
        let mut check = Check::new();
        let mut groups = Groups::new();
        let mut taken = Taken::new();
        for (element, (vendor, wanted)) in self.lines.iter().enumerate() {
            let Some(vendor) = self
                .vendor(tx, *vendor, wanted, element, &mut check)
                .await?
            else {
                continue;
            };
            let mut wanted = wanted.clone();
            let agreement = if search {
                let tie_break = settings.agreement_tie_break;
                let found = self.search(tx, vendor, &wanted, tie_break, &taken).await?;
                wanted.unfound = found.unfound;
                taken.extend(found.taken);
                found.agreement
            } else {
                None
            };
            let group = groups.entry((vendor, agreement)).or_default();
            group.push((element, wanted));
        }
        check.done()?;
        self.orders(tx, groups).await
    }
}

impl Firm {
    async fn vendor(
        &self,
        tx: &TenantTx,
        named: Option<VendorId>,
        wanted: &Wanted,
        element: usize,
        check: &mut Check,
    ) -> Result<Option<VendorId>, Failure> {
        if named.is_some() {
            return Ok(named);
        }
        let mut own = Check::new();
        let item = match wanted.item {
            Some(id) => tx.find::<item::Entity>().by_id(id).await?,
            None => None,
        };
        match (&item, wanted.item) {
            (None, Some(_)) => own.refuse("line.itemId", Violation::NotFound),
            (None, None) => own.refuse("vendorId", Violation::Required),
            (Some(item), _) if item.default_vendor_id.is_none() => {
                own.refuse("line.itemId", Violation::VendorMissing);
            }
            _ => {}
        }
        check.extend_within("lines", element, own);
        Ok(item.and_then(|item| item.default_vendor_id))
    }

    /// The vendor's agreement that the line is to draw on; or, where agreements were looked at and
    /// none fits, why. What earlier lines take is taken.
    async fn search(
        &self,
        tx: &TenantTx,
        vendor: VendorId,
        wanted: &Wanted,
        tie_break: AgreementTieBreak,
        taken: &Taken,
    ) -> Result<Found, Failure> {
        let day = self.order_date.unwrap_or_else(|| tx.today());
        let all = agreements(tx, vendor, wanted, day, taken).await?;
        let mut judged = Vec::new();
        for around in &all {
            let mut unsound = Check::new();
            let demand = wanted.demand(tx, around, day, &mut unsound).await?;
            let typed = wanted.typed(&mut unsound);
            // What is unsound is refused when the order is made; here it only fits nothing.
            let (Some(demand), Some(own)) = (demand, &around.order.agreement) else {
                continue;
            };
            let prices = around.book.prices(wanted.item);
            let (order, commitments) = (&around.order, &around.commitments);
            let found = candidates(own, order, commitments, &demand, &typed, &prices);
            let rate = rate_on(tx, own.currency.code, day).await?;
            judged.push((own, demand.quantity, found, rate));
        }
        let options: Vec<_> = judged
            .iter()
            .filter_map(|(agreement, _, found, rate)| {
                best(found).map(|candidate| AgreementOption {
                    agreement,
                    candidate,
                    rate: *rate,
                })
            })
            .collect();
        let Some(picked) = pick_agreement(tie_break, &options) else {
            let reasons = judged.iter().map(|(own, _, found, _)| trace(own, found));
            let reasons: Vec<String> = reasons.collect();
            let unfound = (!reasons.is_empty()).then(|| reasons.join(". "));
            return Ok(Found {
                agreement: None,
                unfound,
                taken: None,
            });
        };
        let quantity = judged
            .iter()
            .find(|(own, ..)| own.id == picked.agreement.id);
        let quantity = quantity.map_or(Quantity::ZERO, |(_, quantity, ..)| *quantity);
        Ok(Found {
            agreement: Some(picked.agreement.id),
            unfound: None,
            taken: Some(draw(picked, quantity)?),
        })
    }

    async fn orders(&self, tx: &TenantTx, groups: Groups) -> Result<WarnedAll<Model>, Failure> {
        let mut made = WarnedAll {
            rows: Vec::new(),
            warnings: Vec::new(),
        };
        let mut check = Check::new();
        for ((vendor, agreement), elements) in groups {
            let unfound = elements.iter().filter_map(|(element, wanted)| {
                Some(Warning {
                    element: Some(*element),
                    code: WarningCode::NotLinked,
                    message: wanted.unfound.clone()?,
                })
            });
            made.warnings.extend(unfound);
            let create = Create {
                vendor: Some(vendor),
                agreement,
                source: self.source,
                order_date: self.order_date,
                lines: elements.iter().map(|(_, wanted)| wanted.clone()).collect(),
                ..Create::default()
            };
            let place = |own: Option<usize>| own.and_then(|n| Some(elements.get(n)?.0));
            match create.run(tx).await {
                Ok(order) => {
                    let told = order.warnings.into_iter();
                    made.warnings.extend(told.map(|w| Warning {
                        element: place(w.element),
                        ..w
                    }));
                    made.rows.push(order.row);
                }
                Err(Failure::Refused(refusals)) => {
                    for mut refusal in refusals {
                        if refusal.element.is_some() {
                            refusal.element = place(refusal.element);
                            // Here the lines are within elements that name a vendor too.
                            let within = refusal.field.len().min(1);
                            refusal.field.insert(within, "line".to_owned());
                            check.extend([refusal]);
                            continue;
                        }
                        // The header is about every line that it was made for.
                        let own = elements.iter();
                        check.extend(own.map(|(n, _)| refusal.clone().within("lines", *n)));
                    }
                }
                Err(failure) => return Err(failure),
            }
        }
        check.done()?;
        Ok(made)
    }
}

/// What earlier lines of the same request take of commitments.
type Taken = Vec<(AgreementLineId, Buckets)>;

/// What came of a search.
struct Found {
    agreement: Option<AgreementId>,
    unfound: Option<String>,
    taken: Option<(AgreementLineId, Buckets)>,
}

/// What a line will take of the commitment that was picked for it.
fn draw(
    picked: &AgreementOption<'_>,
    quantity: Quantity,
) -> Result<(AgreementLineId, Buckets), Failure> {
    let commitment = picked.candidate.commitment;
    let net = picked
        .candidate
        .priced
        .as_ref()
        .map(|priced| priced.net_amount);
    let state = OrderedState {
        quantity,
        cancelled: Quantity::ZERO,
        received: Quantity::ZERO,
        invoiced: Quantity::ZERO,
        net_amount: net.unwrap_or_default(),
        invoiced_amount: Amount::ZERO,
    };
    let counts = commitment.promise.counts_quantity();
    contribution(&state, counts, picked.agreement.currency)
        .map(|buckets| (commitment.id, buckets))
        .map_err(|violation| Failure::refused("lines", violation))
}

/// A vendor's effective agreements with what stands around a line of theirs.
async fn agreements(
    tx: &TenantTx,
    vendor: VendorId,
    wanted: &Wanted,
    day: NaiveDate,
    taken: &Taken,
) -> Result<Vec<Around>, Failure> {
    let rows = tx
        .find::<agreement::Entity>()
        .filter(agreement::Column::VendorId.eq(vendor))
        .filter(agreement::Column::Status.eq(AgreementStatus::Effective))
        .order_by(agreement::Column::Number)
        .with_both::<vendor::Entity, agreement_classification::Entity>()
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for (row, seller, classification) in rows {
        let (Some(seller), Some(classification)) = (seller, classification) else {
            continue;
        };
        let currency = facts::currency(tx, row.currency).await?;
        let deal = Deal {
            counterparty: Counterparty::Vendor(vendor),
            currency,
            day,
        };
        let header = Header {
            row,
            with: With::Vendor(seller),
            classification,
            currency,
        };
        let mut around = Around::load(tx, Some(header), deal, wanted.item).await?;
        for (commitment, buckets) in taken {
            around
                .draw(Some(*commitment), buckets)
                .map_err(|violation| Failure::refused("lines", violation))?;
        }
        all.push(around);
    }
    Ok(all)
}

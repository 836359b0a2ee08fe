//! Orders that come about indirectly: from planning, from a sale, from production (AGR-14).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::ids::{AgreementId, VendorId};
use entity::kinds::{AgreementStatus, AgreementTieBreak, PurchaseOrderSource};
use entity::purchase_order::Model;
use entity::{agreement, agreement_classification, item, vendor};
use sea_orm::ColumnTrait;

use crate::domain::matching::{AgreementOption, best, candidates, pick_agreement};
use crate::domain::order_line::trace;
use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::commitment::facts::{self, Header};
use crate::usecase::outcome::{WarnedAll, Warning, WarningCode};
use crate::usecase::price::facts::Buying;
use crate::usecase::purchase_order_line::wanted::Wanted;

use super::create::{Create, LINES_MAX};
use super::facts::Around;

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
        for (element, (vendor, wanted)) in self.lines.iter().enumerate() {
            let Some(vendor) = self
                .vendor(tx, *vendor, wanted, element, &mut check)
                .await?
            else {
                continue;
            };
            let mut wanted = wanted.clone();
            let agreement = if search {
                let found = self.search(tx, vendor, &wanted, settings.agreement_tie_break);
                let (agreement, unfound) = found.await?;
                wanted.unfound = unfound;
                agreement
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
    /// none fits, why.
    async fn search(
        &self,
        tx: &TenantTx,
        vendor: VendorId,
        wanted: &Wanted,
        tie_break: AgreementTieBreak,
    ) -> Result<(Option<AgreementId>, Option<String>), Failure> {
        let rows = tx
            .find::<agreement::Entity>()
            .filter(agreement::Column::VendorId.eq(vendor))
            .filter(agreement::Column::Status.eq(AgreementStatus::Effective))
            .order_by(agreement::Column::Number)
            .with_both::<vendor::Entity, agreement_classification::Entity>()
            .await?;
        let day = self.order_date.unwrap_or_else(|| tx.today());
        let mut all = Vec::new();
        for (row, seller, classification) in rows {
            let (Some(seller), Some(classification)) = (seller, classification) else {
                continue;
            };
            let currency = facts::currency(tx, row.currency).await?;
            let buying = Buying {
                vendor,
                currency,
                day,
            };
            let header = Header {
                row,
                vendor: seller,
                classification,
                currency,
            };
            all.push(Around::load(tx, Some(header), buying, wanted.item).await?);
        }
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
            let found = candidates(
                own,
                &around.order,
                &around.commitments,
                &demand,
                &typed,
                &prices,
            );
            judged.push((own, found));
        }
        let options: Vec<_> = judged
            .iter()
            .filter_map(|(agreement, found)| {
                best(found).map(|candidate| AgreementOption {
                    agreement,
                    candidate,
                })
            })
            .collect();
        let picked = pick_agreement(tie_break, &options).map(|option| option.agreement.id);
        let reasons = judged.iter().map(|(own, found)| trace(own, found));
        let reasons: Vec<String> = reasons.filter(|_| picked.is_none()).collect();
        let unfound = (!reasons.is_empty()).then(|| reasons.join(". "));
        Ok((picked, unfound))
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

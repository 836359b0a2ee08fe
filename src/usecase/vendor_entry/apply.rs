//! Applying an open entry to others of its vendor (PAY-4).

use chrono::NaiveDate;
use entity::ids::VendorEntryId;
use entity::kinds::VendorBlocked;
use entity::vendor;
use entity::vendor_application::Model;
use entity::vendor_entry::Entity;

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::Check;
use crate::usecase::ledger::period;
use crate::usecase::ledger::settle::{self, Ask, Wanted};
use crate::usecase::ledger::setup::Setup;

/// The application that is wanted.
#[derive(Clone, Debug)]
pub struct Apply {
    /// The entry that is applied: a payment, a refund or a credit memo.
    pub entry: VendorEntryId,
    /// The entries that it settles, in their order.
    pub applications: Vec<Wanted>,
    /// The day it is posted for; today if none.
    pub posting_date: Option<NaiveDate>,
    /// Whether a discount is taken in its grace.
    pub accept_late_discount: bool,
    /// Whether small differences are written off.
    pub accept_tolerance: bool,
}

impl Act for Apply {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let entries = tx.find::<Entity>().lock();
        let applying = entries.named("vendorEntryId", self.entry).await?;
        let mut check = Check::new();
        let posting_date = self.posting_date.unwrap_or_else(|| tx.today());
        check.date("postingDate", posting_date);
        if posting_date < applying.posting_date {
            let reason = format!("the entry is of {}, which is later", applying.posting_date);
            check.refuse("postingDate", Violation::NotApplicable { reason });
        }
        let vendors = tx.find::<vendor::Entity>();
        let vendor = vendors.named("vendorEntryId", applying.vendor_id).await?;
        if vendor.blocked == VendorBlocked::All {
            check.refuse("vendorEntryId", Violation::VendorBlocked);
        }
        period::must_be_open(tx, "postingDate", posting_date, false, &mut check).await?;
        let setup = check.absorb(Setup::hold(tx).await)?;
        let Some(setup) = setup else {
            check.done()?;
            return Err(Failure::Broken("no refusal and no setup".to_owned()));
        };
        let ask = Ask {
            field: "vendorEntryId",
            targets: &self.applications,
            posting_date,
            accept_late_discount: self.accept_late_discount,
            accept_tolerance: self.accept_tolerance,
        };
        let plan = settle::plan(tx, &setup, &applying, &ask, &mut check).await?;
        check.done()?;
        let plan = plan.ok_or_else(|| Failure::Broken("no refusal and no plan".to_owned()))?;
        Ok(settle::write(tx, applying, plan).await?.0)
    }
}

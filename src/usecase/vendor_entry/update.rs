//! Changing when an open entry is to be paid, or holding it back (PAY-5).

use chrono::NaiveDate;
use entity::ids::VendorEntryId;
use entity::vendor_entry::{Entity, Model};

use crate::domain::violation::Violation;
use crate::failure::Failure;
use crate::tenancy::{Act, Scope, TenantTx};
use crate::usecase::check::{Check, Edit, apply};

/// The changes; what is `None` stays.
#[derive(Clone, Debug)]
pub struct Update {
    /// The entry.
    pub id: VendorEntryId,
    /// The version that the change is based on.
    pub version: i32,
    /// Why it is held back; any text holds it.
    pub on_hold: Edit<String>,
    /// When it is to be paid.
    pub due_date: Option<NaiveDate>,
}

impl Act for Update {
    type Out = Model;

    async fn run(&self, tx: &TenantTx) -> Result<Model, Failure> {
        let mut row = tx.find::<Entity>().lock().named("id", self.id).await?;
        let mut check = Check::new();
        check.version(self.version, row.row_version);
        let on_hold = self.on_hold.as_ref().and_then(Option::as_deref);
        check.text_opt("onHold", on_hold, 3);
        if let Some(day) = self.due_date {
            check.date("dueDate", day);
        }
        if !row.open {
            check.refuse("id", Violation::NotOpen);
        }
        check.done()?;
        apply(&mut row.on_hold, self.on_hold.clone());
        row.due_date = self.due_date.unwrap_or(row.due_date);
        tx.update(row).await
    }
}

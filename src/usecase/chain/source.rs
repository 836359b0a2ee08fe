//! An order as the other side takes it over, whichever of the two buys.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::ids::LegalEntityId;
use entity::item;
use entity::kinds::OrderNumbering;
use uuid::Uuid;

use crate::domain::chain::{Line, Order};
use crate::domain::violation::{Refusal, Violation};
use crate::failure::Failure;
use crate::usecase::check::Check;

use super::{Follows, Twin};

/// What one side says, and how the order that goes with it is made.
pub(super) struct Source {
    /// Whose order it is.
    pub legal_entity: LegalEntityId,
    /// How that legal entity is called in numbers.
    pub code: String,
    /// The order.
    pub order: Uuid,
    /// Its number.
    pub number: String,
    /// The order that goes with it.
    pub twin: Uuid,
    /// How that one is numbered.
    pub numbering: OrderNumbering,
    /// The day the order is placed.
    pub order_date: NaiveDate,
    /// Where it is delivered to, if it says so.
    pub delivery_address: Option<String>,
    /// What both have to say alike.
    pub said: Order,
}

impl Source {
    /// The number of the order that goes with it; none where that has a sequence of its own.
    pub fn number_of_twin(&self) -> Option<String> {
        match self.numbering {
            OrderNumbering::OwnSequence => None,
            OrderNumbering::PartnerNumber => Some(format!("{}{}", self.code, self.number)),
        }
    }

    /// What the order that goes with it follows from.
    pub fn follows(&self) -> Follows {
        Follows {
            legal_entity: self.legal_entity,
            order: Twin {
                own: self.twin,
                of: self.order,
            },
        }
    }

    /// All lines as they are wanted on the other side.
    ///
    /// # Errors
    /// Everything that stands against them, in its place.
    pub fn lines<W>(
        &self,
        wanted: impl Fn(&Line) -> Result<W, Refusal>,
    ) -> Result<Vec<W>, Failure> {
        let mut check = Check::new();
        let mut lines = Vec::with_capacity(self.said.lines.len());
        for (element, line) in self.said.lines.iter().enumerate() {
            match wanted(line) {
                Ok(wanted) => lines.push(wanted),
                Err(refusal) => check.extend([refusal.within("lines", element)]),
            }
        }
        check.done()?;
        Ok(lines)
    }
}

/// The item that a line is of on the other side, and the line that goes with it there.
///
/// # Errors
/// `NotAllowed` with these words where it is of no item; `NotFound` where the other side has none.
pub(super) fn goods<'a>(
    line: &Line,
    items: &'a HashMap<String, item::Model>,
    items_only: &str,
) -> Result<(&'a item::Model, Twin), Refusal> {
    let refuse = |violation| Refusal::of("itemId", violation);
    let number = line.item.as_ref().ok_or_else(|| {
        let reason = items_only.to_owned();
        refuse(Violation::NotAllowed { reason })
    })?;
    let item = items.get(number).ok_or(refuse(Violation::NotFound))?;
    let own = line.twin.ok_or(refuse(Violation::NotFound))?;
    Ok((item, Twin { own, of: line.id }))
}

//! An order as the other side takes it over, whichever of the two buys.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::ids::{AgreementId, AgreementLineId, LegalEntityId};
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
    /// The agreement of the other side that goes with the one that it draws on.
    pub agreement: Option<AgreementId>,
    /// How that one is numbered.
    pub numbering: OrderNumbering,
    /// The day the order is placed.
    pub order_date: NaiveDate,
    /// Where it is delivered to, if it says so.
    pub delivery_address: Option<String>,
    /// What both have to say alike.
    pub said: Order,
}

/// A line that is to draw on another commitment.
pub(super) struct Relinked {
    /// The line.
    pub line: Uuid,
    /// What it draws on.
    pub had: Option<AgreementLineId>,
    /// What it is to draw on.
    pub wanted: Option<AgreementLineId>,
}

impl Source {
    /// The number of the order that goes with it; none where that has a sequence of its own.
    pub fn number_of_twin(&self) -> Option<String> {
        number_of_twin(self.numbering, &self.code, &self.number)
    }

    /// The numbers of the items that its lines are of.
    pub fn items(&self) -> impl Iterator<Item = String> {
        self.said.lines.iter().filter_map(|line| line.item.clone())
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

    /// Where our order's lines draw on other commitments than those that go with the commitments of
    /// the partner's lines: the line, what it draws on of them, and what it is to draw on.
    pub fn relinked(&self, own: &Order) -> Vec<Relinked> {
        let relinked = self.said.lines.iter().filter_map(|line| {
            let own = own.line(line.twin?)?;
            let (had, wanted) = (
                own.commitment.map(|linked| linked.own),
                line.commitment.map(|linked| linked.twin),
            );
            (had != wanted).then(|| Relinked {
                line: own.id,
                had: had.map(AgreementLineId),
                wanted: wanted.map(AgreementLineId),
            })
        });
        relinked.collect()
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

/// The number of what goes with a document of a legal entity; none where that has a sequence of its
/// own.
pub(super) fn number_of_twin(
    numbering: OrderNumbering,
    code: &str,
    number: &str,
) -> Option<String> {
    match numbering {
        OrderNumbering::OwnSequence => None,
        OrderNumbering::PartnerNumber => Some(format!("{code}{number}")),
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

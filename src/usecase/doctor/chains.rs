//! Orders and agreements of trade between two legal entities: each says what the one says that it
//! goes with (ICO-1 to ICO-3). Goods may be on their way.

use crate::domain::chain::Field;
use crate::failure::Failure;
use crate::tenancy::{PageAsk, TenantRead};
use crate::usecase::chain::documents::Document;
use crate::usecase::chain::reconcile::{self, Told};

use super::{Findings, PAGE_SIZE};

/// Checks every order and agreement of the legal entity that goes with a trading partner's.
pub async fn run(read: &TenantRead, findings: &mut Findings) -> Result<(), Failure> {
    let mut after = None;
    loop {
        let ask = PageAsk {
            size: PAGE_SIZE,
            backwards: false,
            after,
            before: None,
        };
        let mut page = reconcile::page(read, &ask).await?;
        for (order, told) in &page.documents {
            for own in told.iter().filter(|own| !own.on_the_way) {
                findings.add(check(own.field), subject(order, own), text(own));
            }
        }
        if !page.has_next {
            return Ok(());
        }
        after = page.positions.pop();
    }
}

fn check(field: Field) -> &'static str {
    match field {
        Field::Partner => "chain-partner",
        Field::Twin => "chain-twin",
        Field::Currency | Field::Cancelled => "chain-order",
        Field::Moved => "chain-moved",
        Field::Status => "chain-agreement",
        Field::Fulfillment => "chain-fulfillment",
        _ => "chain-line",
    }
}

fn subject(order: &Document, told: &Told) -> String {
    let (noun, number, line) = match order {
        Document::Bought(own) => {
            let line = own.lines.iter().find(|line| Some(line.id.0) == told.line);
            (
                "order",
                &own.order.number,
                line.map(|line| line.line_number),
            )
        }
        Document::Sold(own) => {
            let line = own.lines.iter().find(|line| Some(line.id.0) == told.line);
            let line = line.map(|line| line.line_number);
            ("sales order", &own.order.number, line)
        }
        Document::Agreed(own) => {
            let line = own.lines.iter().find(|line| Some(line.id.0) == told.line);
            let line = line.map(|line| line.line_number);
            ("agreement", &own.row.number, line)
        }
    };
    match line {
        Some(line) => format!("{noun} {number} line {line}"),
        None => format!("{noun} {number}"),
    }
}

fn text(told: &Told) -> String {
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    let (ours, theirs) = (word(&told.ours), word(&told.theirs));
    match told.field {
        Field::Partner => "the legal entities do not both name each other".to_owned(),
        Field::Twin if told.twin_missing && told.theirs.is_some() => {
            format!("the partner's line of {theirs} has none here")
        }
        Field::Twin if told.twin_missing => "the partner has none that goes with it".to_owned(),
        Field::Twin => "what it goes with goes with something else".to_owned(),
        field => format!("{field:?} is {ours} here and {theirs} there"),
    }
}

//! Whether an audit trail is whole: every hash is computed again.

use entity::audit_entry::{Column, Entity, Model};
use entity::audit_head;
use entity::ids::AuditHeadId;
use sea_orm::ColumnTrait;

use crate::failure::Failure;
use crate::tenancy::{Head, Scope, audit_hash};

/// How many entries are looked at together.
const PAGE_SIZE: u64 = 1_000;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many entries there are.
    pub entries: u64,
    /// The sequence of the last entry that was cut from the beginning; 0 where none was.
    pub cut: i64,
    /// Where the trail ends.
    pub head: Option<Head>,
    /// What is wrong: the sequence of the entry, and why.
    pub wrong: Vec<(i64, String)>,
}

/// More findings than this tell nothing new.
const WRONG_MAX: usize = 100;

/// Computes a legal entity's trail again. `published` are heads that were written down elsewhere:
/// the trail has to lead through each of them.
///
/// # Errors
/// When the database fails.
pub async fn verify(scope: &impl Scope, published: &[Head]) -> Result<Verified, Failure> {
    let le = scope.legal_entity().await?.id;
    let head = scope
        .find::<audit_head::Entity>()
        .by_id(AuditHeadId(le.0))
        .await?;
    let mut chain = Chain::default();
    let mut verified = Verified::default();
    if let Some(head) = &head {
        verified.cut = head.anchor_sequence;
        chain.sequence = head.anchor_sequence;
        chain.hash.clone_from(&head.anchor_hash);
    }
    let mut published: Vec<&Head> = published.iter().collect();
    published.retain(|own| own.sequence > verified.cut);
    published.sort_by_key(|own| own.sequence);
    let mut published = published.into_iter().peekable();
    // Not from where the trail begins: what stands before that is told too.
    let mut after = i64::MIN;
    loop {
        let entries = scope
            .find::<Entity>()
            .filter(Column::Sequence.gt(after))
            .order_by(Column::Sequence)
            .limit(PAGE_SIZE)
            .all()
            .await?;
        let Some(last) = entries.last() else { break };
        after = last.sequence;
        for entry in &entries {
            chain.follow(entry, &mut verified);
            while let Some(own) = published.next_if(|own| own.sequence <= entry.sequence) {
                if own.sequence == entry.sequence && own.hash != entry.hash {
                    let why = "its hash is another than the one that was published";
                    verified.tell(own.sequence, why);
                }
            }
        }
        if verified.wrong.len() >= WRONG_MAX {
            break;
        }
    }
    for own in published {
        verified.tell(
            own.sequence,
            "it was published and is missing: the end is cut off",
        );
    }
    let end = Head {
        sequence: chain.sequence,
        hash: chain.hash,
    };
    let stored = head.map_or((0, String::new()), |head| (head.sequence, head.hash));
    if verified.wrong.is_empty() && stored != (end.sequence, end.hash.clone()) {
        let why = format!("the trail ends here, and its head says {}", stored.0);
        verified.tell(end.sequence, &why);
    }
    verified.head = Some(end);
    Ok(verified)
}

/// Where the trail stands while it is followed.
#[derive(Default)]
struct Chain {
    sequence: i64,
    hash: String,
}

impl Chain {
    fn follow(&mut self, entry: &Model, verified: &mut Verified) {
        verified.entries += 1;
        if entry.sequence != self.sequence + 1 {
            let why = format!(
                "it follows on {}: entries are missing or too many",
                self.sequence
            );
            verified.tell(entry.sequence, &why);
        } else if entry.previous_hash != self.hash {
            verified.tell(entry.sequence, "it does not carry on from the entry before");
        }
        if audit_hash(entry) != entry.hash {
            verified.tell(entry.sequence, "its hash does not fit what it says");
        }
        self.sequence = entry.sequence;
        self.hash.clone_from(&entry.hash);
    }
}

impl Verified {
    fn tell(&mut self, sequence: i64, why: &str) {
        self.wrong.push((sequence, why.to_owned()));
    }
}

//! Ids that are made from what they name, so that the same content is the same row.

use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

#[cfg(test)]
mod tests;

/// The id of some content: a UUIDv8 from the SHA-256 of its parts, each with its length before it.
#[must_use]
pub fn of(parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part);
    }
    let mut bytes = [0; 16];
    for (byte, hashed) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = hashed;
    }
    Builder::from_custom_bytes(bytes).into_uuid()
}

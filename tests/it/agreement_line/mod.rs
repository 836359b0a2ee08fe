//! Commitments.

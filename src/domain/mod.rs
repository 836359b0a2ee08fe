pub mod money;
pub mod violation;

//! What several figures do.

pub mod attempt;
pub mod attempt_cost;
pub mod bumps;
pub mod keys;
pub mod shares;
pub mod training;
pub mod training_cost;

//! The notice desk's use cases: an officer's order becomes one transaction, or a refusal that says why.
//!
//! What a notice may become is left to `warn`, keeping it to `store`, laying it out to `report`, sending it to
//! `deliver`. `decide` is pure; the demo uses the same code on a store that leaves nothing behind.

pub mod order;

pub mod refused;

pub mod office;

mod facts;

pub mod render;

pub mod dispatch;

mod case;

mod decide;

mod papers;

mod rule;

mod tend;

pub mod carry;

mod live;

pub mod tell;

pub mod verify;

pub mod evidence;

pub mod send;

pub mod drill;

pub use carry::{Clerk, carry_out};
pub use office::Office;
pub use order::{Changes, Order, Scope};
pub use refused::Refused;

#[cfg(test)]
mod tests;

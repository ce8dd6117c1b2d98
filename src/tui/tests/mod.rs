//! The screens as they look, at three sizes, in three languages, in colour and without; the mouse; small terminals.

mod behaviour;
mod screens;

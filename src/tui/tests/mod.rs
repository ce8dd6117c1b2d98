//! The screens as they look, at three sizes, in three languages, in colour and without.

mod screens;

//! Headlines and what they say of dangers.

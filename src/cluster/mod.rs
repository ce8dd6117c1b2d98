//! Annotations → incidents. Pure, incremental, order-independent.

//! Rules → candidates → notices: grouping, silences, lifecycle as a pure state machine.

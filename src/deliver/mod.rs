//! Outbox → file, e-mail, webhook. At least once, idempotency key, retry with backoff.

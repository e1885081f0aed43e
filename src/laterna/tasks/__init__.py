"""What was asked for: tasks and their states, the store, the ledger, idempotency keys, expiry."""

"""Who must be told: the outbox, webhooks, callbacks and event streams."""

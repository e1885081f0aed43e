"""Who may ask: keys, tenants, quotas, rate limits."""

"""Who does it, and when: claims and leases, routes, worker pools, cancel, recovery."""

"""How it is done: engines turn a `VideoRequest` into a clip."""

"""The remote engine: hands jobs to upstreams, watches them there, and keeps what they made."""

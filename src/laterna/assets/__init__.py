"""Where files live: folder or object store, signed URLs, retention."""

"""DashScope's asynchronous video synthesis: what it says and how Laterna understands it."""

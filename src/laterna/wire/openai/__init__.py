"""OpenAI's `/v1/videos`: what it says, what inference servers added to it, and how Laterna understands it."""

"""The animatic engine: draws a prompt as a moving storyboard on a CPU, with no weights, keys or network."""

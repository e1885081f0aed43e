"""How the outside speaks: one folder a wire. Pure translation: no socket, no database."""

"""`explain`: a storyboard in one full sentence a shot."""

from laterna.engines.animatic.storyboard import Storyboard


def explain(storyboard: Storyboard) -> str:
    """What is drawn, in the prompt's language."""
    return storyboard.prompt

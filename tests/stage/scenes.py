"""Storyboards and requests that the tests of the stage share."""

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.storyboard import Action, Camera, Line, Shot, Storyboard, Subject


def request(
    width: int = 160, height: int = 90, seconds: int = 2, fps: int = 12, seed: int = 5, style: str = ""
) -> VideoRequest:
    """A small clip's request."""
    return VideoRequest(
        model="animatic",
        family="wan",
        prompt="p",
        width=width,
        height=height,
        duration=seconds,
        fps=fps,
        seed=seed,
        style=style,
    )


def cat(verb: str = "run") -> Subject:
    """A kitten that does something."""
    return Subject(
        id="cat",
        name="kitten",
        kind="quadruped",
        species="cat",
        age="baby",
        actions=(Action(verb),),
        importance=3,
    )


def board(
    setting: str = "meadow",
    time: str = "day",
    *,
    style: str = "",
    subjects: tuple[Subject, ...] = (),
    **shot: object,
) -> Storyboard:
    """One shot in a setting."""
    made = Shot(setting=setting, time=time, subjects=subjects, **shot)  # type: ignore[arg-type]
    return Storyboard(prompt="p", style=style, shots=(made,))


def story() -> Storyboard:
    """Two shots with a dissolve and a spoken line."""
    first = Shot(setting="meadow", time="night", subjects=(cat(),), camera=Camera(move="pan_left"))
    second = Shot(
        setting="living_room",
        time="night",
        subjects=(cat("sit"),),
        dialogue=(Line("喵,我回来了", "cat"),),
        transition="dissolve",
    )
    return Storyboard(prompt="p", shots=(first, second))

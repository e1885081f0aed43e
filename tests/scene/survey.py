"""Does the drawn scene contain what the golden prompts state? Per kind: stated, read, and drawn.

`python -m tests.scene.survey` goes over all golden prompts (minutes) and prints the table of
docs/explanation/understanding.md; `python -m tests.scene.survey 10` over every tenth; `-v` lists what is missing.
"""

import sys
from collections import Counter
from dataclasses import dataclass, field

from msgspec.structs import replace

from laterna.engines.animatic.stage.take import Take
from laterna.engines.animatic.storyboard import Shot, Storyboard, Subject
from tests.reader.elements import Case, either, holds, is_id, is_named, open_cases
from tests.reader.meaning import verbs
from tests.scene import graph
from tests.scene.drawn import STILL, Drawn, changed, difference, drawn, luma, mask_of
from tests.scene.hues import share_of

GRAPH = ("subject", "count", "action", "relation", "camera")
PIXELS = ("color", "time", "weather", "style")
# Least share of a figure's pixels that have its colour, and of the frame's that weather or style must change.
COLORED, WEATHERED, STYLED = 0.1, 0.01, 0.1
ANGLES = {"low": 0.01, "high": -0.01, "overhead": -0.01}


@dataclass
class Tally:
    """How many facts of each kind are stated, read, and drawn; `missing` tells which read ones are not drawn."""

    stated: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    drawn: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)

    def share(self, kind: str) -> float:
        """The share of what was read that is also drawn."""
        return self.drawn[kind] / max(1, self.read[kind])

    def table(self) -> str:
        lines = [
            "| kind | looked for in | stated | read | drawn, of what was read |",
            "|---|---|---|---|---|",
        ]
        for kind in (*GRAPH, *PIXELS):
            if self.stated[kind]:
                where = "scene graph" if kind in GRAPH else "pixels"
                read = self.read[kind] / self.stated[kind]
                row = (kind, where, self.stated[kind], f"{read:.1%}", f"{self.share(kind):.1%}")
                lines.append("| " + " | ".join(str(cell) for cell in row) + " |")
        return "\n".join(lines)


def survey(found: list[Case], kinds: tuple[str, ...] = GRAPH + PIXELS) -> Tally:
    """Reads, stages and draws every prompt and looks for each of its facts of these kinds."""
    tally = Tally()
    for case in found:
        clip = drawn(case.prompt)
        for kind, words in case.facts:
            if kind not in kinds:
                continue
            tally.stated[kind] += 1
            if not holds(clip.board, kind, words):
                continue
            tally.read[kind] += 1
            seen = _seen(clip, kind, words)
            tally.drawn[kind] += seen
            if not seen:
                tally.missing.append(f"{case.prompt[:90]}: {kind} {' '.join(words)}")
    return tally


def _seen(clip: Drawn, kind: str, words: list[str]) -> bool:
    if kind in PIXELS:
        return _in_pixels(clip.board, kind, words)
    return any(_on_stage(shot, take, kind, words) for shot, take in clip.takes())


def _on_stage(shot: Shot, take: Take, kind: str, words: list[str]) -> bool:
    named = [s for s in shot.subjects if words and is_named(s, words[0])]
    if kind == "subject":
        return any(graph.present(shot, take, one) for one in named)
    if kind == "count":
        return bool(named) and all(graph.counted(take, one) for one in named)
    if kind == "action":
        wanted = verbs(words[1])
        return any(a.verb in wanted and graph.acted(shot, take, s, a.verb) for s in named for a in s.actions)
    if kind == "relation":
        ids = {one.id for one in named}
        return any(
            r.kind in either(words[1])
            and r.subject in ids
            and is_id(shot, r.object, words[2])
            and graph.tied(shot, take, r)
            for r in shot.relations
        )
    return _filmed(shot, take, either(words[0]))


def _filmed(shot: Shot, take: Take, words: set[str]) -> bool:
    camera = shot.camera
    if camera.move in words:
        return graph.moves(take, camera.move)
    if camera.angle in words and camera.angle != "eye":
        level = 0.62 * take.scene.view.height
        return (take.scene.horizon - level) * ANGLES[camera.angle] > 0
    return True


def _in_pixels(board: Storyboard, kind: str, words: list[str]) -> bool:
    shot = board.shots[0]
    if kind == "color":
        return any(_colored(board, s, words[1]) for s in shot.subjects if is_named(s, words[0]))
    told = Drawn(changed(board, camera=STILL)).frame(2)
    if kind == "weather":
        plain = Drawn(changed(board, camera=STILL, weather="clear")).frame(2)
        return shot.weather == "clear" or bool(difference(told, plain, 8).mean() > WEATHERED)
    if kind == "style":
        plain = Drawn(replace(changed(board, camera=STILL), style="")).frame(2)
        return bool(difference(told, plain, 4).mean() > STYLED)
    # Without the style, since some are always dark.
    plain_board = replace(board, style="", mood="")
    day = luma(Drawn(changed(plain_board, camera=STILL, time="day", lights=())).frame(2))
    bright = luma(Drawn(changed(plain_board, camera=STILL)).frame(2))
    return (
        bright < 0.96 * day
        if shot.time in ("night", "dusk")
        else abs(bright - day) > 0.002 or shot.time == "day"
    )


def _colored(board: Storyboard, subject: Subject, color: str) -> bool:
    picture, mask = mask_of(board, subject.id)
    few = mask.sum() < 30  # too small, or hidden by what the set shows itself
    return bool(few) or any(share_of(picture, mask, one) >= COLORED for one in either(color))


if __name__ == "__main__":
    every = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 1
    result = survey(open_cases()[::every])
    print(result.table())
    if "-v" in sys.argv:
        print("\n".join(result.missing))

"""The golden prompts: what each states, and how a storyboard is compared with it, per kind of element."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from laterna.engines.animatic.reader import read
from laterna.engines.animatic.reader.inference import INDOORS
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.words import Sense
from laterna.engines.animatic.storyboard import Shot, Storyboard, Subject
from tests.reader.meaning import (
    BROUGHT,
    CONTAINED,
    CONVERSE,
    DEEP,
    TOLD_AS,
    called,
    concepts_of,
    drawn_as,
    either,
    gestures,
    in_setting,
    is_body_part,
    is_setting,
    is_stuff,
    is_unseen,
    keys,
    senses,
    worn_as,
)

GOLDEN = Path(__file__).parent / "golden"
AGES = {
    "child": {"child", "young", "baby"},
    "young": {"young", "child", "adult"},
    "adult": {"adult", "young", ""},
    "": {""},
}
SCENE = ("setting", "time", "weather", "season", "era")
# Facts of the scene that the reader infers when the prompt is silent are no mistakes; these kinds have a precision.
# A verb that a stated relation already says.
IMPLIED = {
    "hold": "holding",
    "hug": "holding",
    "ride": "riding",
    "follow": "following",
    "push": "holding",
    "chase": "following",
}
HAIR = {"hair", "beard"}
PRECISE = ("subject", "color", "action", "relation", "wears", "style", "weather")


@dataclass
class Case:
    """A prompt and its facts: (kind, words)."""

    prompt: str
    facts: list[tuple[str, list[str]]]
    source: str


@dataclass
class Score:
    """Hits, misses and false claims per kind."""

    hit: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        return self.hit[kind] / max(1, self.hit[kind] + self.missed[kind])

    def precision(self, kind: str) -> float:
        return self.hit[kind] / max(1, self.hit[kind] + self.false[kind])

    def table(self) -> str:
        lines = [f"{'kind':<10}{'stated':>8}{'recall':>8}{'precision':>11}"]
        for kind in sorted(self.hit | self.missed):
            stated = self.hit[kind] + self.missed[kind]
            precision = f"{self.precision(kind):>11.1%}" if kind in PRECISE else ""
            lines.append(f"{kind:<10}{stated:>8}{self.recall(kind):>8.1%}{precision}")
        return "\n".join(lines)


def cases(pattern: str) -> list[Case]:
    """The golden prompts of the files that match."""
    found = []
    for path in sorted(GOLDEN.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                prompt, _, stated = line.partition(" | ")
                facts = [fact.strip().split(" ") for fact in stated.split(";") for fact in _one_by_one(fact)]
                found.append(Case(prompt.strip(), [(fact[0], fact[1:]) for fact in facts], path.stem))
    return found


def open_cases() -> list[Case]:
    """The golden prompts whose misses may be shown; of the others only totals are looked at."""
    return [case for case in cases("*.table") if not case.source.startswith(("final-", "sealed-"))]


def _one_by_one(fact: str) -> list[str]:
    fact = fact.strip()
    if fact.startswith("says "):
        return [fact]
    return [part.strip() for part in fact.split(",")]


def is_named(subject: Subject, name: str) -> bool:
    """Whether a subject is what a golden prompt calls `name` (`girl`: a person, female, a child; `a/b`: either)."""
    return any(_is_one(subject, word) for word in either(name))


def _is_one(subject: Subject, name: str) -> bool:
    if name in (subject.species, subject.id) or called(subject, name):
        return True
    sense = lexicon().concepts.get(name) or _named_in_english(name)
    if sense is None or sense.species not in concepts_of(subject.species):
        return False
    gender, age = sense.facts.get("gender", ""), sense.facts.get("age", "")
    return gender in ("", subject.gender) and (
        subject.species != "person" or subject.age in AGES.get(age, {age}) | {age}
    )


def _named_in_english(name: str) -> Sense | None:
    return next((sense for sense in senses(name) if sense.certain and sense.category == "thing"), None)


def measure(found: list[Case]) -> Score:
    """Reads every prompt and compares."""
    score = Score()
    for case in found:
        _compare(case, read(case.prompt), score)
    return score


def _compare(case: Case, board: Storyboard, score: Score) -> None:
    claimed: Counter[str] = Counter()
    for kind, words in case.facts:
        ok = holds(board, kind, words)
        (score.hit if ok else score.missed)[kind] += 1
        claimed[kind] += ok
        if not ok:
            score.complaints.append(f"{case.prompt}\n    missed: {kind} {' '.join(words)}")
    for kind, extra in _extras(case, board):
        score.false[kind] += 1
        score.complaints.append(f"{case.prompt}\n    false: {kind} {extra}")


def holds(board: Storyboard, kind: str, words: list[str]) -> bool:
    """Whether a storyboard has a fact."""
    return any(_in_shot(board, shot, kind, words) for shot in board.shots)


def _in_shot(board: Storyboard, shot: Shot, kind: str, words: list[str]) -> bool:
    named = [s for s in shot.subjects if words and is_named(s, words[0])]
    if kind == "subject":
        return bool(named) or is_setting(shot, words[0]) or _is_part_of_it(shot, words[0])
    if kind == "count":
        return any(s.count == int(words[1]) for s in named) or sum(s.count for s in named) == int(words[1])
    if kind == "color":
        tinted = bool(keys(words[1], "color") & set(board.palette)) and is_setting(shot, words[0])
        worn = any(_wears(s, ["", *words]) for s in shot.subjects) and words[0] in HAIR
        return tinted or worn or any(keys(words[1], "color") & set(s.colors) for s in named)
    if kind in ("emotion", "age", "size", "material"):
        young = kind == "size" and "small" in keys(words[1], kind)  # a little girl is a child
        return any(
            getattr(s, kind) in keys(words[1], kind) or (young and s.age in ("child", "baby")) for s in named
        )
    if kind == "wears":
        return any(_wears(s, words) for s in named)
    if kind == "action":
        return any(_acts(shot, s, words) for s in named)
    if kind == "relation":
        return any(_stands(shot, s, words[1], words[2]) for s in named)
    if kind == "says":
        return any(
            line.text == " ".join(words[1:]) and is_id(shot, line.speaker, words[0]) for line in shot.dialogue
        )
    if kind in SCENE:
        return getattr(shot, kind) in keys(words[0], kind)
    if kind == "camera":
        return bool(either(words[0]) & {shot.camera.move, shot.camera.angle, shot.camera.framing})
    if kind == "light":
        return bool(keys(words[0], "light") & set(shot.lights))
    if kind == "not":
        return words[0] in board.excluded and not named
    return kind in ("style", "mood", "palette") and bool(
        keys(words[0], kind) & {str(getattr(board, kind)), *board.palette}
    )


def _is_part_of_it(shot: Shot, word: str) -> bool:
    """Whether golden words name the hair of somebody whose hair is told, or the sky of a place outdoors."""
    haired = any(garment.kind in either(word) & HAIR for one in shot.subjects for garment in one.clothing)
    return haired or ("sky" in either(word) and shot.setting not in INDOORS)


def _wears(subject: Subject, words: list[str]) -> bool:
    """`lady gown silver/gray`: the garment, under any name of what is drawn, in one of the colours if told."""
    kinds = either(words[1])
    return any(
        kinds & (concepts_of(garment.kind) | {word for word in kinds if worn_as(word) == garment.kind})
        and (len(words) < 3 or garment.color in keys(words[2], "color"))
        for garment in subject.clothing
    )


def _acts(shot: Shot, subject: Subject, words: list[str]) -> bool:
    """`girl walk dog`: one of the verbs, done to the other or while in some relation to it.

    What one takes off or wipes clean may be one's own: a garment that one wears, a part of one's body. Of an idea,
    of water and of the camera itself there is nothing in the picture, so that the deed is all there is to it.
    """
    told = drawn_as(words[1], subject) | (gestures(words[1], words[2]) if len(words) > 2 else frozenset())
    deeds = [action for action in subject.actions if action.verb in told]
    if len(words) < 3 or not deeds:
        return bool(deeds)
    met = {r.object for r in shot.relations if r.subject == subject.id}
    reached = met | {action.target for action in deeds}
    own = _wears(subject, ["", words[2]]) or is_body_part(words[2]) or is_unseen(words[2])
    return own or is_setting(shot, words[2]) or any(is_id(shot, one, words[2]) for one in reached)


def _stands(shot: Shot, subject: Subject, told: str, name: str) -> bool:
    """Whether a subject stands so to what is called `name`: by a relation, its converse, a deed, or in the setting."""
    for kind in {kind for word in either(told) for kind in {word} | TOLD_AS.get(word, set())}:
        enough = {kind} | CONTAINED.get(kind, set())
        ahead = [r.object for r in shot.relations if r.subject == subject.id and r.kind in enough]
        back = [r.subject for r in shot.relations if r.object == subject.id and r.kind == CONVERSE.get(kind)]
        done = [
            action.target
            for action in subject.actions
            if any(action.verb in BROUGHT.get(one, ()) for one in enough)
        ]
        if any(is_id(shot, one, name) for one in (*ahead, *back, *done)):
            return True
        if is_setting(shot, name) and in_setting(shot, subject, kind):
            return True
        others = [one for one in shot.subjects if one is not subject and is_named(one, name)]
        if kind in DEEP and subject.place == DEEP[kind] and any(one.place != subject.place for one in others):
            return True
    return False


def is_id(shot: Shot, subject_id: str, name: str) -> bool:
    """Whether the subject with this id is what a golden prompt calls `name`."""
    return any(s.id == subject_id and is_named(s, name) for s in shot.subjects)


def _extras(case: Case, board: Storyboard) -> list[tuple[str, str]]:
    """What the storyboard claims and the prompt does not state."""
    stated: dict[str, list[list[str]]] = {}
    for kind, words in case.facts:
        stated.setdefault(kind, []).append(words)
    extra: list[tuple[str, str]] = []
    named = _names(case)
    for shot in board.shots:
        for subject in shot.subjects:
            grown = subject.kind == "plant" and subject.importance == 1  # the lavender of a lavender field
            if not any(is_named(subject, name) for name in named):
                if grown or is_stuff(subject):
                    continue
                extra.append(("subject", subject.id))
                continue
            extra += _extra_facts(subject, stated)
        if shot.weather != "clear" and not _is_stated(shot.weather, stated, "weather"):
            extra.append(("weather", shot.weather))
        for relation in shot.relations:
            told = any(relation.kind in either(words[1]) for words in stated.get("relation", []))
            plain = any(is_stuff(s) for s in shot.subjects if s.id in (relation.subject, relation.object))
            acted = plain or relation.kind in (
                "following",
                "looking_at",
                "with",
                "holding",
                "toward",
                "beside",
            )
            if not told and not acted:
                extra.append(("relation", f"{relation.subject} {relation.kind} {relation.object}"))
    if board.style and not _is_stated(board.style, stated, "style"):
        extra.append(("style", board.style))
    return list(dict.fromkeys(extra))


def _names(case: Case) -> set[str]:
    """Every name that a prompt's facts give to something, as a subject or as a partner of one."""
    found: set[str] = set()
    for kind, words in case.facts:
        if kind in ("subject", "color", "count", "action", "relation", "setting", "light"):
            found |= {words[0], *words[2:3]} - {""}
    return found


def _is_stated(value: str, stated: dict[str, list[list[str]]], kind: str) -> bool:
    return any(value in keys(words[0], kind) for words in stated.get(kind, []))


def _extra_facts(subject: Subject, stated: dict[str, list[list[str]]]) -> list[tuple[str, str]]:
    extra = []
    for color in subject.colors:
        words = lexicon().chinese.get(subject.name, ()) + lexicon().english.get(subject.name.lower(), ())
        own = [lexicon().concepts.get(subject.species), *words]
        implied = any(sense is not None and sense.facts.get("color") == color for sense in own)
        if not implied and not any(
            is_named(subject, w[0]) and color in keys(w[1], "color") for w in stated.get("color", [])
        ):
            extra.append(("color", f"{subject.id} {color}"))
    for action in subject.actions:
        told = any(
            is_named(subject, w[0]) and action.verb in drawn_as(w[1], subject)
            for w in stated.get("action", [])
        )
        relation = IMPLIED.get(action.verb, "none")
        told = told or any(
            is_named(subject, w[0]) and relation in either(w[1]) for w in stated.get("relation", [])
        )
        told = told or (action.verb == "stand" and subject.kind not in ("biped", "quadruped", "bird"))
        spoken = action.verb in ("talk", "shout") and "says" in stated
        if not told and not spoken:
            extra.append(("action", f"{subject.id} {action.verb}"))
    return extra


if __name__ == "__main__":
    import sys

    result = measure(cases(sys.argv[1] if len(sys.argv) > 1 else "*.table"))
    print(result.table())
    if "-v" in sys.argv:
        print("\n".join(result.complaints))

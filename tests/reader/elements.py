"""The golden prompts: what each states, and how a storyboard is compared with it, per kind of element."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from laterna.engines.animatic.reader import read
from laterna.engines.animatic.reader.drawn import garment_drawn
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.words import Sense
from laterna.engines.animatic.storyboard import Shot, Storyboard, Subject

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
    return [case for case in cases("*.table") if not case.source.startswith("final-")]


def _one_by_one(fact: str) -> list[str]:
    fact = fact.strip()
    if fact.startswith("says "):
        return [fact]
    return [part.strip() for part in fact.split(",")]


def either(word: str) -> set[str]:
    """The words of which each will do: `sled/sleigh`."""
    return set(word.split("/"))


def verbs(word: str) -> set[str]:
    """The drawn verbs that the verbs of a golden prompt stand for (`follow` is a walk, with a relation beside it)."""
    found = either(word)
    for verb in either(word):
        known = [lexicon().concepts.get(verb), *lexicon().english.get(verb.replace("_", " "), ())]
        found |= {sense.species for sense in known if sense is not None and sense.category == "verb"}
    return found


def is_named(subject: Subject, name: str) -> bool:
    """Whether a subject is what a golden prompt calls `name` (`girl`: a person, female, a child; `a/b`: either)."""
    return any(_is_one(subject, word) for word in either(name))


def _is_one(subject: Subject, name: str) -> bool:
    if name in (subject.species, subject.id, subject.name.lower().replace(" ", "_")):
        return True
    sense = lexicon().concepts.get(name) or _named_in_english(name)
    if sense is None or sense.species not in concepts_of(subject.species):
        return False
    gender, age = sense.facts.get("gender", ""), sense.facts.get("age", "")
    return gender in ("", subject.gender) and (
        subject.species != "person" or subject.age in AGES.get(age, {age}) | {age}
    )


def _named_in_english(name: str) -> Sense | None:
    known = lexicon().english.get(name.replace("_", " "), ())
    return next((sense for sense in known if sense.category == "thing"), None)


def concepts_of(key: str) -> set[str]:
    """The concepts that a drawn key may stand for (`corgi` is a dog, `hoodie` a sweater)."""
    known = lexicon().english.get(key.replace("_", " "), ())
    return {key} | {sense.species for sense in known} | {sense.key for sense in known}


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


def _worn_as(word: str) -> str:
    """The garment that is drawn for a word of a golden prompt."""
    known = lexicon().english.get(word.replace("_", " "), ())
    return next((garment_drawn(word, sense) for sense in known if sense.category == "garment"), word)


def _in_shot(board: Storyboard, shot: Shot, kind: str, words: list[str]) -> bool:
    named = [s for s in shot.subjects if words and is_named(s, words[0])]
    if kind == "subject":
        return bool(named)
    if kind == "count":
        return any(s.count == int(words[1]) for s in named) or sum(s.count for s in named) == int(words[1])
    if kind == "color":
        return any(either(words[1]) & set(s.colors) for s in named)
    if kind in ("emotion", "age", "size", "material"):
        return any(getattr(s, kind) in either(words[1]) for s in named)
    if kind == "wears":
        return any(
            either(words[1]) & (concepts_of(g.kind) | {w for w in either(words[1]) if _worn_as(w) == g.kind})
            and (len(words) < 3 or g.color in either(words[2]))
            for s in named
            for g in s.clothing
        )
    if kind == "action":
        return any(_acts(shot, s, words) for s in named)
    if kind == "relation":
        return any(
            r.kind in either(words[1])
            and r.subject in {s.id for s in named}
            and is_id(shot, r.object, words[2])
            for r in shot.relations
        )
    if kind == "says":
        return any(
            line.text == " ".join(words[1:]) and is_id(shot, line.speaker, words[0]) for line in shot.dialogue
        )
    if kind in SCENE:
        return getattr(shot, kind) in either(words[0])
    if kind == "camera":
        return bool(either(words[0]) & {shot.camera.move, shot.camera.angle, shot.camera.framing})
    if kind == "light":
        return bool(either(words[0]) & set(shot.lights))
    if kind == "not":
        return words[0] in board.excluded and not named
    return kind in ("style", "mood", "palette") and bool(
        either(words[0]) & {str(getattr(board, kind)), *board.palette}
    )


def _acts(shot: Shot, subject: Subject, words: list[str]) -> bool:
    for action in subject.actions:
        if action.verb in verbs(words[1]) and (len(words) < 3 or is_id(shot, action.target, words[2])):
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
    for shot in board.shots:
        for subject in shot.subjects:
            grown = subject.kind == "plant" and subject.importance == 1  # the lavender of a lavender field
            if not any(is_named(subject, words[0]) for words in stated.get("subject", [])):
                if grown:
                    continue
                extra.append(("subject", subject.id))
                continue
            extra += _extra_facts(subject, stated)
        if shot.weather != "clear" and not _is_stated(shot.weather, stated, "weather"):
            extra.append(("weather", shot.weather))
        for relation in shot.relations:
            told = any(relation.kind in either(words[1]) for words in stated.get("relation", []))
            acted = relation.kind in ("following", "looking_at", "with", "holding", "toward", "beside")
            if not told and not acted:
                extra.append(("relation", f"{relation.subject} {relation.kind} {relation.object}"))
    if board.style and not _is_stated(board.style, stated, "style"):
        extra.append(("style", board.style))
    return list(dict.fromkeys(extra))


def _is_stated(value: str, stated: dict[str, list[list[str]]], kind: str) -> bool:
    return any(value in either(words[0]) for words in stated.get(kind, []))


def _extra_facts(subject: Subject, stated: dict[str, list[list[str]]]) -> list[tuple[str, str]]:
    extra = []
    for color in subject.colors:
        words = lexicon().chinese.get(subject.name, ()) + lexicon().english.get(subject.name.lower(), ())
        own = [lexicon().concepts.get(subject.species), *words]
        implied = any(sense is not None and sense.facts.get("color") == color for sense in own)
        if not implied and not any(
            is_named(subject, w[0]) and color in either(w[1]) for w in stated.get("color", [])
        ):
            extra.append(("color", f"{subject.id} {color}"))
    for action in subject.actions:
        told = any(is_named(subject, w[0]) and action.verb in verbs(w[1]) for w in stated.get("action", []))
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

"""What the words of a golden prompt mean in the reader's keys: its author need not know them."""

from functools import cache

from laterna.engines.animatic.reader.deeds import Deed
from laterna.engines.animatic.reader.drawn import garment_drawn
from laterna.engines.animatic.reader.english import bases, word_token
from laterna.engines.animatic.reader.gestures import gesture_with
from laterna.engines.animatic.reader.glossary import english_names
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.words import Sense
from laterna.engines.animatic.storyboard import Shot, Subject

# Relations that say the same the other way round.
CONVERSE = {
    "left_of": "right_of",
    "right_of": "left_of",
    "in_front_of": "behind",
    "behind": "in_front_of",
    "above": "under",
    "under": "above",
    "beside": "beside",
    "with": "with",
}
# Relations that contain another: who holds a thing is with it, who rides a boat is on it.
CONTAINED = {"with": {"holding"}, "on": {"riding"}, "in": {"riding"}}
# Relations that a deed brings: who carries a lamp holds it.
BROUGHT = {
    "holding": {"hold", "hug", "pull", "push", "play_music"},
    "looking_at": {"look", "photograph", "read"},
    "riding": {"ride", "drive"},
    "following": {"follow", "chase"},
}
# Who is drawn in a setting that is also named as a thing is in it, on it, or at its shore.
WITHIN = frozenset({"in", "on", "with", "around"})
SHORES = frozenset({"lake", "river", "ocean", "beach", "harbor", "waterfall", "lotus_pond", "coastal_city"})
# Settings that are seen behind whoever is there.
VISTAS = frozenset({"mountain", "volcano", "castle", "temple", "waterfall", "ruins"})
AIRBORNE = frozenset({"fly", "float", "jump", "rise", "circle", "fall"})
# Going is drawn as each goes: geese fly, boats sail, trucks drive.
GOING = frozenset({"walk", "run"})
WAYS = {
    "bird": {"fly", "swim"},
    "fish": {"swim"},
    "vehicle": {"drive", "sail", "fly", "swim"},
    "insect": {"fly"},
}
# What hangs, lies or leans without being alive is drawn standing still.
RESTING = frozenset({"float", "lie", "sit", "lean", "stand"})
ALIVE = frozenset({"biped", "quadruped", "bird", "fish", "insect", "reptile"})
# Gliding over water or ice is no flight.
GLIDING = ("glid", "drift", "paddl")
# Prepositions that the storyboard has other words for.
TOLD_AS = {
    "between": {"in", "beside"},
    "across": {"on"},
    "over": {"above"},
    "past": {"beside"},
    "through": {"in"},
    "at": {"beside", "in_front_of"},
    "near": {"beside"},
    "against": {"beside"},
    "along": {"beside", "on"},
    "inside": {"in"},
    "into": {"in", "toward"},
    "below": {"under"},
    "outside": {"in_front_of", "beside"},
}
# Places within the frame, and who stands there against everybody else.
DEEP = {
    "behind": "background",
    "in_front_of": "foreground",
    "above": "sky",
    "left_of": "left",
    "right_of": "right",
}
# The deed that stands for every verb without one of its own.
ANY_DEED = "work"


def either(word: str) -> set[str]:
    """The words of which each will do: `sled/sleigh`."""
    return set(word.split("/"))


@cache
def senses(word: str) -> tuple[Sense, ...]:
    """All senses of one golden word, by its key or by its English name."""
    concept = lexicon().concepts.get(word)
    name = word.replace("_", " ")
    known = lexicon().english.get(name) or (word_token(name, name).senses if " " not in name else ())
    return (*((concept,) if concept is not None else ()), *known)


@cache
def keys(words: str, category: str) -> frozenset[str]:
    """The reader's keys for golden words of one category (`smithy/forge`: the setting `workshop`), and they themselves.

    A longer name that the lexicon does not have means what its last word means: a `fishing_village` is a `village`.
    """
    found = either(words)
    for word in either(words):
        known = [sense for sense in senses(word) if sense.category == category]
        known = known or [s for s in senses(word.rpartition("_")[2]) if s.category == category]
        found |= {key for sense in known for key in (sense.key, sense.species)}
    return frozenset(found)


@cache
def verbs(words: str) -> frozenset[str]:
    """The drawn verbs that the verbs of a golden prompt stand for (`follow` is a walk, with a relation beside it)."""
    found = set(keys(words, "verb"))
    for word in either(words):
        first = next(
            (sense for sense in senses(word.split("_")[0]) if sense.category.startswith("verb")), None
        )
        # What the lexicon knows as a noun alone (`pole`) is a deed without a picture of its own.
        found.add(first.species if first is not None and first.category == "verb" else ANY_DEED)
    if "play" in found:
        found.add("play_music")  # as one plays the guitar
    return frozenset(found)


def drawn_as(words: str, subject: Subject) -> frozenset[str]:
    """The drawn verbs for golden verbs when this subject does them."""
    found = set(verbs(words))
    if found & GOING:
        found |= WAYS.get(subject.kind, set())
    if any(word.startswith("hang") for word in either(words)) and subject.kind == "biped":
        found.add("hold")  # who hangs a thing up has it in hand
    if any(word.startswith(GLIDING) for word in either(words)):
        found |= {"slide", "swim", "sail"}
    if found & RESTING and subject.kind not in ALIVE:
        found.add("stand")
    return frozenset(found)


@cache
def gestures(words: str, parts: str) -> frozenset[str]:
    """The drawn verbs for what is done with a part of the body: who raises an arm waves."""
    found = set()
    for word in either(words):
        for sense in senses(word):
            deed = Deed(sense, [], text=word)
            acted = [gesture_with(deed, part) for part in either(parts)]
            found |= {one.species for one in acted if one is not None}
    return frozenset(found)


def concepts_of(key: str) -> set[str]:
    """The concepts that a drawn key may stand for (`corgi` is a dog, `hoodie` a sweater)."""
    known = lexicon().english.get(key.replace("_", " "), ())
    return {key} | {sense.species for sense in known} | {sense.key for sense in known}


def called(subject: Subject, word: str) -> bool:
    """Whether the prompt itself calls a subject so: its whole name, or the noun that its name ends in, in English."""
    name = subject.name.lower().replace("-", " ").replace(" ", "_")
    endings = (english_names(subject.name[at:]) for at in range(len(subject.name)))
    if word in next(filter(None, endings), ()):
        return True
    return any(name == word or name.endswith("_" + word) for name in _singulars(name))


def _singulars(name: str) -> set[str]:
    before, joint, last = name.rpartition("_")
    return {name} | {before + joint + base for base, form in bases(last) if form == "s"}


def worn_as(word: str) -> str:
    """The garment that is drawn for a word of a golden prompt."""
    known = lexicon().english.get(word.replace("_", " "), ())
    return next((garment_drawn(word, sense) for sense in known if sense.category == "garment"), word)


def is_body_part(words: str) -> bool:
    """Whether golden words name a part of a body, which is drawn with whose it is."""
    return any(sense.category == "part" for word in either(words) for sense in senses(word))


def is_unseen(words: str) -> bool:
    """Whether golden words name nothing that stands in a picture: the camera, or what the lexicon calls an idea."""
    known = [senses(word) for word in either(words)]
    return "camera" in either(words) or any(one and one[0].category == "abstract" for one in known)


def is_setting(shot: Shot, words: str) -> bool:
    """Whether golden words name the setting of a shot."""
    return shot.setting in keys(words, "setting")


def is_stuff(subject: Subject) -> bool:
    """Whether a subject is what a scene is made of (floor, smoke, black marble), which no golden prompt need list."""
    named = (lexicon().concepts.get(subject.species), *lexicon().chinese.get(subject.name, ()))
    surface = any(known.category == "material" for known in lexicon().english.get(subject.name.lower(), ()))
    return surface or any(sense is not None and "stuff" in sense.facts for sense in named)


def in_setting(shot: Shot, subject: Subject, kind: str) -> bool:
    """Whether being in the shot is to stand in this relation to what its setting is named after."""
    lofty = subject.kind == "celestial" or any(action.verb in AIRBORNE for action in subject.actions)
    airborne = kind == "above" and lofty
    seen = kind == "in_front_of" and shot.setting in VISTAS
    return seen or kind in WITHIN or (kind == "beside" and shot.setting in SHORES) or airborne

"""Compiles the reader's word tables from public dictionaries.

usage: compile_words.py WORDNET_DICT_DIR OPENCC_DATA_DIR JIEBA_DICT_FILE

Writes, beside the hand-written tables of the reader:
  traditional.table  traditional characters and their simplified forms (OpenCC, Apache-2.0)
  english.table      common English words: parts of speech, and for nouns what they are a kind of (WordNet 3.1)
  chinese.table      Chinese words: part of speech, in capitals if the word is rare (jieba, MIT)
The notices of the three stand in NOTICE.txt beside the tables.
"""

import sys
from collections import Counter
from pathlib import Path

from laterna.engines.animatic.reader.lexicon import english_name, lexicon, table_text

DATA = Path(__file__).parents[1] / "src/laterna/engines/animatic/reader/data"
# Lexicographer files of WordNet whose nouns can be seen, by their number.
PHYSICAL = {
    "05": "animal",
    "06": "thing",
    "13": "food",
    "15": "place",
    "17": "thing",
    "18": "person",
    "20": "plant",
}
BODY = "08"
ARTIFACT, PERSON = "06", "18"
COUNTS = "一二两三四五六七八九十百千万几数每这那"
TOO_GENERAL = {
    "object",
    "artifact",
    "whole",
    "thing",
    "animal",
    "beast",
    "creature",
    "plant",
    "person",
    "human",
    "figure",
    "machine",
    "device",
    "food",
    "structure",
    "building",
    "building complex",
    "article",
    "instrument",
    "tool",
    "container",
    "way",
    "part",
    "material",
    "equipment",
    "covering",
    "leader",
    "worker",
    "insect",
    "tree",
    "fish",
    "bird",
    "flower",
    "vehicle",
    "craft",
    "area",
    "location",
}
FALLBACKS = {
    "bird": "bird",
    "fish": "fish",
    "insect": "insect",
    "tree": "tree",
    "flower": "flower",
    "snake": "snake",
    "lizard": "lizard",
    "vehicle": "car",
    "watercraft": "boat",
    "vessel": "ship",
    "aircraft": "airplane",
    "building": "apartment",
    "house": "house",
    "furniture": "table",
    "seat": "chair",
    "musical instrument": "guitar",
    "stringed instrument": "guitar",
    "wind instrument": "flute",
    "percussion instrument": "drum",
    "fruit": "apple",
    "vegetable": "cabbage",
    "bread": "bread",
    "dish": "noodles",
    "beverage": "juice",
    "weapon": "sword",
    "firearm": "gun",
    "clothing": "costume",
    "footwear": "shoes",
    "headdress": "hat",
    "box": "box",
    "bag": "bag",
    "tool": "wrench",
    "mammal": "fox",
    "dog": "dog",
    "cat": "cat",
    "monkey": "monkey",
    "dinosaur": "dinosaur",
    "reptile": "lizard",
    "amphibian": "frog",
    "worker": "worker",
    "scientist": "scientist",
    "musician": "musician",
    "athlete": "runner",
    "soldier": "soldier",
    "artist": "artist",
    "tower": "tower",
    "crustacean": "crab",
    "mollusk": "snail",
    "arachnid": "spider",
    "herb": "plant",
    "shrub": "bush",
    "plant": "plant",
    "fungus": "mushroom",
    "gem": "crystal",
    "toy": "stuffed_animal",
    "machine": "machine",
    "computer": "laptop",
    "candy": "candy",
    "cake": "cake",
    "jewelry": "ring_thing",
    "lamp": "lamp",
    "bridge": "bridge_building",
    "rock": "rock",
    "leader": "office_worker",
    "adult": "person",
    "child": "child",
    "woman": "woman",
    "man": "man",
    "performer": "dancer",
    "equid": "horse",
    "feline": "cat",
    "canine": "dog",
    "bovid": "cow",
    "bovine": "cow",
    "antelope": "deer",
    "rodent": "mouse",
    "primate": "monkey",
    "whale": "whale",
    "aquatic bird": "duck",
    "bird of prey": "eagle",
    "wading bird": "heron",
    "bear": "bear",
    "boat": "boat",
    "ship": "ship",
    "motor vehicle": "car",
    "cutlery": "spoon",
    "drinking vessel": "cup",
    "bottle": "bottle",
    "ball": "ball",
    "sword": "sword",
    "meat": "steak",
}


def traditional(opencc: Path) -> str:
    kept = []
    for line in (opencc / "TSCharacters.txt").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 2 and len(cells[0]) == 1:
            simple = cells[1].split(" ")[0]
            if simple != cells[0] and len(simple) == 1 and ord(cells[0]) < 0x10000 and ord(simple) < 0x10000:
                kept.append((cells[0], simple))
    first, second = "".join(a for a, _ in kept), "".join(b for _, b in kept)
    return f"# Traditional characters, and their simplified forms in the same order.\n{first}\n{second}\n"


class WordNet:
    """Nouns with their first senses and hypernyms, and how often a word is met as which part of speech."""

    def __init__(self, folder: Path) -> None:
        self.tags: dict[str, Counter[str]] = {}
        self.sense_tags: Counter[tuple[str, str]] = Counter()
        self.senses: dict[str, list[str]] = {}
        self.synsets: dict[str, tuple[str, list[str], list[str]]] = {}
        self._frequencies(folder)
        for line in (folder / "index.noun").read_text().splitlines():
            if not line.startswith(" "):
                cells = line.split()
                self.senses[cells[0].replace("_", " ")] = cells[-int(cells[2]) :]
        for line in (folder / "data.noun").read_text().splitlines():
            if not line.startswith(" "):
                self._synset(line)

    def _frequencies(self, folder: Path) -> None:
        letters = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
        for line in (folder / "index.sense").read_text().splitlines():
            key, offset, _, count = line.split()
            word, rest = key.split("%")
            letter = letters[rest[0]]
            self.tags.setdefault(word.replace("_", " "), Counter())[letter] += int(count)
            if letter == "n":
                self.sense_tags[(word.replace("_", " "), offset)] += int(count)

    def _synset(self, line: str) -> None:
        cells = line.split(" | ")[0].split()
        count = int(cells[3], 16)
        words = [cells[4 + 2 * i].replace("_", " ").lower() for i in range(count)]
        at = 4 + 2 * count
        pointers = [cells[at + 1 + 4 * i : at + 5 + 4 * i] for i in range(int(cells[at]))]
        self.synsets[cells[0]] = (cells[1], words, [p[1] for p in pointers if p[0] in ("@", "@i")])


def ancestor(net: WordNet, offset: str, names: dict[str, str]) -> str:
    """The nearest concept that can be drawn above a synset, or an empty text."""
    queue, seen = [offset], 0
    while queue and seen < 30:
        _, words, above = net.synsets[queue.pop(0)]
        seen += 1
        for word in words:
            if word in names and word not in TOO_GENERAL:
                return names[word]
            if seen > 1 and word in FALLBACKS:
                return FALLBACKS[word]
        queue += above
    return ""


VERB_FILES = {
    "38": "walk",
    "34": "eat",
    "32": "talk",
    "39": "look",
    "33": "fight",
    "36": "work",
    "35": "work",
}
TOO_GENERAL_VERBS = {
    "set",
    "put",
    "place",
    "stand",
    "stay",
    "remain",
    "stop",
    "rest",
    "put on",
    "lay",
    "face",
    "make",
    "move",
    "change",
    "act",
    "do",
    "get",
    "give",
    "have",
    "create",
    "take",
    "use",
    "cover",
    "go",
    "show",
    "shift",
    "turn",
    "think",
    "start",
    "keep",
    "hold",
    "touch",
    "let",
    "want",
    "try",
}


def verb_concepts(folder: Path, known: dict[str, str]) -> dict[str, str]:
    """Verbs outside the lexicon, and the nearest verb of the lexicon above each."""
    synsets: dict[str, tuple[str, list[str], list[str]]] = {}
    for line in (folder / "data.verb").read_text().splitlines():
        if not line.startswith(" "):
            cells = line.split(" | ")[0].split()
            count = int(cells[3], 16)
            at = 4 + 2 * count
            pointers = [cells[at + 1 + 4 * i : at + 5 + 4 * i] for i in range(int(cells[at]))]
            words = [cells[4 + 2 * i].replace("_", " ").lower() for i in range(count)]
            synsets[cells[0]] = (cells[1], words, [p[1] for p in pointers if p[0] == "@"])
    found: dict[str, str] = {}
    for line in (folder / "index.verb").read_text().splitlines():
        if line.startswith(" "):
            continue
        cells = line.split()
        queue, seen = [cells[-int(cells[2])]], 0
        concept = ""
        while queue and not concept and seen < 8:
            lexfile, words, above = synsets[queue.pop(0)]
            seen += 1
            concept = next(
                (known[word] for word in words if word in known and word not in TOO_GENERAL_VERBS), ""
            )
            queue += above
        found[cells[0].replace("_", " ")] = concept or VERB_FILES.get(lexfile, "")
    return found


def english(wordnet: Path) -> str:
    net, known = WordNet(wordnet), lexicon().english
    verbs = verb_concepts(wordnet, {n: s[0].key for n, s in known.items() if s[0].category == "verb"})
    names = {
        name: senses[0].key if senses[0].category in ("thing", "setting", "garment") else ""
        for name, senses in known.items()
    }
    names = {name: key for name, key in names.items() if key}
    lines = []
    for word in sorted(net.tags):
        counts = net.tags[word]
        total = sum(counts.values())
        if not word.replace("'", "").isalpha() or english_name(word) in known or len(word) < 3:
            continue
        code = "".join(letter for letter, _ in counts.most_common())
        kind, key = _noun(net, word, names) if "n" in code else ("", "")
        rare = not key and not (code.startswith("a") and len(word) < 12)
        if total == 0 and (rare or len(word) > 12):
            continue
        verb = verbs.get(word, "") if "v" in code else ""
        lines.append(f"{word}\t{code}\t{kind}\t{key}\t{verb}".rstrip("\t"))
    return (
        "# Word, parts of speech (most frequent first), kind of noun, nearest noun concept, nearest verb concept.\n"
        + "\n".join(lines)
        + "\n"
    )


def _noun(net: WordNet, word: str, names: dict[str, str]) -> tuple[str, str]:
    senses = net.senses.get(word, [])
    if not senses:
        return "", ""
    best = max(senses, key=lambda offset: (net.sense_tags[(word, offset)], -senses.index(offset)))
    made = [offset for offset in senses if net.synsets[offset][0] == ARTIFACT]
    if net.synsets[best][0] == PERSON and not net.sense_tags[(word, best)] and made:
        best = made[0]  # a toaster is rather a thing than somebody who drinks a health
    lexfile = net.synsets[best][0]
    if lexfile == BODY:
        return "body", ""
    if lexfile not in PHYSICAL:
        return "abstract", ""
    return PHYSICAL[lexfile], ancestor(net, best, names)


PLACE_MARKS = "上下里中内外前后旁边间着了的过"
DESCRIBING = "大小老新红白黑黄绿蓝"


def splits(word: str) -> bool:
    """Whether a word is better read as two that the lexicon knows (床上, 大树, 上爬)."""
    known = lexicon().chinese
    if (word[:-1] in known and word[-1] in PLACE_MARKS) or (word[0] in DESCRIBING and word[1:] in known):
        return True
    first, rest = known.get(word[:1], ()), known.get(word[1:], ())
    if any(s.category == "verb" for s in first) and any(s.category in ("thing", "garment") for s in rest):
        return True  # 看书 and 骑马 say a deed and its object
    return word[0] in "上下" and any(sense.category == "verb" for sense in known.get(word[1:], ()))


def chinese(jieba: Path) -> str:
    known = lexicon().chinese
    lines = []
    for line in jieba.read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        if tag[:2] in ("nr", "ns", "nt", "nz"):
            continue
        common = int(count) >= (250 if tag[0] in "nv" else 150)
        rare = len(word) > 1 and int(count) >= (5 if tag[0] == "v" else 20)
        plain = all("\u4e00" <= mark <= "\u9fff" for mark in word)
        counted = (word[0] in COUNTS and len(word) < 4) or (len(word) == 1 and tag[0] not in "vad")
        if (
            (common or rare)
            and plain
            and not counted
            and not splits(word)
            and 1 <= len(word) <= 4
            and word not in known
            and tag[0] in "nvadilzb"
        ):
            lines.append(word + (tag[0] if common else tag[0].upper()))
    return "# Common words, each followed by its part of speech.\n" + " ".join(sorted(lines)) + "\n"


def main() -> None:
    wordnet, opencc, jieba = (Path(argument) for argument in sys.argv[1:4])
    table_text("grammar")
    (DATA / "traditional.table").write_text(traditional(opencc), encoding="utf-8")
    (DATA / "english.table").write_text(english(wordnet), encoding="utf-8")
    (DATA / "chinese.table").write_text(chinese(jieba), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Chinese text to tokens: traditional to simplified, then the segmentation with the fewest unknown characters."""

from functools import cache

from laterna.engines.animatic.reader.compounds import completed, is_completed, verb_by_characters
from laterna.engines.animatic.reader.glossary import english_names, senses_by_english
from laterna.engines.animatic.reader.lexicon import facts_of, lexicon, table_text
from laterna.engines.animatic.reader.words import Sense, Token

UNKNOWN_COST = 10.0
LEXICON_COST = 1.0
COMMON_COST = 1.45
RARE_COST = 2.0
SINGLE_COST = 1.6
COMMON_SINGLE_COST = 2.2
FUSED_COST = 0.1
PANS = frozenset({"上摇", "下摇", "左摇", "右摇"})
# Words that in a description are always two: 坐在篝火旁听故事.
NEVER = frozenset(
    {"旁听", "上听", "边听", "着眼", "把头", "着手", "着地", "前排", "着火车", "在家门", "了解开"}
)
PLACE_WORDS = "上里中下"
# 母鸭, 雄狮
SEXES = frozenset("母公雌雄")
ANIMALS = frozenset({"quadruped", "bird", "fish", "insect", "reptile"})
LONGEST = 8
# Parts of speech of common words (first letter) and the category that stands for them.
PARTS = {
    "n": "noun",
    "v": "verb_other",
    "a": "adjective",
    "d": "adverb",
    "i": "adjective",
    "l": "adjective",
    "z": "adjective",
    "b": "adjective",
}
HANDLED = frozenset("松挥招拍握伸举放动出住分牵拉洗缩甩摊亲白顺随徒空双单左右玉纤把扒小大")
VERBAL = ("verb", "verb_other", "relation", "function")
# What the first part of a compound may be.
NAMING = ("thing", "noun", "setting", "adjective", "color", "size", "material", "unknown", "style")
HAN = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))


def is_han(mark: str) -> bool:
    """Whether a character is Chinese."""
    return any(first <= mark <= last for first, last in HAN) or mark == "〇"


@cache
def _simplifying() -> dict[int, int]:
    lines = [line for line in table_text("traditional").splitlines() if not line.startswith("#")]
    return str.maketrans(lines[0], lines[1])


def simplified(text: str) -> str:
    """The text with every traditional character replaced by its simplified form; its length stays the same."""
    return text.translate(_simplifying())


@cache
def common_words() -> dict[str, str]:
    """Common words outside the lexicon and the category of each."""
    text = table_text("chinese").split("\n", 1)[1]
    return {entry[:-1]: PARTS[entry[-1].lower()] for entry in text.split()}


@cache
def rare_words() -> frozenset[str]:
    """Those of the common words that are seldom used, which give way to two that are used more."""
    text = table_text("chinese").split("\n", 1)[1]
    return frozenset(entry[:-1] for entry in text.split() if entry[-1].isupper())


def segment(text: str) -> list[Token]:
    """Splits a run of Chinese characters into tokens; unknown neighbours are joined into one token."""
    known, common = lexicon().chinese, common_words()
    size = len(text)
    costs = [0.0] + [float("inf")] * size
    steps = [0] * (size + 1)
    for end in range(1, size + 1):
        for length in range(1, min(LONGEST, end) + 1):
            cost = costs[end - length] + _cost(text[end - length : end], known, common)
            if cost < costs[end]:
                costs[end], steps[end] = cost, length
    words: list[str] = []
    at = size
    while at:
        words.append(text[at - steps[at] : at])
        at -= steps[at]
    return completed(_joined(_someone([_token(word) for word in reversed(words)])))


def _someone(tokens: list[Token]) -> list[Token]:
    """街上一个人跑过 is about somebody, 她一个人坐着 tells that she is alone."""
    told: list[Token] = []
    for token in tokens:
        known = told[-1].category if told else ""
        split = token.text == "一个人" and known not in ("thing", "pronoun")
        told += [_token("一个"), _token("人")] if split else [token]
    return told


def _cost(word: str, known: dict[str, tuple[Sense, ...]], common: dict[str, str]) -> float:
    if word in NEVER:
        return float("inf")
    if word in PANS or (word[0] == "的" and len(word) > 1 and word in known):
        # 穿盔甲的士兵 has no taxi in it.
        return LEXICON_COST + FUSED_COST  # 摇椅上摇着扇子
    if word in known:
        # 一桶水上山: a place word goes with its noun only if nothing else is lost.
        fused = FUSED_COST if len(word) == 2 and word[-1] in PLACE_WORDS else 0.0
        return SINGLE_COST if len(word) == 1 else LEXICON_COST + fused
    if english_names(word):
        return LEXICON_COST if len(word) > 1 else COMMON_SINGLE_COST
    if word in common:
        usual = RARE_COST if word in rare_words() else COMMON_COST
        return usual if len(word) > 1 else COMMON_SINGLE_COST
    return UNKNOWN_COST if len(word) == 1 else float("inf")


def _token(word: str) -> Token:
    senses = lexicon().chinese.get(word, ())
    senses = senses or senses_by_english(word)
    if not senses and word in common_words():
        senses = _common(word, common_words()[word])
    return Token(word, senses, chinese=True)


def _common(word: str, category: str) -> tuple[Sense, ...]:
    if category == "noun":
        found = _ending(word) or _headed(word) or _beginning(word) or _somebody(word)
        if found is not None:
            return (found,)
    if category == "verb_other" or (category == "adjective" and is_completed(word)):
        drawn = verb_by_characters(word)
        if drawn is not None:
            return (drawn,)
    return (Sense(category, word, certain=False),)


def _headed(word: str) -> Sense | None:
    """What a word is by its last character alone: 竹篓 is a basket, 更衣室 a room."""
    if word[-1] == "手" and word[0] in HANDLED:
        return None  # 松手 is done with a hand, 水手 is somebody
    means = facts_of("ending").get(word[-1], {}).get("means", "") if len(word) > 1 else ""
    sense = lexicon().concepts.get(means)
    return Sense(sense.category, sense.key, sense.kind, sense.facts, certain=False) if sense else None


def _somebody(word: str) -> Sense | None:
    """Words that end like 研究员 or 登山者 name a person."""
    if len(word) > 1 and word[-1] in "员者师手匠夫妇迷客" and not (word[-1] == "手" and word[0] in HANDLED):
        person = lexicon().concepts["person"]
        return Sense("thing", "person", person.kind, person.facts, certain=False)
    return None


def _ending(word: str) -> Sense | None:
    """The longest known thing that ends a word, as 树 ends 水杉树."""
    for start in range(1, len(word)):
        for sense in lexicon().chinese.get(word[start:], ()):
            if sense.category in ("thing", "setting", "garment") and not _is_stuff(word[start:], sense):
                return Sense(sense.category, sense.key, sense.kind, sense.facts, certain=False)
    return None


def _is_stuff(ending: str, sense: Sense) -> bool:
    """Whether a last character alone would make water of a word: 流浪 is no wave."""
    return len(ending) == 1 and "stuff" in sense.facts


def _beginning(word: str) -> Sense | None:
    for sense in lexicon().chinese.get(word[:1], ()):
        if sense.category == "thing" and len(word) == 2:
            return Sense(sense.category, sense.key, sense.kind, sense.facts, certain=False)
    return None


def _joined(tokens: list[Token]) -> list[Token]:
    joined: list[Token] = []
    for at, token in enumerate(tokens):
        if joined and joined[-1].text in SEXES and token.senses and token.senses[0].kind in ANIMALS:
            joined[-1] = Token(joined[-1].text + token.text, token.senses, chinese=True)
        elif joined and not token.senses and not joined[-1].senses:
            joined[-1] = Token(joined[-1].text + token.text, chinese=True)
        elif joined and _ends(joined[-1], token, tokens[at + 1] if at + 1 < len(tokens) else None):
            means = facts_of("ending")[token.text]["means"]
            sense = lexicon().concepts[means]
            found = Sense(sense.category, sense.key, sense.kind, sense.facts, certain=False)
            joined[-1] = Token(joined[-1].text + token.text, (found,), chinese=True)
        else:
            joined.append(token)
    return [token if token.senses else named(token) for token in joined]


def _ends(before: Token, token: Token, after: Token | None) -> bool:
    """Whether a character that is no word by itself here ends a compound: 打印+机, 烧烤+架."""
    if token.text not in facts_of("ending") or len(before.text) + len(token.text) < 3:
        return False
    if (
        before.text.endswith(("在", "着", "了", "到", "向", "进", "出", "上", "下"))
        and before.category in VERBAL
    ):
        return False  # 坐在+民宿, 盯着+崖
    named = after is None or (bool(after.senses) and after.category in (*VERBAL, "manner", "adverb"))
    if token.text in ("女", "男"):
        return named and before.category in ("verb", "verb_other", "thing", "unknown", "noun", "adverb")
    plain = not token.senses or not token.senses[0].certain
    measure = bool(token.senses) and token.category == "measure"
    if measure and after is not None and (not after.senses or after.category in NAMING):
        return False
    if (
        lexicon().concepts[facts_of("ending")[token.text]["means"]].category == "garment"
        and before.category == "verb"
    ):
        return False  # 晾衣服
    described = not measure and before.category in ("verb", "verb_other", "quality", "")
    return (plain or measure) and (described or before.category in NAMING)


def named(token: Token) -> Token:
    """An unknown word takes the meaning of the longest known thing that ends it, as 水杉树 ends in 树."""
    found = _ending(token.text) or _somebody(token.text)
    if found is None and len(token.text) == 1:
        found = verb_by_characters(token.text)
    if found is None:
        category = "unknown" if len(token.text) > 1 else "adverb"
        found = Sense(category, token.text, certain=False)
    return Token(token.text, (found,), chinese=True)

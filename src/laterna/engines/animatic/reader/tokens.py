"""A prompt to tokens: words of both languages, punctuation as marks, quoted speech as one token."""

import re
import unicodedata
from typing import Literal

from laterna.engines.animatic.reader.chinese import is_han, segment, simplified
from laterna.engines.animatic.reader.english import tokens_of
from laterna.engines.animatic.reader.filming import put_plainly
from laterna.engines.animatic.reader.hours import in_words
from laterna.engines.animatic.reader.lexicon import english_name, lexicon
from laterna.engines.animatic.reader.words import Sense, Token

QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "‘": "’", "«": "»"}
LONGEST_QUOTE = 400
SINGLE_QUOTED = re.compile(r"(?:(?<=[\s:,])|^)'([^'\n]*(?:(?<=\w)'(?=\w)[^'\n]*)*)'(?=[\s.,!?;]|$)")
NOT_HAN = r"[^\W_\u3400-\u9fff\uf900-\ufaff〇\U00020000-\U0003ffff]"
WORD = re.compile(rf"{NOT_HAN}+(?:'{NOT_HAN}+)*(?:(?<=s)'(?=\s))?")
STOPS = ".!?。！？…\n"
BREAKS = ",;:，；：、—()（）[]【】|/·~～"
MARKS = {
    **dict.fromkeys(STOPS, "."),
    **dict.fromkeys(BREAKS, ","),
    "、": "、",
    ":": ":",
    "：": ":",
    ";": ";",
    "；": ";",
}
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
KEPT_WIDE = "，。！？；：（）"
COMPOUND = re.compile(rf"{NOT_HAN}+(?:-{NOT_HAN}+)+")
QUALIFIED = (
    "ed", "ing", "like", "style", "sized", "free", "lit", "worn", "made", "built", "bound", "old", "clad", "drawn",
    "grade", "quality", "speed", "range", "contrast", "toned", "level", "key", "wide", "deep", "esque",
)  # fmt: skip
COUNTED = re.compile(r"(\d{1,2})(girls?|boys?|men|man|woman|women|cats?|dogs?|people|others?)")
REFERENCE = re.compile(r"@(?:image|video|图片?|视频)\s?\d*", re.IGNORECASE)
# What is said to a camera or a model, not of the picture: `16:9`, `--ar 9:16`, `f/1.8`, `85mm`, `ISO 400`, `(…:1.2)`.
TECHNICAL = re.compile(
    r"--\w+(?:\s+[\d.:]+)?|\b\d{1,2}\s?:\s?\d{1,2}\b|\bf/\d+(?:\.\d+)?|\biso\s?\d+\b|:\d\.\d+\b"
    r"|\b(?!(?:16|35|70)mm)\d{2,3}\s?mm(?:\s+(?:prime\s+)?lens)?\b|\b\d{1,3}(?:\.\d)?\s?(?:fps|hz)\b|\b[48]\s?k\b",
    re.IGNORECASE,
)
# 戴著 is 戴着, and 著名 is not 着名.
LASTING = re.compile("(?<![显名原编卓昭论译巨专土执合遗])著(?![名作称述录书者])")
# 项链, not 项炼: chains are written with either sign.
CHAINED = re.compile("(?<=[项手拉铁脚锁表链金银珠])炼(?![钢油铁金乳制])")
# 火星 that fly are sparks, and no planet.
SPARKING = re.compile("火星(?=子|四溅|飞溅|迸|乱|溅|直冒|噼啪|闪烁|点点)")
# 一筐筐, 一盏盏: several.
REPEATED = re.compile(
    r"一([只个条匹头座艘辆朵棵把张本颗根块片件幢栋株杯碗盏束封支枝幅滴盆筐篮箱袋排串堆群队面道缕层团圈])\1"
)
NUMBERED = re.compile(r"(?:(?<=\n)|^)\s*\d+[.)、]\s")


def language_of(text: str) -> Literal["en", "zh", "mixed"]:
    """`zh` or `en` when at most a tenth is of the other language, else `mixed`."""
    chinese = sum(map(is_han, text))
    # A Chinese character says about as much as half an English word.
    english = len(re.findall(r"[A-Za-z]+", text)) * 2
    if chinese and english and min(chinese, english) * 8 > max(chinese, english):
        return "mixed"
    return "zh" if chinese > english else "en"


def cleaned(text: str) -> str:
    """Simplified characters, plain quotes within words, ordinary width; other marks stay."""
    for mark in KEPT_WIDE:
        FULL_WIDTH.pop(ord(mark), None)
    text = unicodedata.normalize("NFC", text).translate(FULL_WIDTH)
    text = re.sub(r"(?<=\w)’(?=\w)", "'", text)
    return SPARKING.sub("火花", CHAINED.sub("链", LASTING.sub("着", simplified(text.replace("\r", "\n")))))


def tokens_in(prompt: str) -> list[Token]:
    """All tokens of a prompt in order."""
    text = REFERENCE.sub(" person ", cleaned(prompt))
    text = TECHNICAL.sub(" ", NUMBERED.sub("\n", text))
    text = REPEATED.sub("一些", text)
    text = re.sub("[tT]恤", "衬衫", text)
    found: list[Token] = []
    at = 0
    for start, end, quote in _quotes(text):
        found += _plain(put_plainly(in_words(text[at:start])))
        found.append(Token(quote, mark="quote", quote=quote))
        if quote[-1] in STOPS and text[end:].lstrip()[:1].isupper():
            found.append(Token(".", mark="."))  # the stop within the quotes ends the sentence around them too
        at = end
    return found + _plain(put_plainly(in_words(text[at:])))


def _quotes(text: str) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    at = 0
    while at < len(text):
        close = QUOTES.get(text[at])
        end = text.find(close, at + 1, at + LONGEST_QUOTE) if close else -1
        if end > at + 1:
            spans.append((at, end + 1, text[at + 1 : end].strip()))
            at = end
        at += 1
    if not spans:
        spans = [(m.start(), m.end(), m.group(1).strip()) for m in SINGLE_QUOTED.finditer(text) if m.group(1)]
    return [span for span in spans if span[2]]


def _plain(text: str) -> list[Token]:
    found: list[Token] = []
    words: list[str] = []
    at = 0
    while at < len(text):
        mark = text[at]
        if is_han(mark):
            end = at
            while end < len(text) and is_han(text[end]):
                end += 1
            found += tokens_of(words) + segment(text[at:end])
            words, at = [], end
            continue
        compound = COMPOUND.match(text, at)
        described = _described(compound.group()) if compound is not None else None
        if compound is not None and described is not None:
            found += tokens_of(words)
            words, at = [], compound.end()
            found.append(Token(compound.group(), (described,), frozenset({"base"})))
            continue
        match = WORD.match(text, at)
        if match is not None:
            words += _split(match.group())
            at = match.end()
            continue
        if mark in MARKS:
            found += tokens_of(words)
            words = []
            found.append(Token(mark, mark=MARKS[mark]))
        at += 1
    return found + tokens_of(words)


def _described(compound: str) -> Sense | None:
    """The colour (`rust-red`) or quality (`heart-shaped`) of a hyphenated word that the lexicon does not have."""
    known = lexicon().english
    if english_name(compound) in known:
        return None
    for sense in known.get(english_name(compound.rpartition("-")[2]), ()):
        if sense.category == "color" and not sense.facts.get("choosy"):
            return sense
    if compound.lower().endswith(QUALIFIED):
        return Sense("adjective", compound.lower(), certain=False)
    return None


def _split(word: str) -> list[str]:
    """Takes a possessive or short form apart: `girl's` becomes `girl` and `'s`."""
    lower = word.lower()
    counted = COUNTED.fullmatch(lower)
    if counted is not None:
        return [counted.group(1), word[len(counted.group(1)) :]]
    if lower.endswith("'s") and lower not in (
        "bird's",
        "worm's",
        "god's",
        "chef's",
        "captain's",
        "it's",
        "that's",
        "there's",
        "children's",
        "let's",
        "van gogh's",
    ):
        return [word[:-2], "'s"]
    if lower.endswith("s'"):
        return [word[:-1], "'s"]
    return [word]

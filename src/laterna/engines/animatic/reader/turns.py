"""Chinese turns of speech whose words say something else than their parts: 吓得, 滚得到处都是, 头也不抬地."""

from laterna.engines.animatic.reader.lexicon import facts_of, lexicon
from laterna.engines.animatic.reader.wordclasses import NOUNS, VERBS
from laterna.engines.animatic.reader.words import Sense, Token

FARTHEST = 9
OPENING = frozenset({"measure", "number", "color", "size", "age"})
COVERED = frozenset({"满身", "满脸", "满头", "浑身", "满手", "满嘴", "一脸", "满身都"})
TWO_COLORS = frozenset(one + other for one in "黑白红蓝黄灰绿" for other in "黑白红蓝黄灰绿" if one != other)
PATTERNED = frozenset({"相间", "的", "条纹", "花", "格子", "相间的", "花纹", "斑点", "两色", "双色", "色"})
NEGATED = frozenset({"也不", "都不", "也没", "都没"})


def chinese_turns(tokens: list[Token]) -> list[Token]:
    """The tagged tokens of one sentence with degrees and manners in one word each, or left out where nothing shows."""
    return _degrees(_unturned(_uncovered(_styled(_falling(_pied(tokens))))))


def _falling(tokens: list[Token]) -> list[Token]:
    """冰雹砸在屋顶上: weather that has a verb of its own is a thing that falls."""
    found = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        if token.category != "weather" or not token.chinese or tokens[at + 1].category not in VERBS:
            continue
        things = [s for s in lexicon().chinese.get(token.text, ()) if s.category == "thing"]
        if things:
            found[at] = Token(token.text, (things[0],), chinese=True)
    return found


def _styled(tokens: list[Token]) -> list[Token]:
    """一只手绘小熊: a style in the midst of a name is told after it."""
    found: list[Token] = []
    styles: list[Token] = []
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        before = tokens[at - 1] if at else None
        opened = before is not None and (before.text == "的" or before.category in OPENING)
        named = after is not None and after.category in ("thing", "garment", "color", "size", "age")
        inside = token.chinese and token.category == "style" and opened and named
        (styles if inside else found).append(token)
    return [*found, *(one for style in styles for one in (Token(",", mark=","), style))]


def _uncovered(tokens: list[Token]) -> list[Token]:
    """满身雪花的小伙子: what somebody is covered with is no thing of its own."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text not in COVERED:
            found.append(tokens[at])
            at += 1
            continue
        at += 1
        while at < len(tokens) and (tokens[at].category in NOUNS or tokens[at].text in ("是", "都是")):
            at += 1
        at += at < len(tokens) and tokens[at].text == "的"
    return found


def _pied(tokens: list[Token]) -> list[Token]:
    """黑白花猫, 黑白条纹的上衣: two colours of a thing, and no film without colour."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        after = next((t for t in tokens[at + 1 : at + 4] if t.text not in PATTERNED), None)
        striped = at + 1 < len(tokens) and tokens[at + 1].text in PATTERNED - {"的", "色"}
        pied = token.text in TWO_COLORS and (striped or token.category == "style")
        pied = pied and after is not None and after.category in ("thing", "garment")
        colors = lexicon().chinese
        found += [Token(sign, (colors[sign][0],), chinese=True) for sign in token.text] if pied else [token]
    return found


def _degrees(tokens: list[Token]) -> list[Token]:
    """气得跺脚: the feeling is a manner of the stamping; 滚得到处都是: how far something rolls is not drawn."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        before = found[-1] if found else None
        if token.text != "得" or not token.chinese or before is None or before.mark:
            found.append(token)
            at += 1
            continue
        feeling = facts_of("feeling").get(before.text.removesuffix("着"))
        if feeling is not None:
            found[-1] = Token(before.text + "得", (Sense("manner", "feeling", facts=feeling),), chinese=True)
            at += 1
            continue
        end = _degree_end(tokens, at + 1)
        if before.category in VERBS and end and tokens[end - 1].text == "的":
            found.pop()  # 晒得黝黑的男孩
        at = end or at + 1
    return found


def _degree_end(tokens: list[Token], at: int) -> int:
    """Where a degree that names no thing ends: after its 的 or at the next mark; 0 if it names something."""
    for here in range(at, min(len(tokens), at + FARTHEST)):
        token = tokens[here]
        if token.mark:
            return here
        if token.text == "的":
            return here + 1
        if token.category in NOUNS - {"part", "abstract", "unknown", "noun"}:
            return 0
    return len(tokens) if len(tokens) < at + FARTHEST else 0


def _unturned(tokens: list[Token]) -> list[Token]:
    """头也不抬地, 头也不回: what somebody does not even do only says how."""
    found = list(tokens)
    for at in range(len(tokens) - 3, -1, -1):
        text = tokens[at + 1].text + tokens[at + 2].text
        if tokens[at].category != "part" or text not in NEGATED:
            continue
        end = next((k for k in range(at + 3, min(at + 6, len(found))) if found[k].text == "地"), at + 3) + 1
        found[at:end] = []
    return found

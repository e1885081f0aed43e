"""Chinese clauses that stand before their noun: 坐在椅子上的狐狸, 在草地上奔跑的小猫."""

from laterna.engines.animatic.reader.phrases import ATTRIBUTES
from laterna.engines.animatic.reader.wordclasses import NOUNS, VERBS
from laterna.engines.animatic.reader.words import Token

OPENERS = frozenset({"在", "从", "向", "朝", "由", "用", "被", "正在", "正", "和", "与", "跟", "对"})
PLACES_WORDS = frozenset({"relation"})


def relative_end(tokens: list[Token], at: int) -> int | None:
    """Where 的 closes the clause that begins at `at` and describes the noun after it, or None."""
    if not _opens(tokens, at):
        return None
    inside_place = noun_inside = False
    seen_verb = False
    for here in range(at, len(tokens)):
        token = tokens[here]
        if token.mark and token.mark != "scene":
            return None
        if token.category == "number" and here > at and seen_verb and _counts_a_doer(tokens, here):
            return None
        if token.text == "在":
            inside_place = True
        elif token.category in VERBS and token.text.endswith("在"):
            # 走在落满银杏叶的小路上: what describes the place is no end of the clause.
            following = tokens[here + 1] if here + 1 < len(tokens) else None
            inside_place = following is not None and following.category in VERBS
        elif _is_locative(token) or (token.category in VERBS and noun_inside):
            inside_place = False
        noun_inside = (noun_inside or token.category in NOUNS) and inside_place
        seen_verb = seen_verb or token.category in VERBS or _is_locative(token)
        if token.text == "的" and here > at and seen_verb and not inside_place and _closes(tokens, here):
            return here
    return None


def _opens(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.category in ("manner", "adverb") and at and at + 1 < len(tokens):
        # 角落里独自流泪的男人
        before = tokens[at - 1]
        led = before.category in ("relation", "measure", "number") or before.mark == "、"
        return token.chinese and led and tokens[at + 1].category in VERBS
    if token.text == "在" and going_on(tokens, at):
        return False
    return token.chinese and not token.mark and (token.category in VERBS or token.text in OPENERS)


def going_on(tokens: list[Token], at: int) -> bool:
    """Whether 在 says that a verb is being done (长颈鹿在吃树叶), and opens no place (在跳舞的人群中)."""
    before, ahead = tokens[at - 1] if at else None, tokens[at + 1 : at + 9]
    if before is None or before.category not in NOUNS or not ahead or ahead[0].category not in VERBS:
        return False
    for token in ahead:
        if token.mark:
            break
        if _is_locative(token):
            return False
    return True


def _is_locative(token: Token) -> bool:
    return token.category == "relation" and token.text not in OPENERS


def _closes(tokens: list[Token], at: int) -> bool:
    """Whether 的 at this place ends a clause: it follows no plain attribute, and a noun follows."""
    before = tokens[at - 1]
    bare_place = _is_locative(before) and at > 1 and tokens[at - 2].category not in NOUNS
    if bare_place:
        return False
    if before.category in ATTRIBUTES | {"pronoun", "manner"} or at + 1 >= len(tokens):
        return False
    for token in tokens[at + 1 : at + 7]:
        if token.mark:
            return False
        if token.category in NOUNS:
            return not _place_follows(tokens, at + 1)
        if token.category not in ATTRIBUTES | {"number", "measure", "scene"} and token.text != "的":
            return False
    return False


def _place_follows(tokens: list[Token], at: int) -> bool:
    # In 在开满鲜花的草地上 the noun belongs to the place that 在 opened, which the caller tracks.
    return False


def _counts_a_doer(tokens: list[Token], at: int) -> bool:
    """A counted noun whose own description follows (一只飞过的鸟) begins a new phrase."""
    for token in tokens[at + 1 : at + 4]:
        if token.category in VERBS:
            return True
        if token.category in NOUNS:
            return False
    return False

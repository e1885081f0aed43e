"""Clothes: who wears them, and when they are a thing of their own."""

from laterna.engines.animatic.reader.draft import ANIMATE, Figure
from laterna.engines.animatic.reader.drawn import garment_drawn
from laterna.engines.animatic.reader.glossary import english_names
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase, tint_of
from laterna.engines.animatic.reader.pronouns import Pronouns
from laterna.engines.animatic.reader.wordclasses import VERBS

WORN = frozenset(
    {
        "headphones",
        "mask",
        "necklace",
        "eyepatch",
        "wings",
        "halo",
        "earrings",
        "bracelet",
        "ring",
        "watch",
        "brooch",
    }
    | {
        "hairpin",
        "medal",
        "garland",
        "wreath",
        "goggles",
        "veil",
        "sunglasses",
        "wig",
        "hair_clip",
        "bandage",
    }
)
# What makes clothes a thing of their own when it is done to them.
WARE_VERBS = frozenset(
    {"cook", "hold", "open", "work", "shop", "throw", "give", "paint", "push", "pull", "look", "build"}
)
# Places at the clothes that somebody has on.
AT_CLOTHES = frozenset({"on", "behind", "under", "beside", "above", "in_front_of"})
# What is done to clothes that one has on.
ADJUSTED = (
    "按",
    "掀起",
    "撩起",
    "扶",
    "整理",
    "压低",
    "拉低",
    "拢",
    "裹紧",
    "理了理",
    "拉紧",
    "提起裙",
    "撩起",
    "系好",
    "扣好",
)
# What an animal wears without standing up like a person.
# What an unknown garment is by the end of its name.
ENDINGS = (
    ("cap", "cap"),
    ("hat", "hat"),
    ("coat", "coat"),
    ("suit", "suit"),
    ("shirt", "shirt"),
    ("dress", "dress"),
)
SHELTERS = frozenset(
    {"shoes", "boots", "hat", "top_hat", "straw_hat", "helmet", "gloves", "socks", "cap", "backpack"}
)
PET_WEAR = frozenset({"collar", "headband", "scarf", "crown", "hat", "santa_hat"})


class Clothes(Pronouns):
    """The clause parser's handling of what is worn."""

    def _garment(self, phrase: Phrase, owners: list[Figure]) -> None:
        assert phrase.head is not None
        color = (
            phrase.colors[0] if phrase.colors else phrase.head.facts.get("color", "") or tint_of(phrase.text)
        )
        owners = [f for f in owners if f.animate or (f.kind == "object" and "stuff" not in f.sense.facts)]
        if not owners and phrase.chinese and not self.negated:
            owners = [f for f in self.draft.figures if f.kind == "biped" and f.lead][-1:]
        for figure in owners:
            figure.wear(garment_drawn(phrase.text, phrase.head), color)
            if figure.kind != "biped" and figure.animate and phrase.head.key not in PET_WEAR:
                figure.anthropomorphic, figure.kind = True, "biped"
        if not owners and not self.negated:
            self.draft.note(phrase.text, "guessed", f"worn {phrase.head.key}")
        else:
            self.draft.note(phrase.text, "understood", phrase.head.key)
        handled = self.role == "object" and self.deed is not None and not self.pending and not self.after_mark
        if handled and self.deed is not None and self.deed.verb == "fly":
            self.deed.sense = lexicon().concepts["hold"]  # `takes off her helmet`
        moved = phrase.owner or (phrase.chinese and not self.wearing)
        if moved and self.after_mark and not self.pending:
            self.orphan = self.scenic = self.verb_follows()
        if self.pending == "in" and not phrase.chinese:
            # `in green scrubs and a mask`
            self.wearing, self.dressing_at = True, self.at
        self.pending = ""
        self.joining = False

    def _wearer_there(self, phrase: Phrase) -> Figure | None:
        """Whose clothes a place is at, put on them (稻草人的草帽上, 妈妈裙子后面); None if it is no such place."""
        head = phrase.head
        if head is None or head.category != "garment" or not phrase.chinese or self.pending not in AT_CLOTHES:
            return None
        owner = next(((sense, text) for sense, text in phrase.modifiers if sense.kind in ANIMATE), None)
        if owner is None:
            return None
        sense, text = owner
        named = Phrase(head=sense, text=text.removeprefix("owner:"), definite=True, chinese=True)
        figure = figure_for(named, self.draft)
        if figure is not None:
            figure.wear(
                garment_drawn(phrase.text.removeprefix(named.text), head), next(iter(phrase.colors), "")
            )
        return figure

    def _is_ware(self, phrase: Phrase, owners: list[Figure]) -> bool:
        """Whether clothes are a thing by themselves: knitted, sold, or with nobody there to wear them."""
        if (
            phrase.owner
            or self.wearing
            or self.negated
            or phrase.head is None
            or phrase.head.facts.get("vague")
        ):
            return False
        before = self.tokens[self.at - 1].text if self.at else ""
        if phrase.chinese and self.pending in ("in", "through") and before in ("里", "里面", "中"):
            return True  # 从帽子里
        if self.pending == "in" and self.preposition in ("out of", "inside", "into", "inside of"):
            return True
        housed = self.pending == "in" and self.deed is not None and phrase.counted and not phrase.chinese
        small = bool(owners) and all(figure.kind != "biped" for figure in owners)
        if housed and small and phrase.head.key in SHELTERS:
            return True  # `a mouse hides in a shoe`
        if self.role == "object" and self.deed is not None and not self.pending and not self.after_mark:
            if phrase.chinese and self.deed.text.startswith(ADJUSTED):
                return False  # 按住帽子: it is worn
            if phrase.chinese and self.deed.sense.category == "verb_other":
                return True  # 改裙子
            if self.deed.doers and all(doer.kind not in ("biped",) for doer in self.deed.doers):
                return True  # `a puppy chews a slipper`
            return self.deed.verb in WARE_VERBS and phrase.head.key != "backpack"
        named = phrase.counted or phrase.definite or self.verb_follows() or bool(phrase.colors)
        named = named or not (phrase.chinese or self.draft.figures)
        return not owners and not self.pending and named

    def _worn(self, phrase: Phrase, owners: list[Figure]) -> bool:
        """Things that are worn though they are no clothes (headphones, a mask), and clothes of unknown names."""
        head = phrase.head
        if (
            head is not None
            and self.pending in ("in", "with")
            and head.key in WORN
            and owners
            and owners[-1].kind == "biped"
        ):
            self.wearing, self.dressing_at, self.pending = True, self.at, ""
        if head is None or not self.wearing or self.dressing_at < 0 or self.pending or not owners:
            return False
        if any(t.mark or t.category in VERBS for t in self.tokens[self.dressing_at + 1 : self.at]):
            return False
        worn = garment_drawn(phrase.text, head)
        worn = next((name for name in english_names(phrase.text) if name in WORN), worn)
        if head.category in ("unknown", "noun") and (phrase.chinese or not head.kind):
            worn = next((kind for end, kind in ENDINGS if phrase.text.lower().endswith(end)), "costume")
        elif worn not in WORN:
            return False
        for figure in owners:
            figure.wear(worn, phrase.colors[0] if phrase.colors else "")
        self.draft.note(phrase.text, "understood" if worn != "costume" else "guessed", f"worn {worn}")
        self.joining = False
        return True

    def _owners(self, phrase: Phrase) -> list[Figure]:
        if phrase.owner:
            return self.referents(phrase.owner)
        if (
            self.last
            and self.last[-1].animate
            and (self.wearing or self.pending in ("with", "in"))
            and not self.deed
        ):
            return self.last
        if (
            self.last
            and self.last[-1].animate
            and self.last != self.subjects
            and self.pending in ("with", "in", "")
        ):
            return self.last
        return self.subjects or [figure for figure in self.last if figure.animate] or self.inherited

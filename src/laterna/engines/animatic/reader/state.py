"""What the clause parser remembers from word to word."""

from typing import cast

from laterna.engines.animatic.reader.deeds import Deed
from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.naming import place_of
from laterna.engines.animatic.reader.verbs import finish
from laterna.engines.animatic.reader.wordclasses import BE, NOUNS, VERBS
from laterna.engines.animatic.reader.words import Sense, Token
from laterna.engines.animatic.storyboard import Place, RelationKind

# `Outside, rain falls` is no place within the frame.
OUTDOORS = frozenset({"outside", "outdoors", "外面", "外"})


# How verbs end that bring somebody in, who is named after them: 门外走进两个人.
ARISING = ("来", "出", "起", "过", "进", "下", "上", "了", "落")


class ClauseState:
    """The place in a sentence, who it is about, the open verb and preposition, and the small words still in force."""

    def __init__(self, draft: Draft, tokens: list[Token], subjects: list[Figure] | None = None) -> None:
        self.draft = draft
        self.tokens = tokens
        self.at = 0
        self.inherited = list(subjects or [])
        self.subjects: list[Figure] = []
        self.last: list[Figure] = []
        self.deed: Deed | None = None
        self.pending = ""
        self.negated = False
        self.likened = False
        self.made = False
        self.wearing = False
        self.joining = False
        self.relative = False
        self.passive = False
        self.orphan = False
        self.after_mark = True
        self.manner = ""
        # What the last deed was done to, if it can be thrown or given now.
        self.handled: list[Figure] = []
        # Who did the last verb that had somebody to do it.
        self.acted: list[Figure] = []
        self.dangling: list[tuple[str, Figure]] = []
        self.next_place: Place = ""
        self.staged = False
        self.aim: list[Figure] = []
        self.filmed = False
        # Whoever had been named last when the open verb came.
        self.before_deed: list[Figure] = []
        # Whether the camera has left something for what comes after `to`.
        self.panned = False
        self.fronted: list[Figure] = []
        self.unspoken = len(draft.dialogue)
        self.inverted: list[tuple[str, Figure]] = []
        self.role = ""
        # Whether what the clause speaks of is a part, an idea or the weather, which act out nothing.
        self.scenic = False
        self.filling: list[Figure] = []
        self.technical = False
        self.dressing_at = -1
        self.gesture: Sense | None = None
        # The last preposition in its own words, and what it related to whom: an `and` may go on with it.
        self.preposition = ""
        self.located: tuple[str, list[Figure]] | None = None
        # The same of the preposition before: `finds a coat in the trash behind a house`.
        self.chained: tuple[str, list[Figure]] | None = None
        # What stands in the middle when left and right are spoken of in turn.
        self.landmark: Figure | None = None

    def _settle_place(self) -> None:
        """A place without a noun (`on the left`) is where the last figure stands, or the next one at the start."""
        place = place_of(self.pending)
        before = self.tokens[self.at - 1 : self.at] + self.tokens[max(0, self.at - 2) : self.at - 1]
        if any(token.text.lower() in OUTDOORS for token in before):
            place = ""
        if place:
            if self.staged and self.draft.settings:
                self.draft.settings[-1] = (1, self.draft.settings[-1][1])
            elif self.last:
                for figure in self.last:
                    figure.place = figure.place or place
            else:
                self.next_place = place
        self.pending = ""

    def begin_with(self, figure: Figure) -> None:
        """Lets the clause begin anew with this figure as the one it is about."""
        self.close_deed()
        self.draft.enter(figure)
        figure.lead = True
        self.subjects, self.last = [figure], [figure]
        self.pending, self.role = "", ""
        self.after_mark = self.joining = self.orphan = self.scenic = False

    def begin_there(self, kind: str) -> bool:
        """Lets the clause begin anew, about who is in this relation to what was named last."""
        self.close_deed()
        self.dangling = [(kind, figure) for figure in self.last]
        self.leave()
        self.at += 1
        return True

    def leave(self) -> None:
        """Forgets whom the clause was about; what is dangling stays."""
        self.close_deed()
        self.subjects, self.last, self.inherited = [], [], []
        self.pending, self.role = "", ""
        self.joining = self.relative = self.scenic = self.orphan = False
        self.after_mark = True

    def close_deed(self) -> None:
        finish(self.deed, self.draft)
        self.deed = None

    def verb_follows(self) -> bool:
        for token in self.tokens[self.at : self.at + 3]:
            if token.mark:
                return False
            if token.category in VERBS:
                return "ing" not in token.forms or True
            if token.text.lower() in BE:
                return True
            if token.category in NOUNS | {"relation"}:
                return False
        return False

    def _stand_there(self, figures: list[Figure], places: list[tuple[str, Figure]]) -> None:
        for kind, other in places:
            for figure in figures:
                if kind not in ("of", "using", "filled", "surrounded"):
                    told = "beside" if kind in ("between", "amid") else kind
                    self.draft.relate(figure, cast(RelationKind, told), other)

    def something_is_there(self) -> bool:
        """Whether a lasting verb follows a place: 窗外飘着花瓣, 桌上放着一杯牛奶."""
        ahead = self.tokens[self.at : self.at + 3]
        for at, token in enumerate(ahead):
            if token.mark:
                return False
            if token.category in VERBS or token.text in ("有", "是", "下"):
                lasting = token.text.endswith(("着", "有", "满", "满了")) or token.text == "是"
                after = ahead[at + 1] if at + 1 < len(ahead) else None
                comes = token.text.endswith(ARISING) and after is not None and after.category == "number"
                return lasting or comes or (after is not None and after.text == "着")
        return False

    def _list_goes_on(self) -> bool:
        return any(
            t.category == "negation" or t.text.lower() in ("or", "和", "或")
            for t in self.tokens[self.at : self.at + 4]
        )

    def _garment_follows(self) -> bool:
        for token in self.tokens[self.at + 1 : self.at + 6]:
            if token.category == "garment":
                return True
            if token.mark or token.category in ("relation", "verb"):
                return False
        return False

    def _auxiliary(self) -> bool:
        before = self.tokens[self.at - 2] if self.at > 1 else None
        return before is not None and before.text.lower() in BE

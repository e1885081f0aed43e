"""The clause parser: who does what to whom, where, and with what. One pass from left to right over tagged tokens."""

from laterna.engines.animatic.reader.coloring import one_each
from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.leftovers import leave_out
from laterna.engines.animatic.reader.lexicon import lexicon, listed
from laterna.engines.animatic.reader.naming import place_of
from laterna.engines.animatic.reader.phrases import ATTRIBUTES, DEFINITE, read_phrase, take_qualities
from laterna.engines.animatic.reader.places import CONTAINERS
from laterna.engines.animatic.reader.predicates import Predicates
from laterna.engines.animatic.reader.relatives import going_on, relative_end
from laterna.engines.animatic.reader.roles import GOVERNING
from laterna.engines.animatic.reader.scenery import is_local, take_scene
from laterna.engines.animatic.reader.speech import name_speaker, speak
from laterna.engines.animatic.reader.twos import one_of_two
from laterna.engines.animatic.reader.verbs import finish
from laterna.engines.animatic.reader.vicinity import (
    PLACES_ALONE,
    PLAIN_PLACES,
    VIEWED,
    is_near,
    stand_by_the_last,
    stand_near,
)
from laterna.engines.animatic.reader.wordclasses import BE, NOUNS, SCENE, VERBS, WHO
from laterna.engines.animatic.reader.words import Token
from laterna.engines.animatic.storyboard import Action

QUALIFYING = ATTRIBUTES | {"number", "measure"}
SKIPPED_RELATIONS = frozenset({"for", "through"})
COMPARISON_ENDS = frozenset({"一样", "般", "似的", "一般", "样"})
# Words that open a clause when a noun and its verb follow, and are prepositions otherwise.
CLAUSAL = frozenset({"as", "since", "until", "because"})
FILMED = frozenset({"shot", "filmed", "captured", "photographed", "rendered", "recorded"})
# `a fountain in front of which …`
WHOM = frozenset({"which", "whom"})
SIDES = frozenset({"left_of", "right_of"})
CENTRAL = frozenset({"中间", "中央", "正中", "正中间", "正中央"})
MANNERS = {"slow": "slow", "fast": "fast", "gentle": "gentle", "wild": "wild"}


def word_ends(token: Token) -> bool:
    """Whether a word may end a description before `shot on …`: it is about style, time or film."""
    return token.category in SCENE or token.category in ("abstract", "conjunction", "quality")


def opens_adverbial(token: Token) -> bool:
    """Whether a scene phrase brings its own preposition (`in the rain`)."""
    return token.text.lower().split(" ")[0] in ("in", "at", "under", "by", "beneath", "on", "against")


class Clause(Predicates):
    """Reads the tokens of one sentence into a draft. `subjects` may be given by the sentence before."""

    def read(self) -> list[Figure]:
        """Reads everything; returns the figures that the sentence is about."""
        while self.at < len(self.tokens):
            before = self.at
            self._step(self.tokens[self.at])
            if self.at == before:
                leave_out(self, self.tokens[self.at])
                self.at += 1
        self._settle_place()
        finish(self.deed, self.draft)
        name_speaker(self.draft, self.unspoken, self.subjects)
        return self.subjects or [figure for figure in self.inherited if figure in self.draft.figures]

    def _step(self, token: Token) -> None:
        if self.technical and not token.mark and token.category not in SCENE:
            self.at += 1
        elif token.mark == "quote":
            self._quote(token)
        elif token.mark:
            self._mark(token)
        elif token.category in SCENE:
            self._scene(token)
        elif (token.chinese and self._relative_clause()) or one_each(self) or one_of_two(self):
            return
        elif self._small_word(token):
            self.at += 1
            opened = token.category == "conjunction" or (token.text.lower() in CLAUSAL and not self.pending)
            self.after_mark = opened and self.after_mark
        elif token.category in VERBS and self._shines_on():
            self.at += 1
        elif token.category in VERBS and not self._begins_phrase():
            self._verb(token)

        else:
            self._noun_phrase()

    def _small_word(self, token: Token) -> bool:
        word, category = token.text.lower(), token.category
        if category == "negation":
            self.negated = True
        elif category == "comparison":
            self.likened = True
        elif category == "alias" and self.last:
            self.draft.cast.aliases[token.key] = self.last[-1]
        elif category == "made" and not (token.text in "由用" and not self._made_follows()):
            self.made = True
        elif category == "made":
            self.pending = "using"
        elif category == "dressed" or (token.senses and token.senses[0].facts.get("rel") == "wearing"):
            self._dress()
        elif category == "manner" and not self._begins_phrase():
            self._take_manner(token)
        elif category == "passive" or (word == "by" and self.deed is not None and self.deed.passive):
            self.passive = True
        elif category == "conjunction":
            self._conjunction(token)
        elif word in FILMED and self._filmed_on():
            self.technical = True
        elif word == "where":
            self.leave()
        elif category == "fronted":
            self.pending = "fronted"
        elif category == "relation" and self._relation(token):
            pass
        elif word in WHO and self.last and not token.chinese:
            self.relative = True
        elif word in COMPARISON_ENDS and self.likened:
            self.likened = False
        elif word in BE:
            self.orphan = False
        elif category in ("function", "adverb") and not self._begins_phrase():
            return word not in DEFINITE or read_phrase(self.tokens, self.at)[0] is None
        else:
            return False
        return True

    def _filmed_on(self) -> bool:
        """`shot on 35mm`, `rendered in Octane`: what follows up to the comma speaks of the camera."""
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        opens = self.at == 0 or bool(self.tokens[self.at - 1].mark) or word_ends(self.tokens[self.at - 1])
        return opens and following is not None and following.text.lower() in ("on", "with", "using", "by")

    def _made_follows(self) -> bool:
        return any(t.category == "made" and len(t.text) > 1 for t in self.tokens[self.at + 1 : self.at + 6])

    def _dress(self) -> None:
        owner = self.aim or (self.last if self.last and self.last[-1].animate else self.subjects)
        self.aim = []
        self.wearing = True
        self.dressing_at = self.at
        if owner and owner is not self.subjects and not self.subjects:
            self.subjects = owner
        self.pending = ""

    def _take_manner(self, token: Token) -> None:
        sense = token.senses[0]
        manner = MANNERS.get(sense.key, "")
        emotion = sense.facts.get("emotion", "")
        for figure in self.subjects or self.last:
            figure.emotion = figure.emotion or emotion
        if self.deed is not None and not token.chinese and not self.deed.manner:
            self.deed.manner = manner
        self.manner = manner

    def _conjunction(self, token: Token) -> None:
        if token.key == "and":
            self.joining = True
        elif token.key in ("while", "then"):
            self.close_deed()
            self.after_mark = True

    def _relation(self, token: Token) -> bool:
        key = token.key
        self.chained = self.located
        self.preposition, self.located = token.text.lower(), None
        if self._relates_nothing(token):
            return True
        if key == "toward" and token.chinese and self.after_mark:
            self.close_deed()
        self._settle_place()
        alone = token.text.lower() in PLACES_ALONE
        if (key in SIDES or alone) and self._side_first(token):
            return True
        if self.last and self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].text.lower() in WHOM:
            return self.begin_there(key)
        if self._is_there(token):
            hollow = [figure for figure in self.draft.figures if figure.species in CONTAINERS]
            self.last = hollow[-1:] if key == "in" and hollow else self.last
            return self.begin_there(key)
        if self.deed is not None and key in ("in", "on", "beside") and self.deed.passive:
            self.deed.closed = True
        self.pending = key
        self.wearing = False
        return True

    def _relates_nothing(self, token: Token) -> bool:
        """Whether the word begins a clause, joins nouns or tells what becomes of something, and no place."""
        word, key = token.text.lower(), token.key
        if token.text == "在" and going_on(self.tokens, self.at) and (self.subjects or self.last):
            return True
        if word in CLAUSAL and self._clause_follows():
            self.close_deed()
            self.pending, self.after_mark, self.joining, self.role = "", True, False, ""
            return True
        if (
            token.chinese
            and token.text not in ("和", "与", "跟", "同", "以及", "及")
            and self._locative(token)
        ):
            return True
        if key == "with" and token.chinese and self.last:
            self.joining = True
            return True
        if word == "into" and self.deed is not None and self.deed.verb == "turn" and self.deed.targets:
            self.deed.sense = lexicon().concepts["transform"]
            self.pending = "for"
            return True
        if key in SKIPPED_RELATIONS:
            self.pending = "through" if key == "through" else "for"
            return True
        return False

    def _is_there(self, token: Token) -> bool:
        """`inside is a dragon`, `above are balloons`: what follows is there, in relation to what was named last."""
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        there = after is not None and after.text.lower() in BE
        return (
            there and not token.chinese and self.after_mark and bool(self.last) and token.key in PLAIN_PLACES
        )

    def _side_first(self, token: Token) -> bool:
        """`to the right a soldier smokes`: the side of what was in the middle, or of the picture, for who is next."""
        if token.chinese or token.text.lower().endswith("of"):
            return False
        phrase, _ = read_phrase(self.tokens, self.at + 1)
        if phrase is None or phrase.head is None or not (self.after_mark or self.at == 0):
            return False
        self._begin_side(token)
        return True

    def _begin_side(self, token: Token) -> None:
        self.close_deed()
        if self.landmark is not None and token.key in SIDES:
            self.dangling = [(token.key, self.landmark)]
        else:
            self.next_place = place_of(token.key)
        self.subjects, self.last, self.inherited = [], [], []
        self.pending, self.role, self.joining = "", "", False

    def _clause_follows(self) -> bool:
        """Whether `as` opens a clause (`as she looks out`) and no comparison (`dressed as a king`)."""
        phrase, after = read_phrase(self.tokens, self.at + 1)
        while after < len(self.tokens) and self.tokens[after].category in ("adverb", "manner", "function"):
            after += 1
        return phrase is not None and after < len(self.tokens) and self.tokens[after].category in VERBS

    def _locative(self, token: Token) -> bool:
        """A Chinese place word without a noun before it (左边是一只猫) places what comes next."""
        if token.text in ("在", "向", "往", "从", "沿", "透过") or token.text.endswith(("着", "朝")):
            return False
        if token.key in ("toward", "away_from", "for"):
            return False
        if self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].text == "的":
            stand_by_the_last(self, token.key)
            self.pending = self.pending if self.pending in GOVERNING else ""
            return True
        if stand_near(self, token.key):
            return True
        place = place_of(token.key)
        if token.text in CENTRAL and self.after_mark:
            self.leave()
            self.next_place = "center"
            return True
        if token.key in SIDES and self.landmark is not None and self.after_mark:
            self._begin_side(token)
            return True
        if self.after_mark and self.subjects and self._somebody_is_there():
            hollow = token.key == "in" and bool(self.last) and self.last[-1].species in CONTAINERS
            self.dangling = [(token.key, figure) for figure in (self.last if hollow else self.subjects)]
            self.close_deed()
            self.subjects, self.last, self.inherited = [], [], []
            self.scenic = False
        elif place and not self.pending:
            self.next_place = place
        self.pending = ""
        return True

    def _somebody_is_there(self) -> bool:
        """Whether a verb and a counted noun follow: 旁边放着一个闹钟."""
        ahead = self.tokens[self.at + 1 : self.at + 5]
        if ahead and ahead[0].text == "是":
            return self.tokens[self.at].key not in SIDES
        if ahead and ahead[0].category == "number" and is_near(self.tokens[self.at]):
            return True
        verb = next((at for at, token in enumerate(ahead) if token.category in VERBS), None)
        if verb is None:
            return False
        lasting = ahead[verb].text.endswith(("着", "有")) or (
            verb + 1 < len(ahead) and ahead[verb + 1].text == "着"
        )
        return lasting or any(token.category == "number" for token in ahead[verb + 1 : verb + 3])

    def _mark(self, token: Token) -> None:
        self.at += 1
        if token.mark == "、":
            self.joining = True
            return
        self.technical = False
        self.located = None
        self.scenic = self.scenic and not (self.at < len(self.tokens) and self.tokens[self.at].chinese)
        self._settle_place()
        self.filmed = False
        self.filling = []
        self.likened = self.made = self.relative = self.orphan = False
        self.wearing = self.wearing and self._garment_follows()
        if not (self.negated and self._list_goes_on()):
            self.negated = False
        self.passive = False
        self.after_mark = True
        self.role = "list" if not self.joining else self.role
        if self.deed is not None and (self.deed.figures_done or token.mark != ","):
            self.close_deed()

    def _quote(self, token: Token) -> None:
        self.at += 1
        if self._says_next():
            name_speaker(self.draft, self.unspoken, self.subjects)
            self.unspoken = len(self.draft.dialogue)
            self.close_deed()
            self.subjects, self.last, self.inherited = [], [], []
            self.role, self.joining, self.after_mark = "", False, True
        speak(self.draft, token.quote, self.subjects or self.inherited, self.last, self.tokens[: self.at - 1])

    def _says_next(self) -> bool:
        """Whether who says it comes after the quote: `"Hello," replies the dog`."""
        verb = self.tokens[self.at] if self.at < len(self.tokens) else None
        if verb is None or verb.category not in VERBS or "say" not in verb.senses[0].facts:
            return False
        phrase, _ = read_phrase(self.tokens, self.at + 1)
        return phrase is not None and (phrase.head is not None or bool(phrase.pronoun))

    def _scene(self, token: Token) -> None:
        before = self.tokens[self.at - 1] if self.at else None
        self.at += 1
        if token.text.lower() in VIEWED and self._noun_next():
            self._settle_place()
            self.pending, self.preposition = VIEWED[token.text.lower()], "from"
            return
        of = token.category == "weather" and [t.text.lower() for t in self.tokens[self.at : self.at + 1]] == [
            "of"
        ]
        if of and not any(t.category == "season" for t in self.tokens[self.at + 1 : self.at + 3]):
            # `a storm of butterflies`
            return
        if token.category == "style" and is_local(self.tokens, self.at - 1):
            self.draft.note(token.text, "understood", "a look of the thing")
            return
        if not self.likened:
            take_scene(self.draft, token, self.tokens, self.at - 1, self.negated)
        adverbial = (
            bool(self.pending)
            or (before is not None and before.text in ("在", "于"))
            or (token.category == "time" and token.text.lower() not in listed("sunlight"))
            or opens_adverbial(token)
            or (token.chinese and bool(self.subjects) and token.text.endswith(("下", "中", "里")))
        )
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        self.filmed = token.category == "camera"
        if self.likened:
            self.likened = False
        if following is None or (following.category not in NOUNS | ATTRIBUTES and following.text != "的"):
            self.pending = ""
        if token.text in listed("blown"):
            for figure in self.subjects or self.last:
                figure.act(Action("sway"))
        moves = following is not None and following.category in VERBS
        if (
            moves
            and not adverbial
            and token.category in ("weather", "light", "sound", "camera", "style", "time")
            and not self._describes()
        ):
            itself = token.text.lower().endswith(("camera", "shot", "drone"))
            self.orphan = token.category != "camera" or not self.subjects or itself
            self.scenic = self.orphan
        if token.category in ("weather", "light") and not self.subjects:
            self.dangling = []
        windy = token.category in ("weather", "light", "sound") or token.text in listed("sunlight")
        if (
            windy
            and (self.after_mark or not self.subjects)
            and not adverbial
            and following is not None
            and (following.category == "relation" or following.text in ("顺着", "沿着"))
        ):
            self.close_deed()
            self.role, self.last = "scenery", []
            self.scenic = not self.subjects
        self.after_mark = False

    def _noun_next(self) -> bool:
        phrase, _ = read_phrase(self.tokens, self.at)
        return phrase is not None and phrase.head is not None and phrase.head.category == "thing"

    def _describes(self) -> bool:
        return relative_end(self.tokens, self.at) is not None

    def _relative_clause(self) -> bool:
        end = relative_end(self.tokens, self.at)
        if end is None or (
            self.subjects
            and self.deed is None
            and not self.after_mark
            and not self.joining
            and not self.pending
            and not self._counted()
            and not (self.at and self.tokens[self.at - 1].text == "是")
        ):
            return False
        if self._goes_on(end):
            return False
        head_phrase, after = read_phrase(self.tokens, end + 1)
        if head_phrase is None:
            return False
        span = self.tokens[self.at : end]
        take_qualities(self._qualities_before(), head_phrase)
        self.at = after
        figures = self._take(head_phrase)
        if figures:
            Clause(self.draft, span, []).describe(figures)
        else:
            Clause(self.draft, span, []).read()
        return True

    def _goes_on(self, end: int) -> bool:
        """Whether the verb here is one more deed of who was named, and no description of the noun after 的."""
        known = bool(self.subjects or (self.after_mark and self.inherited))
        before = self.tokens[self.at - 1] if self.at else None
        if (
            known
            and self.deed is not None
            and before is not None
            and before.category in NOUNS
            and before.chinese
        ):
            return True
        head = self.tokens[end + 1] if end + 1 < len(self.tokens) else None
        if known and self.after_mark and head is not None and head.category == "setting":
            # ,骑着摩托车穿过霓虹闪烁的都市: a place is gone through, not described by who rides.
            return self.tokens[self.at].category in VERBS
        named = self.tokens[end - 2].category in ("thing", "setting")
        place = (self.tokens[end - 1].category == "relation" and named) or (
            self.tokens[end - 1].category == "setting" and self.tokens[self.at].senses[0].species == "look"
        )
        inside = any(token.text in ("在", "从") for token in self.tokens[self.at : end])
        verb = self.tokens[self.at].category in VERBS and not self.tokens[self.at].text.endswith("在")
        return known and place and verb and not inside and not self._counted()

    def describe(self, figures: list[Figure]) -> None:
        """Reads the tokens as a description of these figures."""
        self.subjects = figures
        self.last = figures
        self.read()

    def _counted(self) -> bool:
        return self.at > 0 and self.tokens[self.at - 1].category in ("measure", "number")

    def _qualities_before(self) -> list[Token]:
        """What was said before the clause about the noun after it: 三只白色的 in 三只白色的会飞的猫."""
        start = self.at
        while start and self.tokens[start - 1].category in QUALIFYING | {"function", "adverb", "manner"}:
            start -= 1
        return self.tokens[start : self.at]

    def _begins_phrase(self) -> bool:
        """Whether a describing word here stands before its noun (`running horse`, `slowly turning wheel`)."""
        token = self.tokens[self.at]
        if token.chinese:
            return False
        noun = self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].category in NOUNS
        before = self.tokens[self.at - 1] if self.at else None
        listed = before is not None and before.category == "conjunction" and noun and "ed" in token.forms
        if listed and not token.senses[0].certain:
            return True
        phrase, _ = read_phrase(self.tokens, self.at)
        opened = self.at and self.tokens[self.at - 1].category in (
            "relation",
            "number",
            "color",
            "size",
            "quality",
            "adjective",
        )
        return bool(phrase is not None and opened and token.forms & {"ing", "ed"})

    def _shines_on(self) -> bool:
        """Whether a participle only describes the light after it (`warm glowing neon`)."""
        token = self.tokens[self.at]
        following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        before = self.tokens[self.at - 1] if self.at else None
        opened = before is not None and before.category in ATTRIBUTES | {"relation", "mood", "number"}
        lit = following is not None and following.category in ("light", "weather")
        return not token.chinese and opened and lit and "ing" in token.forms

"""The clause parser: who does what to whom, where, and with what. One pass from left to right over tagged tokens."""

from typing import cast

from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.drawn import garment_drawn
from laterna.engines.animatic.reader.lexicon import lexicon
from laterna.engines.animatic.reader.naming import figure_for, place_of
from laterna.engines.animatic.reader.phrases import ATTRIBUTES, DEFINITE, Phrase, read_phrase
from laterna.engines.animatic.reader.places import locate, set_stage
from laterna.engines.animatic.reader.relatives import OPENERS, relative_end
from laterna.engines.animatic.reader.scenery import take_scene
from laterna.engines.animatic.reader.speech import name_speaker, speak
from laterna.engines.animatic.reader.tagging import BE, NOUNS, SCENE, VERBS, WHO
from laterna.engines.animatic.reader.verbs import AIMED, Deed, finish
from laterna.engines.animatic.reader.words import Token
from laterna.engines.animatic.storyboard import Place, RelationKind

NOT_POSTPOSED = frozenset({"with", "toward", "away_from", "for", "through", "of"})
SKIPPED_RELATIONS = frozenset({"for", "through"})
COMPARISON_ENDS = frozenset({"一样", "般", "似的", "一般", "样"})
# What an animal wears without standing up like a person.
LIKENESSES = frozenset({"statue", "easel", "puppet", "map"})
PET_WEAR = frozenset({"collar", "headband", "scarf", "crown", "hat", "santa_hat"})
MANNERS = {"slow": "slow", "fast": "fast", "gentle": "gentle", "wild": "wild"}


def is_postposition(token: Token) -> bool:
    """Whether a Chinese word says where something is in relation to the noun before it (桌子上, 房子后面)."""
    return token.category == "relation" and token.text not in OPENERS and token.key not in NOT_POSTPOSED


def opens_adverbial(token: Token) -> bool:
    """Whether a scene phrase brings its own preposition (`in the rain`)."""
    return token.text.lower().split(" ")[0] in ("in", "at", "under", "by", "beneath", "on", "against")


class Clause:
    """Reads the tokens of one sentence into a draft. `subjects` may be given by the sentence before."""

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
        self.dangling: list[tuple[str, Figure]] = []
        self.next_place: Place = ""
        self.staged = False
        self.aim: list[Figure] = []
        self.filmed = False
        self.fronted: list[Figure] = []
        self.unspoken = len(draft.dialogue)
        self.inverted: list[tuple[str, Figure]] = []
        self.role = ""

    def read(self) -> list[Figure]:
        """Reads everything; returns the figures that the sentence is about."""
        while self.at < len(self.tokens):
            before = self.at
            self._step(self.tokens[self.at])
            if self.at == before:
                self._leave_out(self.tokens[self.at])
                self.at += 1
        self._settle_place()
        finish(self.deed, self.draft)
        name_speaker(self.draft, self.unspoken, self.subjects)
        return self.subjects or [figure for figure in self.inherited if figure in self.draft.figures]

    def _step(self, token: Token) -> None:
        if token.mark == "quote":
            self._quote(token)
        elif token.mark:
            self._mark(token)
        elif token.category in SCENE:
            self._scene(token)
        elif token.chinese and self._relative_clause():
            return
        elif self._small_word(token):
            self.at += 1
            self.after_mark = token.category == "conjunction" and self.after_mark
        elif token.category in VERBS and not self._begins_phrase():
            self._verb(token)
        else:
            self._noun_phrase()

    # Words that only steer.

    def _small_word(self, token: Token) -> bool:
        word, category = token.text.lower(), token.category
        if category == "negation":
            self.negated = True
        elif category == "comparison":
            self.likened = True
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

    def _made_follows(self) -> bool:
        return any(t.category == "made" and len(t.text) > 1 for t in self.tokens[self.at + 1 : self.at + 6])

    def _dress(self) -> None:
        owner = self.last if self.last and self.last[-1].animate else self.subjects
        self.wearing = True
        if owner and owner is not self.subjects and not self.subjects:
            self.subjects = owner
        self.pending = ""

    def _garment_follows(self) -> bool:
        for token in self.tokens[self.at + 1 : self.at + 6]:
            if token.category == "garment":
                return True
            if token.mark or token.category in ("relation", "verb"):
                return False
        return False

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
            self._close_deed()
            self.after_mark = True

    def _relation(self, token: Token) -> bool:
        key = token.key
        if (
            token.chinese
            and token.text not in ("和", "与", "跟", "同", "以及", "及")
            and self._locative(token)
        ):
            return True
        if key == "with" and token.chinese and self.last:
            self.joining = True
            return True
        if (
            token.text.lower() == "into"
            and self.deed is not None
            and self.deed.verb == "turn"
            and self.deed.targets
        ):
            self.deed.sense = lexicon().concepts["transform"]
            self.pending = "for"
            return True
        if key in SKIPPED_RELATIONS:
            self.pending = "through" if key == "through" else "for"
            return True
        self._settle_place()
        if self.deed is not None and key in ("in", "on", "beside") and self.deed.passive:
            self.deed.closed = True
        self.pending = key
        self.wearing = False
        return True

    def _locative(self, token: Token) -> bool:
        """A Chinese place word without a noun before it (左边是一只猫) places what comes next."""
        if token.text in ("在", "朝", "朝着", "向", "往", "向着", "对着", "从", "沿"):
            return False
        if token.key in ("toward", "away_from", "for"):
            return False
        if self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].text == "的":
            self.pending = ""
            return True
        place = place_of(token.key)
        if self.after_mark and self.subjects and self._somebody_is_there():
            self.dangling = [(token.key, figure) for figure in self.subjects]
            self._close_deed()
            self.subjects, self.last, self.inherited = [], [], []
        elif place and not self.pending:
            self.next_place = place
        self.pending = ""
        return True

    def _somebody_is_there(self) -> bool:
        """Whether a verb and a counted noun follow: 旁边放着一个闹钟."""
        ahead = self.tokens[self.at + 1 : self.at + 5]
        verb = next((at for at, token in enumerate(ahead) if token.category in VERBS), None)
        return verb is not None and any(token.category == "number" for token in ahead[verb + 1 : verb + 3])

    # Marks, quotes, scene words.

    def _mark(self, token: Token) -> None:
        self.at += 1
        if token.mark == "、":
            self.joining = True
            return
        self._settle_place()
        self.filmed = False
        self.likened = self.made = self.relative = self.orphan = False
        self.wearing = self.wearing and self._garment_follows()
        if not (self.negated and self._list_goes_on()):
            self.negated = False
        self.passive = False
        self.after_mark = True
        self.role = "list" if not self.joining else self.role
        if self.deed is not None and (self.deed.figures_done or token.mark != ","):
            self._close_deed()

    def _list_goes_on(self) -> bool:
        return any(
            t.category == "negation" or t.text.lower() in ("or", "和", "或")
            for t in self.tokens[self.at : self.at + 4]
        )

    def _quote(self, token: Token) -> None:
        self.at += 1
        speak(self.draft, token.quote, self.subjects or self.inherited, self.last, self.tokens[: self.at - 1])

    def _scene(self, token: Token) -> None:
        before = self.tokens[self.at - 1] if self.at else None
        self.at += 1
        if not self.likened:
            take_scene(self.draft, token, self.tokens, self.at - 1, self.negated)
        adverbial = (
            bool(self.pending)
            or (before is not None and before.text in ("在", "于"))
            or token.category == "time" or opens_adverbial(token)
        )
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        self.filmed = token.category == "camera"
        if self.likened:
            self.likened = False
        if following is None or following.category not in NOUNS | ATTRIBUTES and following.text != "的":
            self.pending = ""
        moves = following is not None and following.category in VERBS
        if (
            moves
            and not adverbial
            and token.category in ("weather", "light", "sound", "camera", "style")
            and not self._describes()
        ):
            self.orphan = token.category != "camera" or not self.subjects
        if token.category in ("weather", "light") and not self.subjects:
            self.dangling = []
        if self.after_mark and not adverbial and following is not None and following.category == "relation":
            self._close_deed()
            self.role, self.last = "scenery", []
        self.after_mark = False

    def _describes(self) -> bool:
        return relative_end(self.tokens, self.at) is not None

    # Clauses before their noun.

    def _relative_clause(self) -> bool:
        end = relative_end(self.tokens, self.at)
        if end is None or (
            self.subjects
            and self.deed is None
            and not self.after_mark
            and not self.pending
            and not self._counted()
        ):
            return False
        head_phrase, after = read_phrase(self.tokens, end + 1)
        if head_phrase is None:
            return False
        span = self.tokens[self.at : end]
        counted, _ = self._count_before()
        if counted is not None and head_phrase.count is None:
            head_phrase.count, head_phrase.counted = counted, True
        self.at = after
        figures = self._take(head_phrase)
        if figures:
            Clause(self.draft, span, []).describe(figures)
        else:
            Clause(self.draft, span, []).read()
        return True

    def describe(self, figures: list[Figure]) -> None:
        """Reads the tokens as a description of these figures."""
        self.subjects = figures
        self.last = figures
        self.read()

    def _counted(self) -> bool:
        return self.at > 0 and self.tokens[self.at - 1].category in ("measure", "number")

    def _count_before(self) -> tuple[int | None, int]:
        for token in reversed(self.tokens[max(0, self.at - 2) : self.at]):
            if token.category == "number":
                return int(token.key), 1
        return None, 0

    def _begins_phrase(self) -> bool:
        """Whether a describing word here stands before its noun (`running horse`, `slowly turning wheel`)."""
        token = self.tokens[self.at]
        if token.chinese:
            return False
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

    # Verbs.

    def _verb(self, token: Token) -> None:
        self.at += 1
        sense = token.senses[0]
        if self.negated:
            self.draft.note(token.text, "understood", "negated")
            self.negated = False
            return
        if self.orphan:
            self.orphan = False
            self._close_deed()
            self.role, self.last = "scenery", []
            return
        self._settle_place()
        doers = self._doers(token)
        finish(self.deed, self.draft)
        passive = self._is_passive(token)
        self.deed = Deed(sense, doers, manner=self.manner, passive=passive, text=token.text)
        if self.passive and self.last and token.chinese:
            self.deed.targets = [figure for figure in self.subjects if figure not in self.last]
        if self.fronted:
            self.deed.targets, self.deed.given, self.fronted = self.fronted, True, []
        if self.aim and self.deed.verb in AIMED:
            self.deed.targets = self.deed.targets or self.aim
        self.aim = []
        self.manner = ""
        self.pending = ""
        self.joining = self.relative = self.likened = self.made = False
        self.after_mark = False
        self.role = "object"
        self.draft.note(token.text, "understood" if sense.category == "verb" else "guessed", self.deed.verb)

    def _doers(self, token: Token) -> list[Figure]:
        if self.passive and token.chinese and self.last:
            return self.last
        if self.relative and self.last:
            return self.last
        participle = "ing" in token.forms or "ed" in token.forms
        direct = self.last and self.last[-1].animate and not self.after_mark and not self.joining
        if participle and not token.chinese and direct and self.deed is not None and not self._auxiliary():
            return self.last
        if self.subjects:
            return self.subjects
        if self.dangling:
            return []
        if not self.last and self.inherited:
            self.subjects = self.inherited
        return self.subjects or self.last

    def _auxiliary(self) -> bool:
        before = self.tokens[self.at - 2] if self.at > 1 else None
        return before is not None and before.text.lower() in BE

    def _is_passive(self, token: Token) -> bool:
        if token.chinese:
            return self.passive
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        by = following is not None and following.text.lower() in ("by", "in", "with")
        return "ed" in token.forms and by

    def _close_deed(self) -> None:
        finish(self.deed, self.draft)
        self.deed = None

    # Nouns.

    def _noun_phrase(self) -> None:
        phrase, after = read_phrase(self.tokens, self.at)
        if phrase is None:
            return
        self.at = after
        self._take(phrase)

    def _take(self, phrase: Phrase) -> list[Figure]:
        """Gives a noun phrase its part in the sentence; returns the figures it names."""
        postposition = self._postposition(phrase)
        if postposition and self.pending != "through":
            self.pending = postposition
        if phrase.pronoun:
            return self._as_role(self._referents(phrase.pronoun), phrase)
        head = phrase.head
        if head is None:
            return []
        if self.negated and self._owner_left_out(phrase):
            self.negated = False
        if self.negated and not self.pending:
            self.negated = self._list_goes_on()
            self.draft.exclude(head.species)
            self.draft.note(phrase.text, "understood", f"excluded {head.species}")
            self.joining = False
            return []
        if self.likened:
            self.draft.note(phrase.text, "understood", "comparison")
            self.likened = not phrase.chinese and self.likened and False
            self.pending = ""
            return []
        if self._special(phrase):
            return []
        figure = figure_for(phrase, self.draft)
        if figure is None:
            return []
        for sense in phrase.doing:
            agent = figure.agent
            finish(Deed(sense, [figure]), self.draft)
            figure.agent = agent
        self._modifiers(phrase)
        return self._as_role([figure], phrase)

    def _owner_left_out(self, phrase: Phrase) -> bool:
        """没有人的海滩: the beach is there, the people are not."""
        owners = [sense for sense, text in phrase.modifiers if text.startswith("owner:")]
        for sense in owners:
            self.draft.exclude(sense.species)
        phrase.modifiers = [(sense, text) for sense, text in phrase.modifiers if sense not in owners]
        return bool(owners)

    def _special(self, phrase: Phrase) -> bool:
        """Phrases that are no figures: materials, clothes, parts, settings, abstractions."""
        head = phrase.head
        assert head is not None
        owners = self._owners(phrase)
        if self.made:
            for figure in self.last or self.subjects:
                figure.material = head.key.removesuffix("_material").removesuffix("_metal")
            self.draft.note(phrase.text, "understood", "material")
            self.made, self.pending = False, ""
            return True
        if self.pending == "of" and self.last and self.last[-1].species in LIKENESSES:
            self.draft.note(phrase.text, "understood", f"shown by {self.last[-1].id}")
            self.pending = ""
            return True
        if head.category == "garment":
            self._garment(phrase, owners)
            return True
        if head.category in ("part", "abstract"):
            if head.category == "abstract":
                for color in phrase.colors:
                    self.draft.tint(color)
            self.draft.note(phrase.text, "understood" if head.category == "part" else "guessed", head.key)
            self._join_owner(phrase)
            if not self.pending and (self.after_mark or not self.subjects):
                self.orphan = self.verb_follows()
            self.pending = ""
            self.joining = False
            return True
        if head.category == "setting":
            return set_stage(self, phrase)
        return False

    def _join_owner(self, phrase: Phrase) -> None:
        """`the girl's eyes`, 女孩的头发: the owner is who the clause is about."""
        for sense, text in phrase.modifiers:
            if text.startswith("owner:") and sense.category == "thing":
                owner = figure_for(
                    Phrase(head=sense, text=text[6:], definite=True, chinese=phrase.chinese), self.draft
                )
                if owner is not None:
                    self._as_role([owner], phrase)

    def _garment(self, phrase: Phrase, owners: list[Figure]) -> None:
        assert phrase.head is not None
        color = phrase.colors[0] if phrase.colors else phrase.head.facts.get("color", "")
        for figure in owners:
            figure.wear(garment_drawn(phrase.text, phrase.head), color)
            if figure.kind != "biped" and figure.animate and phrase.head.key not in PET_WEAR:
                figure.anthropomorphic, figure.kind = True, "biped"
        if not owners and not self.negated:
            self.draft.note(phrase.text, "guessed", f"worn {phrase.head.key}")
        else:
            self.draft.note(phrase.text, "understood", phrase.head.key)
        self.pending = ""
        self.joining = False

    def _owners(self, phrase: Phrase) -> list[Figure]:
        if phrase.owner:
            return self._referents(phrase.owner)
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

    def _modifiers(self, phrase: Phrase) -> None:
        for sense, text in phrase.modifiers:
            if sense.category == "setting":
                self.draft.stage(1, sense.key)
            if text.startswith("owner:") and sense.category == "thing":
                owner = figure_for(
                    Phrase(head=sense, text=text[6:], definite=True, chinese=phrase.chinese), self.draft
                )
                if owner is not None and not self.subjects:
                    owner.importance = max(owner.importance, 2)

    def _postposition(self, phrase: Phrase) -> str:
        if not phrase.chinese and not (self.at < len(self.tokens) and self.tokens[self.at].chinese):
            return ""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if is_postposition(token):
                self.at += 1
                return token.key
            if token.text == "的" and self.at + 1 < len(self.tokens):
                after = self.tokens[self.at + 1]
                if is_postposition(after):
                    self.at += 2
                    return after.key
        return ""

    def _referents(self, pronoun: str) -> list[Figure]:
        pool = [
            f
            for f in reversed([*self.draft.cast.figures, *self.draft.figures])
            if f.animate or pronoun in ("it", "its")
        ]
        pool.sort(key=lambda figure: -figure.importance if figure.agent else 0)
        if pronoun in ("they", "their"):
            near = self.subjects or self.inherited
            many = sum(figure.count for figure in near) > 1
            return list(
                dict.fromkeys(
                    near if many else [f for f in self.draft.figures if f.lead and f.animate] or near
                )
            )
        wanted = {"he": "male", "his": "male", "she": "female", "hers": "female", "her": "female"}.get(
            pronoun, ""
        )
        near = [*self.subjects, *self.inherited, *pool]
        if pronoun in ("it", "its"):
            acting = self.subjects if self.role == "object" else []
            near = [
                f
                for f in near
                if f not in acting and (f.kind != "biped" or f.anthropomorphic or f.species == "robot")
            ]
        for figure in near:
            fits = (
                figure.gender in ("", wanted) if wanted else not figure.gender or figure.species != "person"
            )
            if fits and (not wanted or figure.animate):
                if wanted and figure.kind == "biped" and not figure.gender:
                    figure.gender = wanted
                self.draft.enter(figure)
                return [figure]
        return []

    def _as_role(self, figures: list[Figure], phrase: Phrase) -> list[Figure]:
        if not figures:
            self.pending = ""
            return []
        for figure in figures:
            self.draft.enter(figure)
            figure.place = figure.place or self.next_place
        self.next_place = ""
        if self.passive and phrase.chinese and not self.pending:
            self.last = figures
            return figures
        if self.filmed and self.pending != "with":
            # `the camera circles around a dancer`: the preposition belongs to the camera.
            self.pending = ""
        self.filmed = False
        if self.pending == "fronted":
            self.fronted, self.pending = figures, ""
        elif self.pending:
            locate(self, figures, phrase)
        elif self.joining and self._joins(figures):
            pass
        elif self.joining and self.deed is not None and self.verb_follows():
            self._subject(figures)
        elif self.role == "object" and self.deed is not None and not self.deed.closed and not self.after_mark:
            self._object(figures)
        else:
            self._subject(figures)
        self.last = figures if not self.joining else [*self.last, *figures]
        self.joining = self.staged = False
        self.after_mark = False
        self.orphan = False
        return figures

    def _joins(self, figures: list[Figure]) -> bool:
        if self.deed is not None and self.deed.inverted:
            self.deed.doers = [*self.deed.doers, *figures]
            self._stand_there(figures, self.inverted)
            return True
        if self.role == "object" and self.deed is not None and self.deed.targets and not self.verb_follows():
            self.deed.targets += figures
            return True
        if self.deed is None and self.subjects:
            self.subjects = [*self.subjects, *figures]
            return True
        return False

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

    def _object(self, figures: list[Figure]) -> None:
        assert self.deed is not None
        if not self.deed.doers and (self.dangling or not self.inherited):
            self.deed.doers, self.deed.inverted = figures, True
            self._subject(figures, keep_deed=True)
            return
        if self.passive and self.deed.passive:
            self.deed.targets, self.deed.doers, self.passive = self.deed.doers, figures, False
            return
        if self.deed.given:
            for doer in self.deed.doers:
                self.draft.relate(doer, "toward", figures[0])
            return
        self.deed.targets = figures if not self.joining else [*self.deed.targets, *figures]

    def _subject(self, figures: list[Figure], *, keep_deed: bool = False) -> None:
        if not keep_deed:
            self._close_deed()
        listed = self.after_mark and self.subjects and not self.verb_follows() and self.role == "list"
        for figure in figures:
            figure.lead = True
        self.subjects = (
            figures if not (self.joining and not self.deed and not listed) else [*self.subjects, *figures]
        )
        self._stand_there(figures, self.dangling)
        self.inverted, self.dangling = self.dangling, []
        self.role = "" if not keep_deed else self.role

    def _stand_there(self, figures: list[Figure], places: list[tuple[str, Figure]]) -> None:
        for kind, other in places:
            for figure in figures:
                if kind not in ("of", "using"):
                    self.draft.relate(figure, cast(RelationKind, kind), other)

    def _settle_place(self) -> None:
        """A place without a noun (`on the left`) is where the last figure stands, or the next one at the start."""
        place = place_of(self.pending)
        if place:
            if self.staged and self.draft.settings:
                self.draft.settings[-1] = (1, self.draft.settings[-1][1])
            elif self.last:
                for figure in self.last:
                    figure.place = figure.place or place
            else:
                self.next_place = place
        self.pending = ""

    def _leave_out(self, token: Token) -> None:
        if token.category == "color" and not self.negated:
            self.draft.tint(token.key)
            self.draft.note(token.text, "understood", f"palette {token.key}")
            return
        if token.senses and token.category not in ("function", "relation", "measure", "number"):
            means = token.key if token.category in ("quality", "adjective") else ""
            self.draft.note(token.text, "understood" if means else "not_drawn", means)

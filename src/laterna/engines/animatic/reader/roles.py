"""The part that each noun phrase has in its sentence: doer, object, clothing, place, company, material, comparison."""

from laterna.engines.animatic.reader.bearing import acts_alone, on_part
from laterna.engines.animatic.reader.bodies import BODY_PLACES, at_body, besides, gesture, join_owner
from laterna.engines.animatic.reader.deeds import Deed
from laterna.engines.animatic.reader.draft import ANIMATE, Figure
from laterna.engines.animatic.reader.drawn import garment_drawn
from laterna.engines.animatic.reader.dressing import Clothes
from laterna.engines.animatic.reader.gestures import color_pelt
from laterna.engines.animatic.reader.lexicon import facts_of, listed
from laterna.engines.animatic.reader.naming import figure_for
from laterna.engines.animatic.reader.phrases import Phrase, read_phrase
from laterna.engines.animatic.reader.places import STEPPED, TABLES, fill, go_on, locate
from laterna.engines.animatic.reader.relatives import OPENERS
from laterna.engines.animatic.reader.speech import name_speaker
from laterna.engines.animatic.reader.staging import set_stage
from laterna.engines.animatic.reader.verbs import PASSAGES, finish
from laterna.engines.animatic.reader.wordclasses import SCENE, VERBS
from laterna.engines.animatic.reader.words import Sense, Token
from laterna.engines.animatic.storyboard import RelationKind

NOT_POSTPOSED = frozenset({"with", "toward", "away_from", "for", "through", "of"})
# Places that somebody passes or comes out of: 从…里, 从…上空, 从…之间.
PASSED = frozenset({"in", "on", "under", "behind", "above", "between", "beside", "in_front_of"})
TAKEN = frozenset({"hold", "give", "pull", "throw"})
# Where even somebody alive is held.
CRADLING = frozenset({"怀里", "怀中", "手里", "手中", "手上", "嘴里", "嘴中", "臂弯里", "爪子里", "手心里"})
# How verbs end after which 把 has brought a thing to where it is now.
PUT_INTO: dict[str, RelationKind] = {"进": "in", "入": "in", "上": "on", "在": "on", "到": "on"}
MOVED = frozenset({"slide", "jump", "fall", "climb", "walk", "fly", "run", "turn", "rise"})
# 飞出一只小鸟, 驶来一辆车: what comes after such a verb does it.
COMING = ("出", "来", "出来", "起", "下来", "出了", "来了", "出现", "跑过", "驶过")
APPEARING = frozenset(
    {"fly", "rise", "run", "walk", "swim", "jump", "drive", "sail", "fall", "float", "climb"}
)
GOVERNING = frozenset({"toward", "fronted"})
MOVERS = ANIMATE | {"vehicle"}
EVERYBODY = frozenset({"everyone", "everybody"})
LIKENESSES = frozenset({"statue", "easel", "puppet", "map"})


def is_postposition(token: Token) -> bool:
    """Whether a Chinese word says where something is in relation to the noun before it (桌子上, 房子后面)."""
    return token.category == "relation" and token.text not in OPENERS and token.key not in NOT_POSTPOSED


def _is_left(place: Sense) -> bool:
    """Whether who comes down from a place is no longer on it: a vehicle, a ladder."""
    return place.kind == "vehicle" or place.species in STEPPED


class Nouns(Clothes):
    """The clause parser's handling of noun phrases."""

    def _noun_phrase(self) -> None:
        phrase, after = read_phrase(self.tokens, self.at)
        if phrase is None:
            return
        self.at = after
        self._take(phrase)

    def _take(self, phrase: Phrase) -> list[Figure]:
        """Gives a noun phrase its part in the sentence; returns the figures it names."""
        if self.pending in ("toward", "with") and phrase.chinese:
            phrase.apart = list(self.subjects)
        postposition = self._postposition(phrase)
        if postposition and self._describes_next(phrase):
            return self._placed(phrase, postposition)
        outer = self._outer(postposition)
        if postposition:
            self._leads_to(phrase, postposition, outer)
            self._begins_anew(phrase)
        people = self._known_people(phrase)
        if people is not None:
            return self.as_role(people, phrase)
        head = phrase.head
        if head is None or self._denied(phrase, head):
            return []
        landed = self.deed is not None and self.deed.text.endswith(("上", "在", "到"))
        if landed and phrase.chinese and phrase.owner and head.category == "part" and not self.pending:
            self.pending = "on"  # 跳上她膝盖
        if self._special(phrase):
            self.pending = outer or self.pending
            return []
        if self._is_remark(phrase):
            self.draft.note(phrase.text, "not_drawn", "")
            return []
        return self._figures(phrase, head)

    def _figures(self, phrase: Phrase, head: Sense) -> list[Figure]:
        """The figure a noun phrase names, with what it is said to do and to look like, in its role."""
        if phrase.owner and head.category == "thing":
            phrase.owners = self.referents(phrase.owner)
        met = len(self.draft.cast.figures)
        figure = figure_for(phrase, self.draft)
        if figure is None:
            return []
        figure.hinted = figure.hinted or (self.scenic and len(self.draft.cast.figures) > met)
        for sense in phrase.doing if figure.kind not in ("building", "furniture") else ():
            agent = figure.agent
            finish(Deed(sense, [figure]), self.draft)
            figure.agent = agent
        self._modifiers(phrase)
        return self.as_role([figure], phrase)

    def _leads_to(self, phrase: Phrase, postposition: str, outer: str) -> None:
        """Sets the relation that a word of place after the noun makes of what stands before it."""
        if self.pending == "toward" and not outer and phrase.chinese:
            # 往锅里撒盐: where something goes is not where who throws it is. 往锅里看 stays a direction.
            self.pending = "toward" if self._looks_next() else "for"
        elif self.pending == "toward" and self._looks_next():
            return
        elif self.pending != "through" or self._comes_out(phrase, postposition):
            self.pending = postposition

    def _begins_anew(self, phrase: Phrase) -> None:
        """Closes the sentence where a place after a comma begins the next: 她在跳舞,桌上摆着…."""
        worn = phrase.head is not None and phrase.head.category in ("garment", "part")
        if not (phrase.chinese and self.after_mark and self.subjects) or worn:
            return
        follows = self.tokens[self.at].category if self.at < len(self.tokens) else ""
        if follows in ("weather", "light", "number") or self.something_is_there() or self._somebody_acts():
            self.close_deed()
            self.subjects, self.last, self.inherited = [], [], []

    def _somebody_acts(self) -> bool:
        """Whether the next noun does something where the place is: 壁炉里火焰跳动."""
        phrase, after = read_phrase(self.tokens, self.at)
        acts = after < len(self.tokens) and self.tokens[after].category in VERBS
        named = phrase is not None and phrase.head is not None and phrase.head.category == "thing"
        return acts and named and self.tokens[self.at].text != "的"

    def _known_people(self, phrase: Phrase) -> list[Figure] | None:
        """Those whom a pronoun or a word for everybody stands for; None for any other phrase."""
        somebody = any(figure.lead and figure.animate for figure in self.draft.figures)
        if phrase.text.lower() in EVERYBODY and not phrase.counted and somebody:
            return self._several([])
        if self.dangling and phrase.text in ("人", "人们", "路人", "众人") and not phrase.counted:
            phrase.counted = phrase.plural = True  # 周围的人
        if phrase.pronoun:
            return besides(self, self.referents(phrase.pronoun, phrase.text))
        return None

    def _denied(self, phrase: Phrase, head: Sense) -> bool:
        """Whether the noun is said not to be there, or only to be what something resembles."""
        if self.negated and self._owner_left_out(phrase):
            self.negated = False
        if self.negated and not self.pending:
            self.negated = self._list_goes_on()
            self.draft.exclude(head.species)
            self.draft.note(phrase.text, "understood", f"excluded {head.species}")
            self.joining = False
            return True
        if self.likened:
            self.draft.note(phrase.text, "understood", "comparison")
            self.likened, self.pending = False, ""
            return True
        return False

    def _looks_next(self) -> bool:
        """Whether somebody only looks where the place is: 往锅里看."""
        return any(
            token.category in VERBS and token.senses[0].species == "look"
            for token in self.tokens[self.at : self.at + 2]
        )

    def _comes_out(self, phrase: Phrase, postposition: str) -> bool:
        """从竹篮里, 从城市上空: who comes out of a thing or passes it is still half in it, or over it."""
        verb = next((t for t in self.tokens[self.at : self.at + 5] if t.category in VERBS), None)
        near = [t.text for t in self.tokens[self.at : self.at + 3] if not t.mark]
        left = any("下" in text or "落" in text for text in near)
        if phrase.head is not None and phrase.head.key == "bridge" and postposition in ("under", "above"):
            return True  # 从桥下划过
        if left and postposition == "on" and phrase.head is not None and _is_left(phrase.head):
            return False
        if postposition == "on" and (verb is None or verb.senses[0].species not in MOVED):
            return False
        if verb is not None and verb.senses[0].species in TAKEN:
            return False
        return postposition in PASSED and phrase.head is not None and phrase.head.kind != ""

    def _outer(self, postposition: str) -> str:
        """What 给 or 把 before a place asks of the noun after it: 给花园里的花浇水."""
        described = self.at < len(self.tokens) and self.tokens[self.at].text == "的"
        return self.pending if postposition and described and self.pending in GOVERNING else ""

    def _describes_next(self, phrase: Phrase) -> bool:
        """Whether a place stands before its noun: 长椅上的小女孩."""
        if phrase.head is None or phrase.head.category != "thing" or self.negated:
            return False
        if self.pending and self.pending not in GOVERNING:
            return False
        if self.at >= len(self.tokens) or self.tokens[self.at].text != "的":
            return False
        following, _ = read_phrase(self.tokens, self.at + 1)
        return following is not None and following.head is not None and following.head.category == "thing"

    def _placed(self, phrase: Phrase, kind: str) -> list[Figure]:
        """Takes the noun that a place describes, and puts what it names there."""
        place = figure_for(phrase, self.draft)
        where = self.tokens[self.at - 1].text
        cradled = where in CRADLING  # 妈妈怀里的婴儿
        following, self.at = read_phrase(self.tokens, self.at + 1)
        figures = self._take(following) if following is not None else []
        borne_there = cradled or (where in listed("bearing") and bool(figures) and not figures[0].animate)
        if place is not None and place.animate and borne_there and figures:
            for figure in figures:
                self.draft.relate(place, "holding", figure)
        elif place is not None and figures:
            on_top = kind == "in" and place.species in TABLES
            self._stand_there(figures, [("on" if on_top else kind, place)])
        return figures

    def _is_remark(self, phrase: Phrase) -> bool:
        """An unknown bare word between commas, after somebody was named, speaks of the style and names no thing."""
        head = phrase.head
        if head is None or head.category not in ("unknown", "noun") or phrase.counted or phrase.definite:
            return False
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        ends = following is None or bool(following.mark) or following.category in SCENE | {"abstract"}
        before = self.tokens[self.at - 2] if self.at > 1 else None
        if ends and phrase.chinese and before is not None and before.category in SCENE and not self.pending:
            return head.category == "unknown"  # 夜色阑珊
        return ends and self.after_mark and not self.pending and bool(self.draft.figures)

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
        if head.category == "part" and acts_alone(self, phrase):
            return False
        if on_part(self, phrase):
            self.at += 1
            return True
        owners = self._owners(phrase)
        part = phrase.text.lower().split(" ")[-1] in listed("thing_parts")
        doing = self.deed is not None and owners == self.deed.doers
        if part and phrase.owner and self.pending in BODY_PLACES and not doing:
            self.as_role(owners, phrase)
            return True
        if self._material_or_likeness(phrase, head):
            return True
        wearer = self._wearer_there(phrase)
        if wearer is not None:
            self.as_role([wearer], phrase)
            return True
        return self._clothes(phrase, head, owners) or self._no_thing(phrase, head, owners)

    def _material_or_likeness(self, phrase: Phrase, head: Sense) -> bool:
        """What something is made of, or what a picture or statue shows."""
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
        return False

    def _clothes(self, phrase: Phrase, head: Sense, owners: list[Figure]) -> bool:
        """Whether the noun was put on somebody; a garment that lies about becomes a thing instead."""
        if head.category == "garment" and self._is_ware(phrase, owners):
            phrase.head = Sense("thing", garment_drawn(phrase.text, head), "card")
            phrase.plural = phrase.plural and phrase.counted
            return False
        if head.category == "garment":
            self._garment(phrase, owners)
            return True
        if self._worn(phrase, owners):
            return True
        feathers = head.species == "feather" and self.pending == "with"
        if feathers and color_pelt(owners, phrase.text, phrase.colors):
            self.pending = ""
            return True
        return False

    def _no_thing(self, phrase: Phrase, head: Sense, owners: list[Figure]) -> bool:
        """Settings, parts of bodies and abstractions, which change what is drawn but stand nowhere."""
        if phrase.head is head and head.category == "setting":
            return set_stage(self, phrase)
        if phrase.head is not head or head.category not in ("part", "abstract"):
            return False
        hair = phrase.colors or [color for kind, color in phrase.wears if kind == "hair"]
        for figure in owners if head.key in ("hair", "beard") and hair and not phrase.chinese else ():
            if figure.kind == "biped":
                figure.wear(head.key, hair[0])
        if head.category == "abstract":
            self._abstraction(phrase, head)
        self.draft.note(phrase.text, "understood" if head.category == "part" else "guessed", head.key)
        if at_body(self, phrase, owners):
            return True
        join_owner(self, phrase)
        gesture(self, phrase, owners)
        if head.category == "abstract" and self.pending == "with":
            # `a cabin with smoke rising`: what rises is the smoke.
            self.orphan = self.verb_follows() and not self._finite_next()
        self.pending, self.joining = "", False
        return True

    def _abstraction(self, phrase: Phrase, head: Sense) -> None:
        """Keeps what a noun for no thing still tells: the kind of picture, its color, where it is."""
        if head.key == "genre":
            self.draft.wares = True
            self._modifiers(phrase)
            self._advertised(phrase)
        for color in phrase.colors:
            self.draft.tint(color)
        for sense, _ in phrase.modifiers if not phrase.chinese else ():
            if sense.category == "setting":
                self.draft.stage(2, sense.species)  # `at the airport security`

    def _finite_next(self) -> bool:
        """Whether the verb that follows is the sentence's own: `a car with flashing lights chases a van`."""
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        return following is not None and following.category in VERBS and "s" in following.forms

    def _advertised(self, phrase: Phrase) -> None:
        """奶茶广告: what an advertisement is of is in the picture."""
        for sense, text in phrase.modifiers:
            if sense.kind in ("food", "tool", "object", "vehicle") and not text.startswith("owner:"):
                figure = figure_for(Phrase(head=sense, text=text, chinese=phrase.chinese), self.draft)
                if figure is not None:
                    figure.lead = True

    def _modifiers(self, phrase: Phrase) -> None:
        for sense, text in phrase.modifiers:
            if sense.category == "setting":
                self.draft.stage(1, sense.species)
            if text.startswith("owner:") and sense.category == "thing":
                named = Phrase(head=sense, text=text[6:], definite=True, chinese=phrase.chinese)
                named.colors = phrase.owner_colors
                owner = figure_for(named, self.draft)
                if owner is not None and not self.subjects:
                    owner.importance = max(owner.importance, 2)

    def _postposition(self, phrase: Phrase) -> str:
        implied = facts_of("implied").get(phrase.text[-2:], {}).get("means", "") if phrase.chinese else ""
        if implied and not self.pending and phrase.head is not None and phrase.head.category == "thing":
            following = self.tokens[self.at] if self.at < len(self.tokens) else None
            if following is None or not is_postposition(following):
                return implied
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

    def as_role(self, figures: list[Figure], phrase: Phrase) -> list[Figure]:
        """Makes figures the subject, the object or the place of what is told; returns them."""
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
        if self.filmed and self.preposition == "from" and self.pending == "through" and not self.subjects:
            # `tilt down from the window to a bride`: the bride is whom the clause is about.
            self.pending, self.last = "", figures
            self.filmed, self.panned = False, True
            return figures
        if self.panned and self.pending == "toward":
            self.pending, self.panned = "", False
        if self.filmed and self.pending != "with":
            # `the camera circles around a dancer`: the preposition belongs to the camera.
            self.pending = ""
        self.filmed = False
        if not self.pending and self.role == "scenery" and not self.after_mark and not self.joining:
            self.orphan = self.verb_follows()
            self.last = figures
            return figures
        self._assign(figures, phrase)
        self.last = figures if not self.joining else [*self.last, *figures]
        self.joining = self.staged = self.after_mark = self.orphan = False
        return figures

    def _assign(self, figures: list[Figure], phrase: Phrase) -> None:
        if self.pending == "fronted":
            self.fronted, self.pending = figures, ""
        elif self.pending:
            locate(self, figures, phrase)
        elif self.joining and self.filling and not self.verb_follows():
            fill(self, figures)
        elif self.joining and (self._goes_with(figures) or self._joins(figures)):
            pass
        elif self.joining and self.deed is not None and self.verb_follows():
            self._subject(figures)
        elif self.role == "object" and self.deed is not None and not self.deed.closed and not self.after_mark:
            if phrase.chinese and self.deed.text.endswith("在") and not figures[0].animate:
                self.pending = "on"  # 踩在沙地上
                locate(self, figures, phrase)
            else:
                self._object(figures)
        else:
            self._subject(figures)

    def _goes_with(self, figures: list[Figure]) -> bool:
        return not self.verb_follows() and go_on(self, figures)

    def _joins(self, figures: list[Figure]) -> bool:
        if self.deed is not None and self.deed.inverted:
            self.deed.doers = [*self.deed.doers, *figures]
            self._stand_there(figures, self.inverted)
            return True
        if self.role == "object" and self.deed is not None and self.deed.targets and not self.verb_follows():
            self.deed.targets += figures
            return True
        if self.deed is None and self.subjects and self.acted == self.subjects and self.verb_follows():
            return False
        if self.deed is None and self.subjects:
            self.subjects = [*self.subjects, *figures]
            if self.inverted and not self.verb_follows():
                self._stand_there(figures, self.inverted)
            return True
        return False

    def _object(self, figures: list[Figure]) -> None:
        assert self.deed is not None
        if not self.deed.doers and (self.dangling or not self.inherited):
            self.deed.doers, self.deed.inverted = figures, True
            self._subject(figures, keep_deed=True)
            return
        if self.deed.text.endswith(COMING) and self.deed.verb in APPEARING and figures[0].kind in MOVERS:
            self.deed.doers = figures
            return
        if self.passive and self.deed.passive:
            self.deed.targets, self.deed.doers, self.passive = self.deed.doers, figures, False
            return
        if (
            self.handled
            and figures[0].animate
            and self.deed.text.endswith(("向", "给"))
            and self.deed.verb in TAKEN
        ):
            # 摘下金钗抛向他: what was in the hands before is thrown.
            self.deed.targets = self.handled
            for thing in self.handled:
                self.draft.relate(thing, "toward", figures[0])
            return
        reached = not figures[0].animate and figures[0].species not in PASSAGES
        if self.deed.given and reached and self.deed.text.endswith(tuple(PUT_INTO)):
            # 把信塞进邮筒
            kind = next(kind for end, kind in PUT_INTO.items() if self.deed.text.endswith(end))
            for target in self.deed.targets:
                self.draft.relate(target, kind, figures[0])
            return
        if self.deed.given:
            for doer in self.deed.doers:
                self.draft.relate(doer, "toward", figures[0])
            return
        self.deed.targets = figures if not self.joining else [*self.deed.targets, *figures]

    def _subject(self, figures: list[Figure], *, keep_deed: bool = False) -> None:
        # `the mother shouts, and two boys race`: who has done something is not joined by who does something else.
        acted = bool(self.acted) and self.verb_follows() and self.acted == self.subjects
        if acted:
            name_speaker(self.draft, self.unspoken, self.subjects)
            self.unspoken = len(self.draft.dialogue)
        if not keep_deed:
            self.close_deed()
        listed = self.after_mark and self.subjects and not self.verb_follows() and self.role == "list"
        self.scenic = False
        for figure in figures:
            figure.lead = True
        self.subjects = (
            figures
            if acted or not (self.joining and not self.deed and not listed)
            else [*self.subjects, *figures]
        )
        self._stand_there(figures, self.dangling)
        self.inverted, self.dangling = self.dangling, []
        self.role = "" if not keep_deed else self.role

"""The verbs of a clause: who does what each of them says."""

from laterna.engines.animatic.reader.deeds import Deed
from laterna.engines.animatic.reader.draft import Figure
from laterna.engines.animatic.reader.lexicon import lexicon, listed
from laterna.engines.animatic.reader.roles import Nouns
from laterna.engines.animatic.reader.verbs import AIMED, finish
from laterna.engines.animatic.reader.wordclasses import NOUNS, VERBS
from laterna.engines.animatic.reader.words import Sense, Token

# Whoever is told, taught or watched does what the next verb says: 爷爷教孙女骑车.
PIVOTS = frozenset(
    {
        "教",
        "教会",
        "让",
        "叫",
        "请",
        "命令",
        "看着",
        "看",
        "望着",
        "看到",
        "看见",
        "等",
        "等着",
        "等待",
        "等候",
        "听着",
        "听",
        "劝",
        "有",
        "只见",
        "拍",
        "拍到",
        "望见",
        "瞧见",
        "发现",
        "遇见",
        "遇到",
        "碰见",
        "碰到",
        "撞见",
        "邀请",
        "派",
        "逗得",
        "吓得",
        "扶",
        "送",
        "指挥",
        "催",
        "盯着",
        "围观",
        "招呼",
        "示意",
        "喊",
        "教导",
        "逼",
        "鼓励",
        "安排",
        "允许",
        "目送",
        "欣赏",
        "偷看",
    }
)
TELLING = (
    "teach",
    "taught",
    "help",
    "tell",
    "told",
    "ask",
    "invit",
    "encourag",
    "urg",
    "order",
    "train",
    "forc",
)
# Prepositions before whom something is done to or for: 给河马刷牙.
SERVED = frozenset({"给", "替", "帮", "为"})
# What is stopped or stood somewhere is not carried there: 把车停在树下.
PARKING = ("停", "泊", "立", "竖")
# Whoever takes somebody along does it too: 鸭妈妈带着小鸭过马路.
TOGETHER = frozenset({"带着", "领着", "牵着", "陪着", "带领", "拉着", "挽着", "扶着", "搀扶着", "抱着孩子"})
# Verbs that only say that something is there: what is negated is what comes after them.
THERE = frozenset(
    {"出现", "有", "包含", "显示", "含有", "带有", "展示", "show", "include", "have", "contain", "feature"}
)
# Where a deed goes: 跑回来, 走过去.
DIRECTIONS = frozenset(
    {
        "来",
        "去",
        "起来",
        "出来",
        "下来",
        "上来",
        "过来",
        "过去",
        "下去",
        "上去",
        "回来",
        "回去",
        "进来",
        "进去",
    }
)
# How it ends: 切开, 吃完, 走到.
COMPLEMENTS = DIRECTIONS | {
    "开",
    "完",
    "好",
    "到",
    "住",
    "掉",
    "成",
    "起",
    "出",
    "回",
    "进",
    "走",
    "上",
    "下",
    "过",
}


# What only somebody alive does.
FEELING = frozenset(
    {
        "laugh",
        "cry",
        "talk",
        "sing",
        "shout",
        "eat",
        "drink",
        "read",
        "dance",
        "wave",
        "look",
        "kiss",
        "write",
        "hug",
    }
    | {
        "pull",
        "cook",
        "give",
        "throw",
        "clap",
        "point",
        "photograph",
        "sleep",
        "wake",
        "think",
        "hide",
        "fight",
    }
)


def _might(figure: Figure) -> bool:
    """Whether a figure may do by itself what else only the living do: a talking robot, a tractor that pulls."""
    return figure.animate or figure.kind in ("vehicle", "celestial") or figure.anthropomorphic


class Predicates(Nouns):
    """The clause parser's handling of verbs."""

    def _verb(self, token: Token) -> None:
        self.at += 1
        sense = token.senses[0]
        if self._is_no_deed(token, sense):
            return
        if self.orphan or (self.scenic and self._trails(token)):
            self.orphan = False
            self.close_deed()
            self.dangling = [] if token.chinese else self.dangling
            self.joining = False
            self.role, self.last = "scenery", []
            return
        sense, self.gesture = self.gesture or sense, None
        if self.pending == "fronted" and not self.fronted:
            # 把影子拉长: what has it done to it is nothing that is drawn.
            self.pending = ""
            return
        if self.filmed and sense.species == "photograph":
            return
        self._settle_place()
        self.located = None
        doers = self._doers(token)
        for doer in doers:
            self.draft.enter(doer)
        finish(self.deed, self.draft)
        self.handled = [t for t in self.deed.targets if not t.animate] if self.deed is not None else []
        self._begin(token, sense, doers)

    def _is_no_deed(self, token: Token, sense: Sense) -> bool:
        """Whether the verb only completes another, is denied, or tells what the camera or a place does."""
        follows = self.tokens[self.at].category if self.at < len(self.tokens) else ""
        if token.text in ("去", "来") and follows in VERBS:
            return True  # 伸手去抓: only the next verb is done.
        if self._only_completes(token) or (self.negated and token.text.lower() in THERE):
            return True
        led = self.tokens[self.at - 2].text.lower() if self.at > 1 else ""
        if led == "to" and self.role == "scenery" and self.deed is None and not self.last:
            return True  # `rain begins to fall`
        if sense.key == "go" and self._turns_into_a_state():
            return True
        if self._of_the_camera(token):
            self.close_deed()
            self.pending, self.role = "", ""
            return True
        if self.negated:
            self.draft.note(token.text, "understood", "negated")
            self.negated = False
            return True
        if token.chinese and sense.facts.get("rel") == "around" and self._verb_later():
            self.pending = "around"
            return True
        return False

    def _begin(self, token: Token, sense: Sense, doers: list[Figure]) -> None:
        """Begins the deed, with what was named before the verb as what it is done to."""
        passive = self._is_passive(token)
        if self.fronted and sense.species == "stand" and not token.text.startswith(PARKING):
            # 把蛋放在脚上: who puts a thing down has it in the hands.
            sense = lexicon().concepts["hold"]
        if self.fronted and token.chinese and token.text.startswith("倒"):
            sense = lexicon().concepts["build"]  # 把水倒进锅里
        self.acted = doers if not token.chinese else []
        self.before_deed = [] if token.chinese else self.last
        self.deed = Deed(sense, doers, manner=self.manner, passive=passive, text=token.text)
        if self.passive and self.last and token.chinese:
            self.deed.targets = [figure for figure in self.subjects if figure not in self.last]
        if self.fronted:
            self.deed.targets, self.deed.given, self.fronted = self.fronted, True, []
        if self.aim and (self.deed.verb in AIMED or self.preposition in SERVED):
            self.deed.targets = self.deed.targets or self.aim
        self.aim = []
        self.manner = ""
        self.pending = ""
        self.joining = self.relative = self.likened = self.made = False
        self.after_mark = False
        self.role = "object"
        self.draft.note(token.text, "understood" if sense.category == "verb" else "guessed", self.deed.verb)

    def _turns_into_a_state(self) -> bool:
        """`the crowd goes silent`: nobody goes anywhere."""
        ahead = self.tokens[self.at : self.at + 2]
        stated = bool(ahead) and ahead[0].category in (
            "adjective",
            "quality",
            "emotion",
            "color",
            "mood",
            "material",
        )
        return stated and not ahead[0].chinese and not (len(ahead) > 1 and ahead[1].category in NOUNS)

    def _of_the_camera(self, token: Token) -> bool:
        """`Slow dolly in, then hold`: what is told to the camera, in a sentence that names nobody."""
        if token.chinese or self.subjects or token.text.lower() not in listed("filming"):
            return False
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        filmed = any(one.category == "camera" for one in self.tokens[: self.at - 1])
        # `…, then hold`: nobody is named in the whole clause.
        filmed = filmed or (self.at == 1 and not any(one.category in NOUNS for one in self.tokens))
        return filmed or (following is not None and following.category == "camera")

    def _only_completes(self, token: Token) -> bool:
        """滚下来, 切开: what says where a deed goes or how it ends is no deed of its own."""
        before = self.tokens[self.at - 2] if self.at > 1 else None
        done = before is not None and before.chinese and before.category in VERBS
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        thing = following is not None and following.category in NOUNS and token.text not in DIRECTIONS
        return done and token.text in COMPLEMENTS and not (thing and token.text == "开" and self.deed is None)

    def _verb_later(self) -> bool:
        """Whether another verb follows in the clause: 围着篝火跳舞."""
        for token in self.tokens[self.at : self.at + 8]:
            if token.mark:
                return False
            if token.category in VERBS:
                return True
        return False

    def _trails(self, token: Token) -> bool:
        """Whether a participle goes on about scenery: `rain falls, streaking the glass`."""
        if token.chinese:
            return not self.subjects and self.role != "object"
        return self.after_mark and "ing" in token.forms

    def _doers(self, token: Token) -> list[Figure]:
        found = self._likely_doers(token)
        trailing = self.after_mark and not token.chinese
        if not (trailing and found) or token.senses[0].species not in FEELING or any(map(_might, found)):
            return found
        # `a grandson and his grandfather, sofa, laughing`
        leads = [figure for figure in self.draft.figures if figure.lead and figure.animate]
        return leads or [figure for figure in self.draft.cast.figures if figure.animate][:1] or found

    def _likely_doers(self, token: Token) -> list[Figure]:
        if self.passive and token.chinese and self.last:
            return self.last
        if self.relative and self.last:
            return self.last
        pivot = self.deed.targets if self.deed is not None and token.chinese and not self.after_mark else []
        if self.deed is not None and pivot and pivot == self.last and pivot[0].animate:
            if self.deed.text in PIVOTS:
                return pivot
            if self.deed.text in TOGETHER:
                return [*self.deed.doers, *pivot]
        before = self.tokens[self.at - 2] if self.at > 1 else None
        told = before is not None and before.text.lower() == "to" and self.deed is not None
        learners = self.deed.targets if told and self.deed is not None else []
        telling = self.deed is not None and self.deed.text.lower().startswith(TELLING)
        if learners and telling and learners == self.last and learners[0].animate:
            return learners
        participle = "ing" in token.forms or "ed" in token.forms
        direct = self.last and self.last[-1].animate and not self.after_mark and not self.joining
        chasing = before is not None and before.category == "pronoun" and self.deed is not None
        chasing = chasing and self.deed is not None and self.deed.verb not in ("look", "listen", "photograph")
        if participle and not token.chinese and direct and self.deed is not None and not self._auxiliary():
            return self.deed.doers if chasing else self.last
        if self.subjects:
            return self.subjects
        if self.dangling:
            return []
        if not self.last and self.inherited:
            self.subjects = self.inherited
        return self.subjects or self.last

    def _is_passive(self, token: Token) -> bool:
        if token.chinese:
            return self.passive
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        by = following is not None and following.text.lower() in ("by", "in", "with")
        return "ed" in token.forms and by

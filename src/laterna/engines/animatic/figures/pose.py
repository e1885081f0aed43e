"""What a figure is doing at one moment: the only input, beside its design, of how it is drawn."""

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from laterna.engines.animatic.figures.figure import Figure

View = Literal["side", "three_quarter", "front", "back"]

VERBS: frozenset[str] = frozenset(
    [
        "walk",
        "run",
        "gallop",
        "jump",
        "fly",
        "hover",
        "swim",
        "dive",
        "sit",
        "lie",
        "sleep",
        "stand",
        "idle",
        "dance",
        "eat",
        "drink",
        "fight",
        "play",
        "drive",
        "ride",
        "talk",
        "sing",
        "read",
        "write",
        "hold",
        "carry",
        "wave",
        "look",
        "look_up",
        "point",
        "cry",
        "laugh",
        "cook",
        "paint",
        "play_instrument",
        "climb",
        "crawl",
        "fall",
        "float",
        "spin",
        "hug",
        "throw",
        "push",
        "pull",
        "kneel",
        "think",
        "kick",
        "kung_fu",
        "ballet",
        "stir",
        "chess",
        "pour",
        "fish",
        "photograph",
        "meditate",
        "hug_low",
        "write_up",
        "pedal",
        "broom",
        "cradle",
        "feed",
        "water",
        "play_piano",
        "salute",
        "peer",
        "dine",
        "surf",
        "ski",
        "skate",
        "tennis",
        "golf",
        "shoot",
        "lift",
        "dribble",
        "forge",
        "cast",
        "dig",
        "selfie",
        "hide",
        "wake",
        "open",
        "hand_over",
        "receive",
        "wash",
        "scrub",
        "pin",
    ]
)

TRAVELLING: frozenset[str] = frozenset(("walk", "run", "gallop", "crawl", "carry", "push", "pull"))
"""Verbs whose feet step over the ground: the stage advances `phase` by distance / (stride × height)."""


class Pose(Struct, frozen=True, kw_only=True):
    """One moment of a figure.

    `phase` is the gait cycle 0..1 (any real number is taken modulo 1), `time` in seconds, `speed` 1.0 usual,
    `mouth` 0 closed..1 wide open, `blink` 0 open..1 shut (figures also blink by themselves), `gaze` -1..1 right and
    down relative to the face, `emotion` a key such as `happy`, `energy` 1.0 usual amplitude of secondary motion,
    `held` the thing in the near hand (`held_second` in the other), `held_scale` its drawn height in heights of the
    holder (0: from both natural heights), `seat` true if something to sit on carries it,
    `sits` if it sits whatever it does, `facing` +1 right, -1 left,
    `aim` is how much lower than usual hands reach out to a partner's, in heights,
    `wind` -1..1 bends hair, coats and plants, `lift` raises the drawn figure above its contact point, in heights.
    """

    verb: str = "stand"
    phase: float = 0.0
    time: float = 0.0
    speed: float = 1.0
    mouth: float = 0.0
    blink: float = 0.0
    gaze: tuple[float, float] = (0.0, 0.0)
    emotion: str = ""
    energy: float = 1.0
    held: "Figure | None" = None
    held_second: "Figure | None" = None
    held_scale: float = 0.0
    seat: bool = False
    sits: bool = False
    facing: int = 1
    view: View = "side"
    wind: float = 0.0
    lift: float = 0.0
    aim: float = 0.0


class Mood(Struct, frozen=True):
    """Numbers of a face: mouth curve -1 sad..1 smile, brows raised and tilted (> 0: inner ends up), lids, rest."""

    smile: float = 0.35
    brow_raise: float = 0.0
    brow_tilt: float = 0.0
    lid: float = 0.0
    open: float = 0.0
    wide: float = 0.0
    tears: bool = False
    ears: float = 0.0


MOODS: dict[str, Mood] = {
    "": Mood(),
    "neutral": Mood(smile=0.1),
    "calm": Mood(smile=0.25, lid=0.18),
    "happy": Mood(smile=0.9, brow_raise=0.3, open=0.3, ears=0.3),
    "joyful": Mood(smile=1.0, brow_raise=0.5, open=0.5, ears=0.4),
    "laughing": Mood(smile=1.0, brow_raise=0.5, open=0.7, lid=0.6),
    "excited": Mood(smile=1.0, brow_raise=0.7, open=0.5, wide=0.2, ears=0.5),
    "sad": Mood(smile=-0.7, brow_tilt=0.9, lid=0.25, ears=-0.8),
    "crying": Mood(smile=-0.9, brow_tilt=1.0, lid=0.5, open=0.25, tears=True, ears=-0.8),
    "lonely": Mood(smile=-0.4, brow_tilt=0.6, lid=0.3, ears=-0.6),
    "worried": Mood(smile=-0.4, brow_tilt=0.8, brow_raise=0.3, ears=-0.5),
    "angry": Mood(smile=-0.6, brow_tilt=-1.0, brow_raise=-0.4, lid=0.12, ears=-0.7),
    "furious": Mood(smile=-0.8, brow_tilt=-1.2, brow_raise=-0.5, open=0.4, ears=-0.9),
    "fierce": Mood(smile=-0.3, brow_tilt=-1.0, brow_raise=-0.2, open=0.3, ears=-0.4),
    "determined": Mood(smile=0.0, brow_tilt=-0.7, brow_raise=-0.2),
    "serious": Mood(smile=-0.05, brow_tilt=-0.4, brow_raise=-0.1),
    "stern": Mood(smile=-0.45, brow_tilt=-0.9, brow_raise=-0.35, lid=0.2),
    "scared": Mood(smile=-0.5, brow_tilt=0.9, brow_raise=0.6, wide=0.35, open=0.3, ears=-0.9),
    "surprised": Mood(smile=0.1, brow_raise=1.0, wide=0.35, open=0.55, ears=0.5),
    "curious": Mood(smile=0.3, brow_raise=0.6, wide=0.12, ears=0.5),
    "confused": Mood(smile=-0.15, brow_raise=0.5, brow_tilt=0.4),
    "sleepy": Mood(smile=0.1, lid=0.62, ears=-0.4),
    "tired": Mood(smile=-0.2, lid=0.5, brow_tilt=0.4, ears=-0.5),
    "proud": Mood(smile=0.6, brow_raise=0.35, lid=0.22, ears=0.3),
    "shy": Mood(smile=0.4, brow_tilt=0.5, lid=0.25, ears=-0.4),
    "loving": Mood(smile=0.8, lid=0.3, brow_raise=0.3),
    "mischievous": Mood(smile=0.8, brow_tilt=-0.6, lid=0.15),
    "thoughtful": Mood(smile=0.0, brow_raise=0.3, lid=0.15),
    "bored": Mood(smile=-0.15, lid=0.45),
    "evil": Mood(smile=0.7, brow_tilt=-1.0, lid=0.1),
}

ALIASES: dict[str, str] = {
    "joy": "joyful", "glad": "happy", "cheerful": "happy", "smiling": "happy", "fear": "scared", "afraid": "scared",
    "frightened": "scared", "terrified": "scared", "anger": "angry", "mad": "angry", "sadness": "sad", "upset": "sad",
    "surprise": "surprised", "shocked": "surprised", "amazed": "surprised", "peaceful": "calm", "relaxed": "calm",
    "laugh": "laughing", "cry": "crying", "tears": "crying", "brave": "determined", "heroic": "determined",
    "nervous": "worried", "anxious": "worried", "in_love": "loving", "love": "loving", "playful": "excited",
}  # fmt: skip

VERB_MOODS: dict[str, str] = {
    "sleep": "calm", "cry": "crying", "laugh": "laughing", "fight": "fierce", "dance": "happy", "think": "thoughtful",
    "fall": "scared", "play": "happy", "hug": "loving", "wave": "happy", "hug_low": "loving", "kick": "happy",
    "kung_fu": "determined", "meditate": "calm", "cradle": "loving",
    "surf": "happy", "lift": "determined", "shoot": "determined", "feed": "happy", "chess": "thoughtful",
    "sing": "happy", "cook": "happy", "hide": "worried", "wake": "sleepy", "hand_over": "happy",
}  # fmt: skip


def mood_of(pose: Pose) -> Mood:
    """The face of a pose: its emotion, or what its verb brings with it."""
    key = pose.emotion or VERB_MOODS.get(pose.verb, "")
    return MOODS.get(key) or MOODS.get(ALIASES.get(key, ""), MOODS[""])


_AWAKE = 1.7
"""Seconds after which who wakes up has the eyes open."""


def eyelids(pose: Pose, seed: int) -> float:
    """How far shut the lids are, 0..1: sleep, the pose's own blink, or the blink that comes every few seconds."""
    if pose.verb == "sleep":
        return 1.0
    if pose.verb == "wake" and pose.time < _AWAKE:
        return min(1.0, max(0.0, (_AWAKE - pose.time) / 0.6))
    period = 2.6 + (seed % 17) * 0.11
    since = (pose.time + (seed % 101) * 0.173) % period
    natural = max(0.0, 1.0 - abs(since - 0.09) / 0.09)
    return max(pose.blink, natural, mood_of(pose).lid)

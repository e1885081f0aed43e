"""What the stage knows of verbs and of who flies, floats and swims."""

from laterna.engines.animatic.figures.pose import TRAVELLING

MOST = 12
"""Figures of one subject that are drawn one by one; larger counts show this many."""


VESSELS = frozenset(
    [
        "boat",
        "ship",
        "sailing_boat",
        "sailboat",
        "yacht",
        "ferry",
        "submarine",
        "canoe",
        "kayak",
        "raft",
        "cruise_ship",
        "pirate_ship",
        "gondola",
        "speedboat",
        "warship",
        "rowing_boat",
        "dragon_boat",
        "surfboard",
    ]
)


SWIMMERS = frozenset(
    ["dolphin", "whale", "shark", "orca", "seal", "fish", "turtle", "octopus", "squid", "jellyfish"]
)


MOVERS = frozenset(
    ("fly", "swim", "drive", "ride", "sail", "float", "dive", "broom", "ski", "skate", *TRAVELLING)
)


POSTURES = frozenset(("sit", "rest", "relax"))
"""Ways to be somewhere that leave the hands free for another deed."""

HANDIWORK = frozenset(
    ("fish", "fish_for", "read", "write", "draw", "paint", "eat", "drink", "sing", "talk", "speak", "chat", "wave",
     "cry", "laugh", "think", "photograph", "play_music", "play_instrument", "strum", "pour", "study", "phone")
)  # fmt: skip
"""What is done with hands or mouth while sitting."""


AS_DRAWN = {
    "chase": "run",
    "flee": "run",
    "race": "run",
    "sprint": "run",
    "jog": "run",
    "gallop": "gallop",
    "stroll": "walk",
    "march": "walk",
    "wander": "walk",
    "glide": "fly",
    "soar": "fly",
    "sail": "float",
    "race_car": "drive",
    "leap": "jump",
    "hop": "jump",
    "debate": "talk",
    "argue": "talk",
    "speak": "talk",
    "say": "talk",
    "chat": "talk",
    "watch": "look",
    "nap": "sleep",
    "rest": "sit",
    "sunbathe": "lie",
    "swing": "sit",
    "kiss": "hug",
    "cuddle": "hug",
    "attack": "fight",
    "surf": "surf",
    "skate": "walk",
    "ski": "stand",
    "explore": "walk",
    "search": "look",
    "bark": "talk",
    "roar": "talk",
    "shout": "talk",
    "give": "point",
    "serve": "hold",
    "offer": "point",
    "feed": "point",
    "shake_hands": "point",
    "shoot": "point",
    "pet": "point",
    "play_music": "play_instrument",
    "strum": "play_instrument",
    "clap": "laugh",
    "shop": "hold",
    "photograph": "photograph",
    "perform": "wave",
    "exercise": "lift",
    "build": "stir",
    "operate": "stir",
    "use": "stir",
    "study": "write",
    "work": "stir",
    "turn": "spin",
    "meditate": "meditate",
    "slide": "stand",
    "lean": "stand",
    "listen": "stand",
    "rise": "look_up",
    "wash": "stir",
    "fish": "fish",
    "fish_for": "fish",
    "follow": "walk",
    "approach": "walk",
    "shiver": "cry",
    "juggle": "play",
    "kick": "kick",
    "teach": "point",
}

"""What a prompt leaves unsaid: setting, time, weather, light, camera and importance, from what it does say."""

from typing import cast

from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.storyboard import Angle, Camera, Framing, Move, Season, TimeOfDay, Weather

SETTING_OF_WEATHER = {"snow": "snowfield", "blizzard": "snowfield", "sandstorm": "desert", "fog": "fog_void"}
SETTING_OF_STYLE = {
    "cyberpunk": "city_street",
    "noir": "city_street",
    "steampunk": "city_street",
    "ink": "mountain",
    "synthwave": "city_aerial",
}
UNDERWATER_VERBS = frozenset({"jump", "fly", "surf"})
SETTING_OF_VERB = {
    "surf": "ocean",
    "swim": "underwater",
    "climb": "mountain",
    "slide": "snowfield",
    "cook": "kitchen",
    "drive": "road",
    "shop": "market",
    "play_music": "stage",
    "perform": "stage",
    "exercise": "gym",
    "fish": "lake",
    "sail": "ocean",
    "launch": "sky",
}
INDOORS = frozenset(
    {
        "office",
        "kitchen",
        "classroom",
        "library",
        "workshop",
        "laboratory",
        "hospital",
        "stage",
        "shop",
        "gym",
        "living_room",
    }
)
INDOOR_KINDS = frozenset({"furniture"})
TIME_OF_SETTING = {"space": "night", "moon": "night"}
# What an advertisement shows by itself before an empty ground.
WARES = frozenset({"tool", "food", "object", "card", "instrument", "furniture"})
DARK = frozenset({"moonlight", "neon", "starlight"})
PLACES_MISSPELT = {"street": "city_street", "coast_rock": "beach"}
# What things do by merely being there.
STILL = frozenset(
    {
        "burn",
        "glow",
        "flow",
        "sway",
        "stand",
        "lie",
        "float",
        "fall",
        "rise",
        "bloom",
        "turn",
        "work",
        "open",
        "sit",
    }
    | {"photograph", "hold", "disappear", "explode", "look", "lean", "sleep"}
)
# Who makes music with these about is outdoors.
HERDED = frozenset({"quadruped", "bird", "insect", "plant"})
# On what one slides through snow.
SLIDES = frozenset({"sled", "skis", "ski", "snowboard", "toboggan", "snow", "slope", "penguin"})
STREETS = frozenset({"city_street", "village", "town_square", "market", "night_market"})
OPEN_FIRES = frozenset({"campfire", "bonfire"})
# What fruit hangs from, which no kitchen has.
BOUGHS = frozenset({"branch", "vine"})
# Where plants grow that no room has: a blanket under an oak lies in no bedroom.
OUTDOORS = frozenset({"meadow", "forest", "lake", "river", "beach", "farm"})
STRONG = ("storm", "blizzard", "sandstorm", "rain", "snow")
HANDED = frozenset(
    {"read", "hold", "write", "play_music", "cook", "paint", "work", "eat", "drink", "open", "pet"}
)
# Settings that have no water of their own, and those that have.
DRY = frozenset({"mountain", "forest", "village", "meadow", "sky", "temple"})
WET = frozenset(
    {"lake", "river", "ocean", "beach", "harbor", "underwater", "waterfall", "coastal_city", "bridge"}
)
# Weather that hides the moon.
DARK_CLOUDS = frozenset({"gray", "black"})
CLOUDED = frozenset({"rain", "drizzle", "storm", "snow", "blizzard", "overcast", "sandstorm"})
# What makes an actor even of the sun or a tree.
LIVELY = frozenset({"talk", "sing", "laugh", "cry", "dance", "play", "hug", "kiss", "shout", "eat"})
EXTREME = frozenset({"city_aerial", "coastal_city"})


def setting_of(draft: Draft) -> str:
    """The stated setting of the highest rank, the coast being added to a city, or the likeliest from what is there."""
    stated = [key for _, key in sorted(draft.settings, key=lambda pair: -pair[0])]
    if stated:
        found = set(stated)
        if stated[0] == "road":  # a town's road is its street
            stated = [key for key in stated if key in STREETS] or stated
        water = _waters(draft) if stated[0] in DRY and not found & WET else ""
        if water:
            return water
        if stated[0] in ("city_street", "city_aerial") and found & {"beach", "ocean", "harbor"}:
            return "coastal_city"
        if stated[0] == "city_street" and draft.camera.get("move") == "aerial":
            return "city_aerial"
        return stated[0]
    where = (f.sense.facts["home"] for f in draft.figures if {"stuff", "home"} <= f.sense.facts.keys())
    return next(where, "") or _likeliest(draft)


def _waters(draft: Draft) -> str:
    """The lake between the mountains, when somebody fishes or sits in a boat there; empty if nobody does."""
    boats = [f for f in draft.figures if f.kind == "vehicle" and f.sense.facts.get("medium") == "water"]
    verbs = {action.verb for figure in draft.figures for action in figure.actions}
    if "sky" in [key for _, key in draft.settings] and any(
        f.sense.facts.get("home", "ocean") == "ocean" for f in boats
    ):
        return "ocean"
    return "lake" if boats or verbs & {"fish", "sail"} else ""


def _at_the_surface(draft: Draft) -> bool:
    """Whether ships, sun or moon tell that what lives in the water is seen from above it."""
    return any(
        figure.kind == "celestial"
        or (figure.sense.facts.get("medium") == "water" and figure.species not in ("submarine", "boat_wreck"))
        for figure in draft.figures
        if figure.kind in ("celestial", "vehicle")
    )


def _likeliest(draft: Draft) -> str:
    main = _by_importance(draft)
    verbs = {action.verb for figure in main for action in figure.actions}
    weather = draft.scene.get("weather", [])
    wet = bool(set(weather) & {"rain", "drizzle", "storm", "snow", "blizzard"})
    if draft.wares and any(f.kind in WARES and f.lead for f in main) and not any(f.animate for f in main):
        return "void"
    if any(figure.species in ("earth", "planet") and not figure.lead for figure in main):
        return "space"
    if main and main[0].kind == "food" and any(figure.species in BOUGHS for figure in main):
        return "garden"
    if "play_music" in verbs and any(figure.species in OPEN_FIRES for figure in main):
        return "forest"
    carried = {other for one, kind, other in draft.relations if kind == "holding" and one.kind == "biped"}
    carried |= {one for one, kind, other in draft.relations if kind == "on" and other.kind == "biped"}
    for figure in main:
        if figure in carried and figure.animate:
            continue  # the parrot on a lady's shoulder is not at home
        home = PLACES_MISSPELT.get(figure.sense.facts.get("home", ""), figure.sense.facts.get("home", ""))
        if home == "moon" and ("fog" in weather or "glow" in draft.scene.get("light", [])):
            return "fog_void"
        if home == "ocean" and "swim" in verbs and not verbs & UNDERWATER_VERBS:
            return "underwater" if figure.species != "dolphin" else "ocean"
        if home == "underwater" and (verbs & UNDERWATER_VERBS or _at_the_surface(draft)):
            return "ocean"
        herding = any(one.kind in HERDED for one in draft.figures)
        for verb in (action.verb for action in figure.actions):
            if verb == "play_music" and herding:
                continue
            if verb == "cook" and any(figure.species in OPEN_FIRES for figure in draft.figures):
                return "forest"
            if verb == "climb" and home:
                continue
            if verb == "slide" and not (wet or any(one.species in SLIDES for one in draft.figures)):
                continue
            if verb in SETTING_OF_VERB and figure.kind == "biped":
                return SETTING_OF_VERB[verb]
        if figure.animate and "fly" in verbs and figure.kind in ("bird",):
            return "sky"
        seated = any(
            one is figure and kind in ("in", "on") and other.kind in INDOOR_KINDS
            for one, kind, other in draft.relations
        )
        if seated or (
            any(one.kind in INDOOR_KINDS for one in draft.figures)
            and figure.kind in ("biped", "quadruped", "furniture", "bird")
        ):
            return _room(draft)
        if home in ("space", "sky") and figure.kind == "vehicle":
            home = _earthly(draft) or ("meadow" if verbs & {"land", "launch"} else home)
        if home in INDOORS and wet and figure.kind == "biped":
            return "city_street"
        if home and not (weather and weather[0] in ("snow", "blizzard") and figure.kind == "quadruped"):
            return home
    for word in weather:
        if word in SETTING_OF_WEATHER:
            return SETTING_OF_WEATHER[word]
    if "era" in draft.scene and "future" in draft.scene["era"]:
        return "city_aerial"
    for style in draft.scene.get("style", []):
        if style in SETTING_OF_STYLE and not main:
            return SETTING_OF_STYLE[style]
    lights = draft.scene.get("light", [])
    if "neon" in lights:
        return "city_street"
    if main:
        return (
            "meadow"
            if any(figure.animate and figure.kind != "biped" for figure in main)
            else "park"
            if any(f.animate for f in main)
            else "void"
        )
    return "sky" if draft.scene.get("time") else "void"


def _earthly(draft: Draft) -> str:
    """Where the first plant or building of the shot stands."""
    for figure in draft.figures:
        if figure.kind in ("plant", "building"):
            home = figure.sense.facts.get("home", "")
            return PLACES_MISSPELT.get(home, home)
    return ""


def _room(draft: Draft) -> str:
    grown = [f.sense.facts.get("home", "") for f in draft.figures if f.kind == "plant"]
    outdoors = next((home for home in grown if home in OUTDOORS), "")
    if outdoors:
        return "park" if outdoors == "meadow" else outdoors
    for figure in draft.figures:
        if figure.kind == "furniture":
            return PLACES_MISSPELT.get(
                figure.sense.facts.get("home", ""), figure.sense.facts.get("home", "living_room")
            )
    return "living_room"


def _by_importance(draft: Draft) -> list[Figure]:
    return sorted(draft.figures, key=lambda figure: -figure.importance)


def time_of(draft: Draft, setting: str, styles: list[str]) -> TimeOfDay:
    """The stated time, or what light, style and setting imply."""
    told = draft.scene.get("time", []) + draft.scene.get("implied_time", [])
    if "night" in told and told[0] in ("morning", "day") and "moonlight" in draft.scene.get("light", []):
        return "night"
    if told:
        return cast(TimeOfDay, told[0])
    for figure in draft.figures:
        if "time" in figure.sense.facts:
            return cast(TimeOfDay, figure.sense.facts["time"])
    lights = draft.scene.get("light", [])
    if DARK & set(lights) or {"noir", "cyberpunk", "synthwave"} & set(styles):
        return "night"
    if "golden_hour" in lights:
        return "sunset"
    if {"lamp", "candle", "fire"} & set(lights):
        return "night"
    return cast(TimeOfDay, TIME_OF_SETTING.get(setting, "day"))


def weather_of(draft: Draft) -> Weather:
    told = draft.scene.get("weather", [])
    if told:
        strong = [word for word in told if word in STRONG] or [
            word for word in told if word in ("drizzle", "fog")
        ]
        return cast(Weather, (strong or told)[0])
    for figure in draft.figures:
        if "weather" in figure.sense.facts:
            return cast(Weather, figure.sense.facts["weather"])
        if figure.species == "cloud" and set(figure.colors) & DARK_CLOUDS and not draft.wares:
            return "overcast"
    return "clear"


def season_of(draft: Draft) -> Season:
    told = draft.scene.get("season", [])
    if told:
        return cast(Season, told[0])
    for figure in draft.figures:
        if "season" in figure.sense.facts:
            return cast(Season, figure.sense.facts["season"])
    if {"snow", "blizzard"} & set(draft.scene.get("weather", [])):
        return "winter"
    return ""


def lights_of(draft: Draft, time: str, setting: str) -> tuple[str, ...]:
    """Named lights; night without any gets moonlight outdoors."""
    found = list(draft.scene.get("light", []))
    for figure in draft.figures:
        light = figure.sense.facts.get("light", "")
        if light and light not in found:
            found.append(light)
    weather = weather_of(draft)
    if not found and time == "night":
        if weather not in CLOUDED:
            found.append("moonlight")
        elif setting in EXTREME | {"city_street"}:
            found.append("neon" if "cyberpunk" in draft.scene.get("style", []) else "lamp")
    return tuple(found)


def camera_of(draft: Draft, setting: str, amplitude: str) -> Camera:
    """The told camera; else a slow dolly toward who acts, or a slow pan over what does not move."""
    told = draft.camera
    alone = _one_to_see(draft)
    vast: Framing = "wide" if alone else "extreme_wide"
    default_framing = vast if setting in EXTREME else _framing(draft)
    framing = cast(Framing, told.get("framing", default_framing))
    if framing == "extreme_wide" and alone and "strict" not in told:
        framing = "wide"
    deeds = {action.verb for figure in draft.figures if figure.importance == 3 for action in figure.actions}
    if draft.loose and framing == "close" and deeds & HANDED:
        framing = "medium"
    angle = cast(Angle, told.get("angle", "eye"))
    move = cast(Move, told.get("move", _default_move(draft, setting, amplitude)))
    speed = draft.camera_speed if "move" in told else 0.6
    if draft.camera_speed == 1.0 and told.get("second_move"):
        speed = 0.8
    return Camera(move, angle, framing, speed * {"small": 0.7, "large": 1.4}.get(amplitude, 1.0))


def _one_to_see(draft: Draft) -> bool:
    """Whether the shot is about somebody or something that should stay readable: named, few, and not told tiny."""
    main = [figure for figure in draft.figures if figure.importance == 3]
    return bool(main) and sum(figure.count for figure in main) < 4 and all(f.size != "tiny" for f in main)


def _framing(draft: Draft) -> Framing:
    main = [figure for figure in draft.figures if figure.importance == 3]
    if not main:
        return "wide"
    verbs = {action.verb for figure in main for action in figure.actions}
    if (
        verbs & {"look_up", "cry", "laugh", "talk", "wake", "nod"}
        and len(main) == 1
        and main[0].kind == "biped"
        and main[0].count == 1
    ):
        return "medium"
    if sum(figure.count for figure in main) > 4:
        return "wide"
    if main[0].kind in ("food", "tool", "instrument", "object") and not main[0].actions:
        return "medium"
    return "full"


def _default_move(draft: Draft, setting: str, amplitude: str) -> Move:
    if setting in EXTREME and not any(figure.importance == 3 for figure in draft.figures):
        return "aerial"
    verbs = {action.verb for figure in draft.figures if figure.importance == 3 for action in figure.actions}
    if verbs & {"run", "drive", "sail", "walk", "slide"}:
        return "tracking"
    return "static" if amplitude == "small" else "dolly_in"


def _performs(figure: Figure) -> bool:
    """Whether a figure is an actor: alive, a vehicle, or a thing that does what only actors do (a talking lamp)."""
    if figure.animate:
        return True
    verbs = {action.verb for action in figure.actions}
    if figure.kind in ("celestial", "plant"):
        return bool(verbs & LIVELY)
    return bool(verbs - STILL)


def rank(draft: Draft) -> None:
    """Sets importance: 3 for who acts or is named first, 2 for who takes part, 1 for the rest."""
    if not draft.figures:
        return
    for figure in draft.figures:
        # Floors, sand and smoke are what the scene is made of, not who it is about.
        if "stuff" in figure.sense.facts:
            figure.lead = figure.agent = False
    agents = [figure for figure in draft.figures if figure.agent and figure.lead]
    living = [figure for figure in agents if _performs(figure)]
    earthly = [figure for figure in agents if figure.kind != "celestial"]
    animals = [figure for figure in draft.figures if figure.agent and figure.animate]
    agents = living or earthly or animals or agents
    animate = [figure for figure in draft.figures if figure.animate]
    solid = [figure for figure in draft.figures if "stuff" not in figure.sense.facts]
    leaders = agents[:3] or [figure for figure in animate if figure.lead][:2]
    leaders = (
        leaders
        or [figure for figure in draft.figures if figure.lead][:1]
        or animate[:1]
        or solid[:1]
        or draft.figures[:1]
    )
    for figure in leaders:
        figure.importance = 3
    for figure in draft.figures:
        if figure.titled and (figure.agent or figure.animate):
            figure.importance = 3
    for figure in [*agents[3:], *animate]:
        figure.importance = max(figure.importance, 2)

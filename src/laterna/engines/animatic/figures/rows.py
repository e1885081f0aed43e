"""The rows of the figure tables: what one species, garment or prop is made of. Loaded from TOML without any drawing."""

from msgspec import Struct

Colors = dict[str, str]


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """A head, in radii of its skull: sizes of eyes, ears and muzzle, and which marks and horns it wears."""

    width: float = 1.06
    height: float = 0.94
    yaw: float = 0.62
    """How far it is turned from the viewer when the figure is seen from the side, radians."""
    cheek: float = 0.0
    ear: str = "pointed"
    ear_size: float = 0.6
    ear_at: float = 0.62
    ear_tilt: float = 0.3
    muzzle: str = "pad"
    muzzle_length: float = 0.2
    muzzle_width: float = 0.6
    muzzle_drop: float = 0.32
    nose: float = 0.14
    eye: float = 0.2
    eye_at: float = 0.42
    eye_up: float = 0.06
    iris: str = ""
    whiskers: bool = False
    horns: str = ""
    mane: str = ""
    marks: tuple[str, ...] = ()
    tusks: str = ""


class Quadruped(Struct, frozen=True, forbid_unknown_fields=True):
    """A four-footed animal. Lengths in heights of its hip; `metres` from the ground to the top of its head."""

    metres: float
    coat: str
    belly: str
    dark: str
    coat_is: str = ""
    """A colour's name that means its own coat: who asks for an orange corgi gets its tan."""
    kind: str = "quadruped"
    nose: str = "#3b2a2e"
    mane: str = ""
    like: str = ""
    head: Head = Head()
    head_size: float = 0.42
    length: float = 1.3
    girth: float = 0.5
    chest: float = 1.0
    rump: float = 1.0
    back: float = 0.0
    """How much the back is arched (> 0) or hollow (< 0)."""
    slope: float = 0.0
    """How much higher the shoulder is than the hip."""
    neck: float = 0.2
    neck_angle: float = 0.7
    neck_width: float = 0.4
    leg_width: float = 0.16
    thigh: float = 1.0
    foot: str = "paw"
    foot_size: float = 1.0
    tail: str = "long"
    tail_length: float = 0.8
    tail_width: float = 0.12
    gait: str = "gallop"
    pattern: tuple[str, ...] = ()
    sock: float = 0.0
    hump: float = 0.0
    wings: str = ""
    """`feather` or `leather`."""
    shell: bool = False
    arms: float = 0.0
    """Above 0 it goes on its hind legs and its fore legs are arms of this length."""


class Garment(Struct, frozen=True, forbid_unknown_fields=True):
    """A cut of clothing. `slot` is what it replaces; lengths are shares of the limb they cover."""

    slot: str
    color: str = ""
    sleeves: float = -1.0
    """Share of the arm it covers; negative: none."""
    legs: float = -1.0
    """Share of the leg its trousers cover; negative: none."""
    skirt: float = 0.0
    """Share of the leg that its skirt or tails cover."""
    flare: float = 0.15
    fit: float = 1.0
    collar: str = ""
    front: str = ""
    belt: str = ""
    trim: str = ""
    style: str = ""


class Biped(Struct, frozen=True, forbid_unknown_fields=True):
    """Someone on two legs. Lengths in heights of the figure; `metres` from the ground to the top of the head."""

    metres: float = 1.7
    kind: str = "biped"
    like: str = ""
    head: str = "human"
    head_size: float = 0.118
    leg: float = 0.44
    arm: float = 0.36
    shoulders: float = 0.19
    hips: float = 0.15
    belly: float = 0.0
    limb: float = 1.0
    skin: str = ""
    hair: str = ""
    hair_color: str = ""
    beard: str = ""
    wear: tuple[str, ...] = ()
    """Garments as `kind` or `kind:color`."""
    gender: str = ""
    build: str = "body"
    extras: tuple[str, ...] = ()
    iris: str = ""
    eye: float = 1.0
    carries: str = ""
    tail: str = ""


class Prop(Struct, frozen=True, forbid_unknown_fields=True):
    """A thing drawn by lines of `art` (see `art`), in heights of the thing, y up, standing on y = 0."""

    metres: float
    kind: str
    art: str
    paint: dict[str, str] = {}
    like: str = ""
    aspect: float = 1.0
    seat: float = 0.5
    face: tuple[float, float, float] = (0.0, 0.55, 0.12)
    """Where eyes and mouth go when the thing acts as a person: x, y, size."""
    grip: tuple[float, float] = (0.0, 0.1)
    """Where a hand holds it."""
    wheel: float = 0.0
    """Radius of a wheel, for things that roll."""
    flies: bool = False
    hold: str = ""
    """How an instrument is held: see `Figure.hold`."""


class Drift(Struct, frozen=True, forbid_unknown_fields=True):
    """Many small pieces that move by themselves: smoke, petals, sparks."""

    metres: float
    kind: str
    way: str
    """`rises`, `falls`, `bursts` or `trails`."""
    tones: tuple[str, ...]
    like: str = ""
    count: int = 16
    piece: float = 1.0
    """Size of a piece, 1 usual."""
    alpha: float = 0.8
    square: bool = False
    shines: bool = False
    """Gives its own light."""


class Bird(Struct, frozen=True, forbid_unknown_fields=True):
    """A bird. Lengths in heights of the standing bird before scaling; `upright` radians of the trunk from level."""

    metres: float
    coat: str
    belly: str
    wing: str = ""
    beak_color: str = "#f2a93a"
    leg_color: str = "#e0913f"
    dark: str = "#3a3238"
    kind: str = "bird"
    like: str = ""
    body: float = 0.62
    girth: float = 0.42
    upright: float = 0.35
    neck: float = 0.12
    neck_width: float = 0.2
    head: float = 0.2
    beak: str = "short"
    beak_size: float = 1.0
    leg: float = 0.26
    leg_width: float = 0.035
    web: bool = False
    tail: str = "short"
    crest: str = ""
    wing_shape: str = "broad"
    marks: tuple[str, ...] = ()
    eye: float = 0.3
    floats: bool = False


class Swimmer(Struct, frozen=True, forbid_unknown_fields=True):
    """A fish or a sea mammal. Lengths in heights of the body; level tails (`fluke`) beat up and down."""

    metres: float
    coat: str
    belly: str
    dark: str
    fin: str = ""
    kind: str = "fish"
    like: str = ""
    length: float = 2.0
    girth: float = 0.72
    profile: str = "fish"
    tail: str = "fork"
    tail_size: float = 0.6
    dorsal: str = "low"
    flipper: float = 0.4
    snout: str = ""
    marks: tuple[str, ...] = ()
    eye: float = 0.1
    blowhole: bool = False


class Serpent(Struct, frozen=True, forbid_unknown_fields=True):
    """A long body that winds: snakes, eels, eastern dragons."""

    metres: float
    coat: str
    belly: str
    dark: str
    kind: str = "reptile"
    like: str = ""
    length: float = 3.4
    girth: float = 0.2
    head: str = "snake"
    legs: bool = False
    ridge: bool = False
    flies: bool = False
    marks: tuple[str, ...] = ()

"""The table of interiors: walls, floors, windows, furniture, lamps."""

from msgspec import Struct

WALL = 1.62
"""Depth of the back wall."""


class Window(Struct, frozen=True):
    """A window: its middle across the frame 0..1, width, height and sill above the floor in metres."""

    at: float
    wide: float = 1.6
    high: float = 1.35
    sill: float = 1.0
    blinds: bool = False
    arch: bool = False


class Room(Struct, frozen=True):
    """One interior. `items` are (piece, depth, middle across the frame 0..1)."""

    wall: str
    floor: str
    pattern: str = "boards"
    panel: str = ""
    windows: tuple[Window, ...] = ()
    items: tuple[tuple[str, float, float], ...] = ()
    desk: bool = False
    lamps: tuple[tuple[float, float], ...] = ()
    """Hanging lamps: (middle across the frame, metres above the floor)."""
    view: str = "sky"


ROOMS: dict[str, Room] = {
    "office": Room(
        "#7f7468",
        "#6a4a36",
        panel="#5c4433",
        windows=(Window(0.64, 2.0, 1.5, 0.95, blinds=True),),
        view="city",
        items=(("bookshelf", WALL, 0.12), ("bookshelf", WALL, 0.9), ("picture", WALL, 0.34)),
        desk=True,
    ),
    "living_room": Room(
        "#d8c7ae",
        "#9a6f4c",
        windows=(Window(0.68, 2.0, 1.5, 0.85),),
        view="trees",
        items=(
            ("fireplace", WALL, 0.16),
            ("picture", WALL, 0.4),
            ("floor_lamp", 1.57, 0.9),
            ("sofa", 1.36, 0.5),
            ("plant", 1.31, 0.05),
        ),
        lamps=(),
    ),
    "bedroom": Room(
        "#b9c4d6",
        "#a88460",
        panel="",
        windows=(Window(0.7, 1.7, 1.5, 0.9),),
        view="sky",
        items=(("picture", WALL, 0.3), ("bed", 1.39, 0.26), ("nightstand", 1.47, 0.5), ("plant", 1.52, 0.92)),
    ),
    "kitchen": Room(
        "#e6d9bd",
        "#c9b596",
        pattern="tiles",
        windows=(Window(0.6, 1.5, 1.0, 1.2),),
        view="trees",
        items=(
            ("cooking_counter", 1.57, 0.48),
            ("pantry", WALL, 0.2),
            ("fridge", 1.55, 0.05),
            ("loaded_stove", 1.55, 0.86),
            ("clock", WALL, 0.77),
            ("pan_rack", 1.5, 0.4),
            ("prep_table", 1.3, 0.2),
        ),
        lamps=((0.14, 2.0), (0.72, 2.0)),
    ),
    "classroom": Room(
        "#d9d6c2",
        "#b58f62",
        panel="#8fa58f",
        windows=(Window(0.92, 1.3, 1.6, 0.9), Window(0.06, 1.3, 1.6, 0.9)),
        view="trees",
        items=(
            ("blackboard", WALL, 0.5),
            ("clock", WALL, 0.76),
            ("school_desk", 1.36, 0.14),
            ("school_desk", 1.36, 0.86),
            ("school_desk", 1.18, 0.03),
            ("school_desk", 1.18, 0.97),
        ),
        lamps=((0.32, 2.7), (0.68, 2.7)),
    ),
    "library": Room(
        "#8a7458",
        "#6f4f38",
        panel="#5a4230",
        windows=(Window(0.5, 1.4, 2.2, 0.9, arch=True),),
        view="sky",
        items=(
            ("bookshelf", WALL, 0.08),
            ("bookshelf", WALL, 0.24),
            ("bookshelf", WALL, 0.76),
            ("bookshelf", WALL, 0.92),
            ("bookshelf", 1.26, -0.02),
            ("bookshelf", 1.26, 1.02),
            ("table", 1.26, 0.7),
        ),
        lamps=((0.5, 2.5),),
    ),
    "cafe": Room(
        "#a87f5f",
        "#7a5a44",
        panel="#6a4a38",
        windows=(Window(0.68, 2.6, 1.7, 0.8),),
        view="city",
        items=(
            ("shelves", WALL, 0.1),
            ("picture", WALL, 0.32),
            ("table", 1.36, 0.16),
            ("chair", 1.39, 0.07),
            ("table", 1.31, 0.88),
            ("plant", 1.47, 0.98),
        ),
        lamps=((0.2, 2.0), (0.5, 2.1), (0.84, 2.0)),
    ),
    "restaurant": Room(
        "#8f4a3f",
        "#5f4434",
        panel="#4a3028",
        windows=(Window(0.5, 2.4, 1.7, 0.9),),
        view="city",
        items=(
            ("picture", WALL, 0.2),
            ("picture", WALL, 0.82),
            ("table", 1.36, 0.14),
            ("table", 1.36, 0.86),
            ("chair", 1.37, 0.04),
            ("plant", 1.47, 0.95),
        ),
        lamps=((0.16, 1.9), (0.5, 2.2), (0.84, 1.9)),
    ),
    "workshop": Room(
        "#9a8a76",
        "#8a7a68",
        pattern="concrete",
        windows=(Window(0.8, 1.6, 1.1, 1.3),),
        view="sky",
        items=(("workbench", 1.57, 0.36), ("shelves", WALL, 0.96), ("shelves", WALL, 0.04)),
        lamps=((0.36, 2.5),),
    ),
    "laboratory": Room(
        "#cfdde2",
        "#aebcc4",
        pattern="tiles",
        windows=(Window(0.78, 1.8, 1.2, 1.2),),
        view="sky",
        items=(("flasks", 1.57, 0.34), ("shelves", WALL, 0.06), ("flasks", 1.57, 0.98)),
        lamps=((0.3, 2.8), (0.7, 2.8)),
    ),
    "hospital": Room(
        "#d3e2df",
        "#b5c4c4",
        pattern="tiles",
        panel="#a9cac4",
        windows=(Window(0.72, 1.8, 1.4, 1.0),),
        view="sky",
        items=(("hospital_bed", 1.42, 0.24), ("clock", WALL, 0.5), ("hospital_bed", 1.42, 1.0)),
        lamps=((0.3, 2.8), (0.75, 2.8)),
    ),
    "museum": Room(
        "#c9beac",
        "#b0a28c",
        pattern="tiles",
        windows=(),
        view="sky",
        items=(
            ("painting", WALL, 0.24),
            ("painting", WALL, 0.5),
            ("painting", WALL, 0.76),
            ("pillar", 1.47, 0.03),
            ("pillar", 1.47, 0.97),
            ("exhibit", 1.36, 0.16),
            ("exhibit", 1.36, 0.85),
        ),
        lamps=((0.24, 2.9), (0.5, 2.9), (0.76, 2.9)),
    ),
    "shop": Room(
        "#d6bfa0",
        "#a5825e",
        windows=(Window(0.52, 2.2, 1.6, 0.8),),
        view="city",
        items=(
            ("shelves", 1.62, 0.1),
            ("shelves", 1.62, 0.28),
            ("shelves", 1.62, 0.76),
            ("shelves", 1.62, 0.93),
        ),
        lamps=((0.3, 2.4), (0.7, 2.4)),
    ),
    "gym": Room(
        "#98a4ae",
        "#7a6a58",
        windows=(Window(0.22, 1.6, 1.3, 1.4), Window(0.78, 1.6, 1.3, 1.4)),
        view="sky",
        items=(("weights", 1.57, 0.18), ("weights", 1.57, 0.82), ("clock", WALL, 0.5)),
        lamps=((0.3, 3.0), (0.7, 3.0)),
    ),
    "train": Room(
        "#8a9a8f",
        "#5f5a58",
        pattern="carpet",
        panel="#5f6f66",
        windows=(Window(0.2, 1.5, 0.95, 1.0), Window(0.52, 1.5, 0.95, 1.0), Window(0.84, 1.5, 0.95, 1.0)),
        view="moving",
        items=(("bench", 1.47, 0.2), ("bench", 1.47, 0.84)),
        lamps=((0.36, 2.4), (0.68, 2.4)),
    ),
    "spaceship": Room(
        "#5f6c80",
        "#48525f",
        pattern="metal",
        panel="#404a58",
        windows=(Window(0.5, 3.4, 1.5, 1.1),),
        view="space",
        items=(("screens", 1.57, 0.2), ("screens", 1.57, 0.8)),
        lamps=(),
    ),
}

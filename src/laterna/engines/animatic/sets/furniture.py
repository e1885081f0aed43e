"""The pieces of furniture by name."""

from laterna.engines.animatic.sets.furniture_home import (
    bed,
    bench,
    chair,
    clock,
    counter,
    fireplace,
    floor_lamp,
    fridge,
    nightstand,
    painting,
    picture,
    plant,
    sofa,
    stove,
    table,
)
from laterna.engines.animatic.sets.furniture_kitchen import (
    cooking_counter,
    loaded_stove,
    pan_rack,
    pantry,
    prep_table,
)
from laterna.engines.animatic.sets.furniture_parts import Piece
from laterna.engines.animatic.sets.furniture_work import (
    blackboard,
    bookshelf,
    crate,
    desk,
    desk_things,
    exhibit,
    flasks,
    hospital_bed,
    pillar,
    school_desk,
    screens,
    shelves,
    weights,
    workbench,
)

PIECES: dict[str, Piece] = {
    "bookshelf": bookshelf, "picture": picture, "clock": clock, "plant": plant, "chair": chair, "desk": desk,
    "desk_things": desk_things, "floor_lamp": floor_lamp, "sofa": sofa, "table": table, "bed": bed,
    "nightstand": nightstand, "counter": counter, "stove": stove, "fridge": fridge, "blackboard": blackboard,
    "school_desk": school_desk, "shelves": shelves, "flasks": flasks, "workbench": workbench, "fireplace": fireplace,
    "pillar": pillar, "exhibit": exhibit, "hospital_bed": hospital_bed, "screens": screens, "weights": weights,
    "stall": crate, "bench": bench, "painting": painting,
    "cooking_counter": cooking_counter, "loaded_stove": loaded_stove, "pan_rack": pan_rack, "pantry": pantry,
    "prep_table": prep_table,
}  # fmt: skip
"""Pieces by name, as `rooms.py` asks for them."""

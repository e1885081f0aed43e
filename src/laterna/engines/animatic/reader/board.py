"""Drafts to the frozen storyboard: what later shots take over, what was excluded, what is inferred."""

from typing import Literal, cast

from msgspec import structs

from laterna.engines.animatic.reader import inference
from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.drawn import is_drawn, species_drawn
from laterna.engines.animatic.reader.tidying import tidy
from laterna.engines.animatic.storyboard import (
    Camera,
    Relation,
    Shot,
    Subject,
)

MOST_SUBJECTS = 12
# A style that is only a manner of filming gives way to one that is a manner of drawing.
PLAIN_STYLES = ("cinematic", "realistic", "minimal", "vintage")


def styles_of(drafts: list[Draft], told: list[str]) -> list[str]:
    """All styles, those of the request first, drawn ones before plain ones."""
    found = list(told)
    for draft in drafts:
        found += [key for key in draft.scene.get("style", []) if key not in found]
    return sorted(found, key=lambda key: key in PLAIN_STYLES and key not in told)


def shots_of(drafts: list[Draft], styles: list[str], amplitude: str) -> tuple[Shot, ...]:
    """The shots in order."""
    shots: list[Shot] = []
    for draft in drafts:
        before = shots[-1] if shots else None
        previous = drafts[len(shots) - 1] if shots else None
        if previous is not None and not draft.figures and not draft.settings:
            draft.figures = list(previous.figures)
        draft.place_told = any(one.settings for one in drafts[: len(shots)]) or "weather" not in draft.scene
        inference.rank(draft)
        tidy(draft)
        shots.append(_shot(draft, styles, amplitude, before))
    return tuple(_with_key(shot, shots[:number]) for number, shot in enumerate(shots))


def _with_key(shot: Shot, before: list[Shot]) -> Shot:
    """Whoever found a key in an earlier shot has it in hand when opening a door."""
    key = next((s for told in before for s in told.subjects if s.species == "key"), None)
    doors = {s.id for s in shot.subjects if s.species == "door"}
    opener = next(
        (s.id for s in shot.subjects if any(a.verb == "open" and a.target in doors for a in s.actions)), None
    )
    if key is None or opener is None or any(s.id == key.id for s in shot.subjects):
        return shot
    return structs.replace(
        shot,
        subjects=(*shot.subjects, key),
        relations=(*shot.relations, Relation(opener, "holding", key.id)),
    )


def _shot(draft: Draft, styles: list[str], amplitude: str, before: Shot | None) -> Shot:
    inherits = before is not None and not draft.settings and draft.place_told
    setting = before.setting if before is not None and inherits else inference.setting_of(draft)
    time = inference.time_of(draft, setting, styles)
    told_time = "time" in draft.scene or "implied_time" in draft.scene
    if before is not None and not told_time:
        time = before.time
    weather = inference.weather_of(draft)
    if before is not None and "weather" not in draft.scene and setting == before.setting:
        weather = before.weather
    figures = [figure for figure in draft.figures if figure.species not in draft.excluded]
    figures = sorted(figures, key=lambda figure: -figure.importance)[:MOST_SUBJECTS]
    return Shot(
        setting=setting,
        era=_era(draft, before),
        time=time,
        season=inference.season_of(draft) or (before.season if before else ""),
        weather="clear" if weather in draft.excluded else weather,
        lights=inference.lights_of(draft, time, setting),
        camera=inference.camera_of(draft, setting, amplitude),
        subjects=tuple(_subject(figure, {one.id for one in figures}) for figure in figures),
        relations=_relations(draft, figures),
        dialogue=tuple(draft.dialogue),
        sounds=tuple(draft.scene.get("sound", [])),
        transition="cut",
    )


def _era(
    draft: Draft, before: Shot | None
) -> Literal["", "ancient", "medieval", "victorian", "retro", "modern", "future"]:
    told = draft.scene.get("era", []) + [
        f.sense.facts["era"] for f in draft.figures if "era" in f.sense.facts
    ]
    era = told[0] if told else before.era if before is not None else ""
    return cast('Literal["", "ancient", "medieval", "victorian", "retro", "modern", "future"]', era)


def _subject(figure: Figure, present: set[str]) -> Subject:
    actions = tuple(
        a if a.target in present or not a.target else type(a)(a.verb, "", a.manner) for a in figure.actions
    )
    species = species_drawn(figure.name, figure.sense, figure.species)
    card = figure.kind == "card" and not is_drawn(species)
    return Subject(
        id=figure.id,
        name=figure.name,
        kind="object" if figure.kind == "card" and not card else figure.kind,
        species=figure.species if card else species,
        count=figure.count,
        colors=tuple(figure.colors),
        size=figure.size,
        age=figure.age,
        gender=cast('Literal["", "female", "male"]', figure.gender),
        anthropomorphic=figure.anthropomorphic,
        clothing=tuple(figure.clothing),
        material=figure.material,
        emotion=figure.emotion,
        actions=actions,
        place=figure.place,
        importance=figure.importance,
    )


def _relations(draft: Draft, figures: list[Figure]) -> tuple[Relation, ...]:
    kept = [
        Relation(one.id, kind, other.id)
        for one, kind, other in draft.relations
        if one in figures and other in figures
    ]
    return tuple(dict.fromkeys(kept))


def vary(shot: Shot) -> tuple[Shot, ...]:
    """Two takes of one scene: it is shown whole, then nearer."""
    wide = Camera("static", shot.camera.angle, "wide", shot.camera.speed)
    near = Camera("dolly_in", shot.camera.angle, "medium", shot.camera.speed)
    return (_with_camera(shot, wide), _with_camera(shot, near))


def _with_camera(shot: Shot, camera: Camera) -> Shot:
    return Shot(
        setting=shot.setting,
        era=shot.era,
        time=shot.time,
        season=shot.season,
        weather=shot.weather,
        lights=shot.lights,
        camera=camera,
        subjects=shot.subjects,
        relations=shot.relations,
        dialogue=shot.dialogue,
        sounds=shot.sounds,
    )

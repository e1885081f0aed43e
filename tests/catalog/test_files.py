"""Cards as files: the owner's own, and broken ones."""

from pathlib import Path

import pytest

from laterna.catalog import CardError, Catalog
from laterna.catalog.tables import Source

OWN = """
[models.house-model]
extends = "wan2.6-t2v"
prompt_limit = 99
"""


def written(folder: Path, text: str) -> Path:
    (folder / "own.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_model_is_added_with_one_table(tmp_path: Path) -> None:
    card = Catalog.load(written(tmp_path, OWN)).card("house-model")
    assert card.prompt_limit == 99
    assert card.modes["text"].durations == tuple(range(2, 16))


def test_an_own_table_of_a_built_in_name_changes_what_it_gives(tmp_path: Path) -> None:
    own = Catalog.load(written(tmp_path, "[models.viduq3-pro]\nrates = { 720p = 1 }\nprompt_limit = 7"))
    assert own.card("viduq3-pro").prompt_limit == 7
    rates = own.card("viduq3p-720p").modes["text"].rates
    assert (rates["720p"].second, rates["1080p"].second) == (1, 24)
    assert [card.name for card in own.cards] == [card.name for card in Catalog.load().cards]


def test_a_name_stands_in_one_built_in_file_only() -> None:
    source = Source()
    source.add("one.toml", "[models.x]")
    with pytest.raises(CardError, match=r"two\.toml: bases\.x: is defined already in one\.toml"):
        source.add("two.toml", "[bases.x]")


def test_a_whole_family_can_be_written_from_nothing(tmp_path: Path) -> None:
    text = """
    [sizes.mine."480p"]
    "16:9" = "854*480"
    [models.mine]
    wire = "openai"
    family = "mine"
    takes = ["prompt", "duration"]
    prompt_limit = 10
    prompt_overflow = "refuse"
    sizes = "mine"
    default_tier = "480p"
    durations = "3,6-8"
    default_duration = 3
    fps = "12"
    watermark_text = "AI"
    url_life = 60
    """
    card = Catalog.load(written(tmp_path, text)).card("mine")
    assert card.modes["text"].durations == (3, 6, 7, 8)
    assert card.url_life == 60


def test_a_folder_that_does_not_exist_adds_nothing(tmp_path: Path) -> None:
    assert len(Catalog.load(tmp_path / "nowhere").cards) == len(Catalog.load().cards)


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("not toml", "file", "is not TOML"),
        ("[model.x]\na = 1", "model", "is unknown"),
        ("models = 5", "models", "is not a table"),
        ("[models]\nx = 5", "models.x", "is not a table"),
        (OWN.replace("wan2.6-t2v", "wan9"), "house-model.extends", "'wan9' is no base and no model"),
        ('[models.house-model]\nextends = "house-model"', "house-model.extends", "extends itself"),
        (OWN + "prompt_limits = 5", "models.house-model", "prompt_limits"),
        (OWN.replace("99", '"99"'), "models.house-model", "prompt_limit"),
        (OWN.replace("99", "0"), "models.house-model", "prompt_limit"),
        (OWN + 'takes = ["prompt", "colour"]', "models.house-model.takes", "colour: the parameters are"),
        (OWN + 'durations = "5 to 8"', "models.house-model.modes.text.durations", "is not a range"),
        (OWN + 'durations = "8-5"', "models.house-model.modes.text.durations", "is not a range"),
        (
            OWN + 'durations = "6-8"',
            "models.house-model.modes.text.default_duration",
            "is not among the durations",
        ),
        (OWN + 'sizes = "none"', "models.house-model.sizes", "there is no table sizes.none"),
        (OWN + 'tiers = ["4K"]', "models.house-model.sizes.wan.4K", "is not a table of sizes"),
        (OWN + 'default_tier = "480P"', "models.house-model.modes.text.default_tier", "480P is no tier"),
        (OWN + 'tiers = ["480P", "1080P"]', "models.house-model.modes.text.rates", "has no rate for 480P"),
        (
            OWN + "modes = { film = {} }",
            "models.house-model.modes",
            "the modes are text, image, frames, reference",
        ),
        (OWN + "modes = 5", "models.house-model.modes", "is not a table"),
        (OWN + "modes = { text = 5 }", "models.house-model.modes.text", "is not a table"),
        (OWN + "shot_types = []", "models.house-model.shot_types", "is empty"),
        (OWN + "negative_prompt_limit = 0", "models.house-model.negative_prompt_limit", "is 0"),
        (OWN + 'fps = "x"', "models.house-model.fps", "is not a range"),
        (OWN + "default_fps = 29", "models.house-model.default_fps", "29 is not among the fps"),
        (
            OWN + 'tiers_by_duration = { 5 = ["9K"] }',
            "models.house-model.modes.text.tiers_by_duration.5",
            "not offered",
        ),
        (
            '[sizes.wan.720P]\n"16:9" = "1281*720"\n' + OWN,
            "models.wan2.6-t2v.sizes.wan.720P",
            "W*H with even sides",
        ),
    ],
)
def test_a_broken_card_is_named_with_its_file_and_key(
    tmp_path: Path, text: str, key: str, problem: str
) -> None:
    with pytest.raises(CardError) as caught:
        Catalog.load(written(tmp_path, text))
    assert problem in caught.value.message
    assert caught.value.field == key
    assert "toml" in caught.value.message


def test_two_tables_of_one_name_in_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CardError, match=r"own\.toml: file: is not TOML"):
        Catalog.load(written(tmp_path, OWN + OWN))

"""Settings come from the file, then the environment, then flags; a wrong one is named."""

from pathlib import Path

import pytest

from laterna.errors import SettingError
from laterna.settings import Settings, load_settings


def test_defaults_need_no_file_and_no_environment(tmp_path: Path) -> None:
    settings = load_settings(environ={}, folder=tmp_path)
    assert settings == Settings()
    assert (settings.host, settings.port, settings.strict) == ("127.0.0.1", 8000, True)


def test_flags_beat_environment_and_environment_beats_the_file(tmp_path: Path) -> None:
    (tmp_path / "laterna.toml").write_text('port = 1001\nhost = "file"\ndata = "from-file"\n')
    settings = load_settings(
        environ={"LATERNA_PORT": "1002", "LATERNA_HOST": "environment"}, folder=tmp_path, flags={"port": 1003}
    )
    assert (settings.port, settings.host, settings.data) == (1003, "environment", "from-file")


def test_a_flag_that_was_not_given_changes_nothing(tmp_path: Path) -> None:
    assert load_settings(environ={"LATERNA_PORT": "9000"}, folder=tmp_path, flags={"port": None}).port == 9000


def test_lists_are_separated_by_commas_in_the_environment(tmp_path: Path) -> None:
    settings = load_settings(environ={"LATERNA_OUTBOUND_ALLOW": "10.0.0.0/8, fd00::/8"}, folder=tmp_path)
    assert settings.outbound_allow == ("10.0.0.0/8", "fd00::/8")


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("1", True), ("0", False)])
def test_booleans_are_read_from_the_environment(tmp_path: Path, text: str, value: bool) -> None:
    assert load_settings(environ={"LATERNA_STRICT": text}, folder=tmp_path).strict is value


@pytest.mark.parametrize(
    ("text", "seconds"), [("forever", None), ("90s", 90), ("15m", 900), ("24h", 86_400), ("30d", 2_592_000)]
)
def test_retention_is_read_as_a_length_of_time(tmp_path: Path, text: str, seconds: int | None) -> None:
    settings = load_settings(environ={"LATERNA_RETENTION": text}, folder=tmp_path)
    assert settings.retention_seconds == seconds


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LATERNA_PORT", "70000"),
        ("LATERNA_PORT", "eight"),
        ("LATERNA_RETENTION", "long"),
        ("LATERNA_OUTBOUND_ALLOW", "10.0.0.0/99"),
        ("LATERNA_OUTBOUND_CONNECT", "example.com=127.0.0.1:1"),
        ("LATERNA_LOG_LEVEL", "loud"),
        ("LATERNA_STRICT", "perhaps"),
    ],
)
def test_a_wrong_value_is_refused_and_the_setting_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        load_settings(environ={variable: value}, folder=tmp_path)
    assert variable.removeprefix("LATERNA_").lower() in str(caught.value)


def test_an_unknown_setting_in_the_file_is_refused_and_the_known_ones_are_listed(tmp_path: Path) -> None:
    (tmp_path / "laterna.toml").write_text("prot = 9000\n")
    with pytest.raises(SettingError, match=r"`prot`.*port"):
        load_settings(environ={}, folder=tmp_path)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "laterna.toml").write_text("port: 9000")
    with pytest.raises(SettingError, match=r"laterna\.toml is not TOML"):
        load_settings(environ={}, folder=tmp_path)

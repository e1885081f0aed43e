"""No line of the log holds a secret, whatever wrote it."""

import io
import json
import logging
import sys

import pytest
import structlog

from laterna.cli.logs import log_to_stderr
from laterna.cli.masking import masker, secrets_of
from laterna.routing import Key, Upstream
from laterna.settings import Settings


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("key sk-Abc_def-123456 is unknown", "key sk-*** is unknown"),
        ("secret whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw= made", "secret whsec_*** made"),
        ("vda_0123456789abcdef was refused", "vda_*** was refused"),
        ('{"Authorization": "Bearer abc.def"}', '{"Authorization": "Bearer ***"}'),
        ("authorization: Token abcdef1234, next", "authorization: Token ***, next"),
        ("(b'authorization', b'Basic dXNlcjpwdw==')", "(b'authorization', b'Basic ***')"),
        ("sent with Bearer eyJhbGciOiJIUzI1NiJ9.e30.x", "sent with Bearer ***"),
        ("postgresql://laterna:pa55word@db/laterna", "postgresql://laterna:***@db/laterna"),
        ("GET /files/a.mp4?expires=1&sig=0a1b2c&name=x", "GET /files/a.mp4?expires=1&sig=***&name=x"),
        ("GET https://oss/x?X-Amz-Signature=00ff HTTP/1.1", "GET https://oss/x?X-Amz-Signature=*** HTTP/1.1"),
        ("the key is task-free, and a bearer of news", "the key is task-free, and a bearer of news"),
    ],
)
def test_what_looks_like_a_secret_is_masked_and_nothing_else(said: str, kept: str) -> None:
    assert masker()(said) == kept


def test_the_secrets_of_the_settings_are_masked_whatever_they_look_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLOUD_KEY", "plain-words")
    settings = Settings(
        database_url="postgresql://u:p%40ss-word@db/x",
        storyboard_key="story-key",
        metrics_key='quo"ted\\key',
        upstreams=(Upstream(name="a", wire="vidu", keys=("first-key", Key(key="env:CLOUD_KEY"))),),
    )
    masked = masker(secrets_of(settings))
    for secret in ("p@ss-word", "story-key", 'quo"ted\\key', "first-key", "plain-words"):
        assert masked(f"it said {secret}!") == "it said ***!"
        assert json.loads(masked(json.dumps({"said": secret}))) == {"said": "***"}


@pytest.mark.parametrize("form", ["console", "json"])
def test_errors_of_libraries_are_masked_with_their_tracebacks(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    try:
        log_to_stderr("debug", form, ["only-mine"])
        try:
            local_variable = 1
            assert local_variable
            raise ValueError("cannot send sk-Abcdef123456 with only-mine")
        except ValueError:
            logging.getLogger("somebody").exception("broke at %s", "https://u:hidden@host/")
            structlog.get_logger("us").error(
                "broke", exc_info=True, headers={"Authorization": "Bearer short"}
            )
    finally:
        root.handlers[:] = before
        structlog.reset_defaults()
    text = written.getvalue()
    assert "ValueError" in text
    for secret in ("Abcdef123456", "only-mine", "hidden", "short", "local_variable"):
        assert secret not in text
    if form == "json":
        assert [json.loads(line)["level"] for line in text.splitlines()] == ["error", "error"]

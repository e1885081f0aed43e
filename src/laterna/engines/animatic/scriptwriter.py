"""A language model that writes the storyboard, behind an OpenAI-compatible chat endpoint that the owner runs or rents.

Its answer is checked like a storyboard that a person wrote. Whatever goes wrong, the built-in reader takes over, so
a clip never fails for want of the model.
"""

import asyncio
import re
from functools import cache
from typing import Final

import aiohttp
import msgspec
import structlog
from msgspec import Struct

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.dialogue import is_wide
from laterna.engines.animatic.handmade import storyboard_from
from laterna.engines.animatic.storyboard import Storyboard, encode
from laterna.errors import ParameterError
from laterna.jsontypes import JSON
from laterna.settings import Settings

PATIENCE: Final = 20.0
"""Seconds until the built-in reader takes over."""

_MOST: Final = 1 << 20  # bytes of an answer
_PATH: Final = "/chat/completions"
_FENCE = re.compile(r"^\s*```[a-z]*\n(.*?)\n?```\s*$", re.DOTALL)
_THOUGHT = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_REFUSED: Final = frozenset({400, 404, 415, 422, 501})
"""Answers of servers and models that do not take every option, among other faults: they are asked again without."""

_TASK: Final = """\
You turn the prompt for a short video into a storyboard: one JSON object, valid by the JSON Schema below, and
nothing else. Stage everything that the prompt names and nothing that it excludes. Who acts upon whom is an action
with a target; where things are is a relation; both name ids of subjects of the same shot. importance: 3 main
figure, 2 takes part, 1 dressing. Spoken words in quotes are dialogue, in the prompt's own language. Use one shot
unless the prompt tells of several or shot_type is multi. A thing that is not in the list of species is of kind
"card", with its name.
settings: {settings}
species: {species}
garments: {garments}
verbs: {verbs}
styles: {styles}
moods: {moods}
JSON Schema: {schema}"""

_log = structlog.get_logger(__name__)


class Unwritten(Exception):
    """The model gave no storyboard that can be used; the text says why."""


class _Message(Struct, frozen=True):
    content: str


class _Choice(Struct, frozen=True):
    message: _Message


class _Answer(Struct, frozen=True):
    choices: tuple[_Choice, ...]


class Scriptwriter:
    """Asks one model at one endpoint. The endpoint is the owner's own choice, so any address is allowed."""

    def __init__(self, url: str, model: str, key: str = "", *, patience: float = PATIENCE) -> None:
        base = url.rstrip("/")
        self._url = base if base.endswith(_PATH) else base + _PATH
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._patience = patience

    async def write(self, request: VideoRequest) -> str | None:
        """A checked storyboard as JSON, or None when the built-in reader has to do; the log says why."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._written(request)
        except TimeoutError:
            why = f"no answer within {self._patience:g} s"
        except aiohttp.ClientError as error:
            why = f"the endpoint cannot be reached ({type(error).__name__})"
        except Unwritten as error:
            why = str(error)
        _log.warning(
            "the storyboard model did not help, the built-in reader does", model=self._model, why=why
        )
        return None

    async def _written(self, request: VideoRequest) -> str:
        messages: list[JSON] = [
            {"role": "system", "content": instructions()},
            {"role": "user", "content": _order(request)},
        ]
        plain: dict[str, JSON] = {"model": self._model, "messages": messages, "stream": False}
        exact = plain | {"temperature": 0, "seed": request.seed, "response_format": {"type": "json_object"}}
        async with aiohttp.ClientSession(headers=self._headers) as session:
            status, data = await self._ask(session, exact)
            if status in _REFUSED:
                status, data = await self._ask(session, plain)
        if status != 200:
            raise Unwritten(f"the endpoint answered with status {status}")
        return encode(checked(_content(data), request.prompt)).decode()

    async def _ask(self, session: aiohttp.ClientSession, body: dict[str, JSON]) -> tuple[int, bytes]:
        data = bytearray()
        async with session.post(self._url, json=body, allow_redirects=False) as response:
            async for chunk in response.content.iter_any():
                data += chunk
                if len(data) > _MOST:
                    raise Unwritten(f"the answer is longer than {_MOST} bytes")
            return response.status, bytes(data)


def scriptwriter_of(settings: Settings) -> Scriptwriter | None:
    """The scriptwriter that the settings name, or None."""
    if not settings.storyboard_url:
        return None
    return Scriptwriter(settings.storyboard_url, settings.storyboard_model, settings.storyboard_key)


def checked(text: str, prompt: str) -> Storyboard:
    """The storyboard in a model's answer, with the prompt that it is of. Raises Unwritten."""
    bare = _THOUGHT.sub("", text)
    fenced = _FENCE.match(bare)
    try:
        fields: JSON = msgspec.json.decode(fenced[1] if fenced else bare)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Unwritten(f"the answer is not a JSON object: {error}") from error
    if not isinstance(fields, dict):
        raise Unwritten("the answer is not a JSON object")
    fields["prompt"] = prompt
    fields.setdefault("language", "zh" if is_wide(prompt) else "en")
    try:
        return storyboard_from(msgspec.json.encode(fields).decode())
    except ParameterError as error:
        raise Unwritten(error.message) from error


@cache
def instructions() -> str:
    """What the model is told: the task, the names of all that can be drawn, and the schema."""
    # Loaded only where a model writes, which keeps the server small and quick to start elsewhere.
    from laterna.engines.animatic.figures.pose import VERBS
    from laterna.engines.animatic.reader.lexicon import rows, table_text

    def keys(table: str, section: str) -> str:
        return " ".join(row.key for row in rows(table) if row.section == section and "is" not in row.facts)

    drawn = dict(line.split(" | ", 1) for line in table_text("drawn").splitlines() if " | " in line)
    return _TASK.format(
        settings=keys("settings", "setting"),
        species=drawn["figures"],
        garments=drawn["garments"],
        verbs=" ".join(sorted(VERBS)),
        styles=keys("styles", "style"),
        moods=keys("scene", "mood"),
        schema=msgspec.json.encode(msgspec.json.schema(Storyboard)).decode(),
    )


def _order(request: VideoRequest) -> str:
    wishes = {
        "prompt": request.prompt,
        "negative_prompt": request.negative_prompt,
        "style": request.style,
        "shot_type": request.shot_type,
        "movement_amplitude": request.movement_amplitude,
        "seconds": request.duration,
        "width": request.width,
        "height": request.height,
    }
    return msgspec.json.encode({name: wish for name, wish in wishes.items() if wish}).decode()


def _content(data: bytes) -> str:
    try:
        answer = msgspec.json.decode(data, type=_Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unwritten(f"the endpoint's answer is not a chat completion: {error}") from error
    if not answer.choices:
        raise Unwritten("the endpoint's answer has no choices")
    return answer.choices[0].message.content

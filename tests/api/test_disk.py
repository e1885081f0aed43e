"""Files on their way in that the disk refuses: said at every door in its own words, and kept the next time."""

import logging

import aiohttp
import pytest

from laterna.api.forms import INCOMING
from tests.api.house import House, Reply
from tests.chaos.pictures import PNG, data_url

WAYS = ("vidu", "generations", "openai", "upload")


async def _send(house: House, way: str) -> Reply:
    match way:
        case "vidu":
            body = {"model": "viduq3-turbo", "images": [data_url(PNG)], "prompt": "A kite"}
            return await house.ask("POST", "/ent/v2/img2video", json=body)
        case "generations":
            body = {"model": "viduq3-turbo", "image": data_url(PNG), "prompt": "A kite"}
            return await house.ask("POST", "/v1/video/generations", json=body)
        case "openai":
            form = aiohttp.FormData({"model": "viduq3-turbo", "prompt": "A kite"})
            form.add_field("input_reference", PNG, filename="kite.png", content_type="image/png")
            return await house.ask("POST", "/v1/videos", data=form)
        case _:
            begun = (await house.ask("POST", "/tools/v2/files/uploads", json={})).body
            return await house.ask("PUT", begun["put_url"].removeprefix(house.url), data=PNG)


@pytest.mark.parametrize("way", WAYS)
async def test_a_file_that_the_disk_refuses_is_nobodys_riddle(
    house: House, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Something of that name lies where files are kept until they are whole.
    incoming = house.services.settings.data_dir / INCOMING
    incoming.write_text("a file, not a folder")
    refused = await _send(house, way)
    assert refused.status == 500
    assert "could not be kept" in str(refused.body)
    assert not [record for record in caplog.records if record.exc_info and record.levelno >= logging.ERROR]
    incoming.unlink()
    taken = await _send(house, way)
    assert taken.status == 200, taken.body

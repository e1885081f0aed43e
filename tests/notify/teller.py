"""A process that makes tasks, takes them through their lives and tells about it, until it is killed.

`python -m tests.notify.teller FOLDER URL`: prints a line once it works.
"""

import asyncio
import sys
from pathlib import Path

from laterna.clock import SystemClock
from tests.notify.office import open_office


async def main(folder: Path, url: str) -> None:
    """Works for ever."""
    async with open_office(folder, SystemClock()) as office:
        telling = asyncio.create_task(office.notifier.run())
        if not office.book.of_tenant("default"):
            await office.book.create("default", url + "/hook")
        print("working", flush=True)
        while not telling.done():
            await asyncio.gather(*(office.task(url + "/callback") for _ in range(5)))
            for task in await office.start():
                await (office.succeed(task) if task.id % 3 else office.fail(task))
        await telling


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))

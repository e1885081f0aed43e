"""Run as a program beside vidu-mcp: every tool once, as its MCP server calls it; results as JSON.

Arguments: a picture's path. The client itself is as published; only its pause between two queries is shortened.
"""

import asyncio
import json
import sys
import time

from vidu_mcp import server

_sleep = time.sleep
server.time.sleep = lambda seconds: _sleep(min(seconds, 0.05))

PICTURE = sys.argv[1]
URL = "https://example.com/source.png"
FOG = "An astronaut walks through the fog."
CALLS = {
    "text": ("generate_text_to_video", {"prompt": FOG}),
    "text, 4 s with music": (
        "generate_text_to_video",
        {"prompt": FOG, "model": "vidu1.5", "duration": 4, "resolution": "360p", "bgm": True},
    ),
    "image": ("generate_img_to_video", {"image": PICTURE}),
    "reference": ("generate_reference2video_to_video", {"images": [PICTURE, URL], "prompt": FOG}),
    "start and end": ("generate_startend2video_to_video", {"images": [URL, PICTURE]}),
    "refused": ("generate_text_to_video", {"prompt": FOG, "resolution": "720p"}),
    "failing": ("generate_text_to_video", {"prompt": "fail, please"}),
    "template": ("generate_template_to_video", {"template": "hugging", "images": [URL]}),
}


async def main() -> None:
    """Calls the tools in turn and prints what each of them answers."""
    results = {}
    for name, (tool, arguments) in CALLS.items():
        answer = await server.mcp.call_tool(tool, arguments)
        content = answer[0] if isinstance(answer, tuple) else answer
        results[name] = content[0].text
    print(json.dumps(results))


asyncio.run(main())

"""Run as a program with version 1.25.8 of the SDK: every call once, results as JSON. Arguments: base URL."""

import asyncio
import json
import sys

import dashscope
from dashscope import VideoSynthesis
from dashscope.aigc.video_synthesis import AioVideoSynthesis
from dashscope.version import __version__

dashscope.base_http_api_url = sys.argv[1]
dashscope.api_key = "sk-test"

WAN = {
    "model": "wan2.5-t2v-preview",
    "prompt": "一只狐狸🦊",
    "size": "832*480",
    "duration": 10,
    "watermark": False,
}
VIDU = {"model": "vidu/viduq3-turbo_text2video", "prompt": "A boat", "size": "960*528", "resolution": "540P"}


def shown(answer):
    output = answer.output or {}
    return {
        "status": answer.status_code,
        "code": answer.code,
        "task_status": output.get("task_status"),
        "url": output.get("video_url"),
        "prompt": output.get("orig_prompt"),
        "total": output.get("total"),
        "usage": dict(answer.usage or {}),
    }


async def aio(results):
    done = await AioVideoSynthesis.call(**WAN)
    results["aio call"] = shown(done)
    results["aio fetch"] = shown(await AioVideoSynthesis.fetch(done.output.task_id))
    # This version asks with GET and a slash at the end.
    results["aio cancel"] = shown(await AioVideoSynthesis.cancel(done.output.task_id))
    results["aio list"] = shown(await AioVideoSynthesis.list())


def main():
    results = {"version": __version__}
    results["call"] = shown(VideoSynthesis.call(**VIDU, audio=True, watermark=True))
    created = VideoSynthesis.async_call(**WAN)
    results["async_call"] = shown(created)
    results["fetch"] = shown(VideoSynthesis.fetch(created))
    results["wait"] = shown(VideoSynthesis.wait(created))
    results["cancel"] = shown(VideoSynthesis.cancel(created))
    results["list"] = shown(VideoSynthesis.list())
    results["bad"] = shown(VideoSynthesis.async_call(**{**WAN, "model": "wan9"}))
    asyncio.run(aio(results))
    print(json.dumps(results))


main()

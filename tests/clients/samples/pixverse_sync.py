"""The sample of PixVerse's page, synchronous."""

import os
from http import HTTPStatus

import dashscope
from dashscope import VideoSynthesis

dashscope.base_http_api_url = "https://dashscope.aliyuncs.com/api/v1"
api_key = os.getenv("DASHSCOPE_API_KEY")


def failed(rsp):
    print(f"Failed, status_code: {rsp.status_code}, code: {rsp.code}, message: {rsp.message}")


def sample_sync_call_t2v():
    print("please wait...")
    rsp = VideoSynthesis.call(
        api_key=api_key,
        model="pixverse/pixverse-v5.6-t2v",
        prompt="一只小猫在月光下奔跑",
        size="1280*720",
        duration=10,
        audio=False,
        watermark=False,
    )
    print(rsp)
    if rsp.status_code == HTTPStatus.OK:
        print(rsp.output.video_url)
    else:
        failed(rsp)


if __name__ == "__main__":
    sample_sync_call_t2v()

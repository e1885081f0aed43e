"""The sample of Vidu's page, synchronous."""

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
        model="vidu/viduq3-turbo_text2video",
        prompt="一只小猫在月光下奔跑",
        size="960*528",
        duration=5,
        resolution="540P",
        watermark=True,
    )
    print(rsp)
    if rsp.status_code == HTTPStatus.OK:
        print(rsp.output.video_url)
    else:
        failed(rsp)


if __name__ == "__main__":
    sample_sync_call_t2v()

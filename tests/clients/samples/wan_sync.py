"""The sample of Wan's page, synchronous."""

import os
from http import HTTPStatus

import dashscope
from dashscope import VideoSynthesis

dashscope.base_http_api_url = "https://dashscope-intl.aliyuncs.com/api/v1"
api_key = os.getenv("DASHSCOPE_API_KEY")


def failed(rsp):
    print(f"Failed, status_code: {rsp.status_code}, code: {rsp.code}, message: {rsp.message}")


def sample_sync_call_t2v():
    print("please wait...")
    rsp = VideoSynthesis.call(
        api_key=api_key,
        model="wan2.5-t2v-preview",
        prompt=(
            "Shot from a low angle, in a medium close-up, with warm tones, mixed lighting (the practical "
            "light from the desk lamp blends with the overcast light from the window), side lighting, "
            "and a central composition. In a classic detective office, wooden bookshelves are filled "
            "with old case files and ashtrays. A green desk lamp illuminates a case file spread out in "
            "the center of the desk. A fox, wearing a dark brown trench coat and a light gray fedora, "
            "sits in a leather chair, its fur crimson, its tail resting lightly on the edge, its fingers "
            "slowly turning yellowed pages. Outside, a steady drizzle falls beneath a blue sky, "
            "streaking the glass with meandering streaks. It slowly raises its head, its ears twitching "
            "slightly, its amber eyes gazing directly at the camera, its mouth clearly moving as it "
            "speaks in a smooth, cynical voice: 'The case was cold, colder than a fish in winter. But "
            "every chicken has its secrets, and I, for one, intended to find them '."
        ),
        audio_url=(
            "https://help-static-aliyun-doc.aliyuncs.com/file-manage-files/zh-CN/20250929/stjqnq/"
            "%E7%8B%90%E7%8B%B8.mp3"
        ),
        size="832*480",
        duration=10,
        negative_prompt="",
        prompt_extend=True,
        watermark=False,
        seed=12345,
    )
    print(rsp)
    if rsp.status_code == HTTPStatus.OK:
        print(rsp.output.video_url)
    else:
        failed(rsp)


if __name__ == "__main__":
    sample_sync_call_t2v()

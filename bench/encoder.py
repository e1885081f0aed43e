"""The encoder alone: the frames of a finished clip, decoded to YUV in memory, through x264 with Laterna's settings.

    python -m bench.encoder CLIP.mp4 [PROCESSES]

The frames are cut into the same segments and spread over as many processes as Laterna draws on. The clock holds
nothing but encoding: no decoding, no conversion, no joining, no sound. Frames that were coded once before are a
little cleaner than drawn ones and so a little faster to encode, in the encoder's favour.
"""

import os
import sys
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
from av.video.frame import VideoFrame

from bench import crew
from laterna.engines.animatic.drawing.segments import cut
from laterna.media.coding import Coding
from laterna.media.x264 import open_encoder


def seconds(clip: Path, processes: int) -> float:
    """Seconds that encoding all frames of `clip` takes."""
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        count, fps = stream.frames, round(stream.average_rate or 0)
    return crew.timed(partial(_prepare, clip), cut(count, fps), processes)[0]


def _prepare(clip: Path) -> crew.Work:
    with av.open(str(clip)) as container:
        stream = container.streams.video[0]
        coding = Coding(width=stream.width, height=stream.height, fps=round(stream.average_rate or 0))
        # Arrays in between, because a decoded frame asks the encoder to give it the same type again.
        frames = [
            VideoFrame.from_ndarray(frame.to_ndarray(), format="yuv420p")
            for frame in container.decode(stream)
        ]
    return partial(_encode, coding, frames)


def _encode(coding: Coding, frames: list[VideoFrame], share: crew.Share) -> bytes:
    first, count = share
    context = open_encoder(coding)
    size = 0
    for index, frame in enumerate(frames[first : first + count]):
        frame.pts, frame.time_base = index, Fraction(1, coding.fps)
        size += sum(packet.size for packet in context.encode(frame))
    return str(size + sum(packet.size for packet in context.encode(None))).encode()


def main() -> None:
    """Prints seconds of the clip that is named."""
    if len(sys.argv) < 2:
        print("Name a clip: python -m bench.encoder CLIP.mp4 [PROCESSES]")
        return
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1
    print(f"{seconds(Path(sys.argv[1]), processes):.3f} s")


if __name__ == "__main__":
    main()

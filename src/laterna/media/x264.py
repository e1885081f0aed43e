"""x264's parameters: one place, so that every process encodes alike.

`cpu-independent=1` and `threads=1` make the bytes the same on every run and processor: without the first, x264
chooses code by processor and repeated runs give different files. Parallelism comes from several segments at once.

`ultrafast` leaves out CABAC, the 8x8 transform, deblocking and macroblock-tree rate control. Drawn scenes gain far
more from the last three than from the search that slower presets add, and with them the encoder has less to write.
CABAC alone would make files a tenth smaller and take a quarter to a half more time. Measured on 15 successive frames
of the animatic engine at 1280x720, one core, best of five, PSNR of luma:

| parameters | kitten: ms a frame, kB a frame, dB | noir with rain and grain | watercolour | flight |
|---|---|---|---|---|
| these, but a lookahead of 3 | 5.5, 22.5, 43.0 | 7.4, 57.5, 38.8 | 5.9, 27.6, 41.4 | 8.4, 45.4, 40.2 |
| these, but a lookahead of 5 | 5.7, 23.0, 43.0 | 7.4, 58.8, 38.8 | 6.0, 28.5, 41.5 | 9.9, 47.2, 40.3 |
| the latter with CABAC | 6.8, 20.8, 43.0 | 11.2, 51.6, 38.8 | 8.2, 26.6, 41.5 | 11.7, 44.3, 40.3 |
"""

from fractions import Fraction

import av
from av.codec.context import Flags
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from laterna.errors import EngineError
from laterna.media.coding import Coding


def open_encoder(coding: Coding) -> VideoCodecContext:
    """An opened H.264 encoder. Raises EngineError when `coding` cannot be encoded."""
    context = av.CodecContext.create("libx264", "w")
    configure(context, coding)
    try:
        context.open()
    except av.FFmpegError as error:
        raise EngineError(f"The H.264 encoder did not start: {error}.") from error
    return context


def configure(context: VideoCodecContext, coding: Coding) -> None:
    """Sets every parameter of an encoder that is not open yet. Raises EngineError for a coding out of range."""
    _check(coding)
    context.width, context.height, context.pix_fmt = coding.width, coding.height, "yuv420p"
    context.framerate = Fraction(coding.fps)
    context.time_base = Fraction(1, coding.fps)
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU709
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    context.thread_count = 1
    context.flags |= Flags.global_header | Flags.closed_gop
    x264: dict[str, int | str] = {
        "cpu-independent": 1,
        "threads": 1,
        "lookahead-threads": 1,
        "sliced-threads": 0,
        "mbtree": 1,
        "rc-lookahead": 4,
        "bframes": 0,
        "keyint": coding.gop,
        "min-keyint": coding.gop,
        "scenecut": 0,
        "open-gop": 0,
        # CABAC would save a tenth of the bytes and take a third more time.
        "cabac": 0,
        # What `ultrafast` leaves out and drawn pictures gain most from, at little cost.
        "8x8dct": 1,
        "deblock": "0,0",
    }
    context.options = {
        "preset": coding.preset,
        "crf": str(coding.crf),
        "x264-params": ":".join(f"{name}={value}" for name, value in x264.items()),
    }


def _check(coding: Coding) -> None:
    for name, value in (("width", coding.width), ("height", coding.height)):
        if not 16 <= value <= 8192 or value % 2:
            raise EngineError(f"The clip's {name} is {value}; allowed: even numbers from 16 to 8192.")
    if not 1 <= coding.fps <= 120:
        raise EngineError(f"The clip's frame rate is {coding.fps}; allowed: 1 to 120.")
    if not 0 <= coding.crf <= 51:
        raise EngineError(f"The clip's CRF is {coding.crf}; allowed: 0 to 51.")

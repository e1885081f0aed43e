"""What is said to the camera, put as the lexicon has it: `camera slowly trucks to the left` becomes `camera pans left`.

Only the order of words differs between people here, so patterns do it before the words are looked up.
"""

import re
from typing import Final

_SLOWLY: Final = (
    r"(?:(?:then|and|very|slowly|gently|smoothly|gradually|steadily|quickly|softly|slow|fast)\s+){0,3}"
)
_CAMERA: Final = rf"\b(?:the |a )?(?:camera|shot|view|lens|frame)\s+{_SLOWLY}"
_SWEEPS: Final = r"(?:pan|truck|track|slide|move|glide|drift|sweep|swing|dolly|travel)(?:s|ing|ning|es|d)?"
_TILTS: Final = r"(?:tilt|pan|look|move|swing|point)(?:s|ing|ning)?"
_NEARS: Final = r"(?:push|move|dolly|creep|ease|close|track|glide|inch|press)(?:s|es|ing)?"
_LEAVES: Final = r"(?:pull|move|dolly|back|ease|track|glide)(?:s|ing)?"
_LIFTS: Final = r"(?:crane|boom|rise|float|lift|soar|ascend)(?:s|ing)?"
_CIRCLES: Final = r"(?:circle|orbit|arc|rotate|revolve|spin|swirl|spiral)(?:s|ing)?"
_SIDE: Final = r"(?:to(?:wards?)? )?(?:the )?(?P<side>left|right)\b"
_BARE: Final = (
    r"(?<!camera )\b(?:(?:whip|swish|slow|quick|fast|smooth|lateral)[\s-])?(?:pan|truck|dolly)(?:s|ning|ing)?"
)
_QUICK: Final = r"\b(?:fast|quick|rapid|sudden|slow|gentle|smooth|subtle)\s+"
_ENGLISH: Final = (
    (rf"{_CAMERA}{_SWEEPS}\s+{_SLOWLY}{_SIDE}", r"camera pans \g<side>"),
    (rf"{_BARE}\s+(?:shot\s+)?{_SIDE}", r"camera pans \g<side>"),
    (rf"{_CAMERA}{_TILTS}\s+{_SLOWLY}up(?:wards?)?\b", "camera tilts up"),
    (rf"{_CAMERA}{_TILTS}\s+{_SLOWLY}down(?:wards?)?\b", "camera tilts down"),
    (rf"{_CAMERA}{_NEARS}\s+{_SLOWLY}(?:in|closer|forwards?|inwards?)\b", "camera pushes in"),
    (rf"{_CAMERA}{_LEAVES}\s+{_SLOWLY}(?:out|back|away|backwards?)\b", "camera pulls back"),
    (rf"{_CAMERA}zoom(?:s|ing)?\s+{_SLOWLY}(?P<way>in|out)\b", r"zooms \g<way>"),
    (rf"{_CAMERA}{_LIFTS}(?:\s+up(?:wards?)?)?\b", "camera rises,"),
    (
        r"\b(?:crane|boom|jib)(?: shot)?\s+(?:slowly\s+)?(?:descend|lower|drop|com|go)(?:s|es|ing|ping)?"
        r"(?:\s+down)?\b(?:\s+(?:over|above|onto|on|towards?|to)\b)?",
        "camera descends,",
    ),
    (rf"{_CAMERA}(?:descend|lower|drop|sink)(?:s|ing|ping)?(?:\s+down)?\b", "camera descends,"),
    (rf"{_CAMERA}{_CIRCLES}(?:\s+around)?\b", "camera circles around"),
    (
        rf"{_QUICK}(?P<what>zoom|pan|push|pull|dolly|tilt)\s+(?P<way>in|out|back|up|down)\b",
        r"\g<what> \g<way>",
    ),
)
_GENTLY: Final = r"(?:缓缓|慢慢|逐渐|渐渐|徐徐|快速|迅速|缓慢|轻轻|平稳|急速|突然|猛地|地|再|又|并){0,3}"
_FROM: Final = r"镜头从(?P<from>[^,，。;；、镜]{1,10}?)"
_AWAY: Final = rf"镜头{_GENTLY}(?:向|往|朝){_GENTLY}"
_MOVE: Final = r"(?:升起|上升|拉升|升高|拉远|拉开|后退|推近|推进|下降|上摇|下摇|左移|右移|左摇|右摇)"
_CHINESE: Final = (
    (rf"无人机{_GENTLY}(?:拉升|升起|上升|升高|爬升)", "航拍,镜头升起,"),
    (rf"无人机{_GENTLY}(?:俯冲|下降|降落|下落)", "航拍,镜头下降,"),
    (rf"无人机{_GENTLY}(?:掠过|飞过|穿过|飞越|越过|环绕|绕着)", "航拍,"),
    (rf"{_FROM}{_GENTLY}(?:向|往)?上(?:摇|移)(?:到|至|向)?", r"镜头上摇,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:向|往)?下(?:摇|移)(?:到|至|向)?", r"镜头下摇,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:升到|升至|升向|抬到|抬至)", r"镜头升起,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:降到|降至|落到|落至)", r"镜头下降,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:拉到|拉至|后撤到|退到)", r"镜头拉远,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:推到|推至|推进到|推向|推近到|推进)", r"镜头推近,\g<from>,"),
    (rf"镜头{_GENTLY}(?:(?:顺|逆)时针|围着|绕着|围绕){_GENTLY}(?:环绕|旋转|转动|转圈|转|绕)", "镜头环绕"),
    (rf"镜头{_GENTLY}(?P<side>左|右)(?:移|摇)?(?:横摇|平移|横移|甩)", r"镜头\g<side>移"),
    (
        rf"(?P<first>镜头[^,，。;；镜]{{1,16}}?)(?:[一半]圈)?(?:之?后|再|然后|接着|随后){_GENTLY}(?P<then>{_MOVE})",
        r"\g<first>,镜头\g<then>,",
    ),
    (rf"镜头{_GENTLY}(?:穿过|穿越|钻过|钻进|穿进|穿入|深入)", "镜头推近,"),
    (rf"镜头{_GENTLY}(?:掠过|扫过|滑过|划过|拂过|移过|越过)", "镜头摇过"),
    (rf"{_FROM}{_GENTLY}(?:拉开|拉远|拉出|后退|后拉|移开|退出|往后拉|向后拉)", r"镜头拉远,\g<from>,"),
    (
        rf"镜头从(?P<from>脚|脚下|脚尖|鞋子?|靴子|裙摆|地面|水面|底部){_GENTLY}(?:摇|移)(?:到|至|向)",
        r"镜头上摇,\g<from>,",
    ),
    (
        rf"镜头从(?P<from>头|头顶|天空|天花板|树梢|屋顶|顶部){_GENTLY}(?:摇|移)(?:到|至|向)",
        r"镜头下摇,\g<from>,",
    ),
    (rf"{_FROM}(?:上|里|中|旁边?){_GENTLY}(?:升起|拉升|升高|抬起)", r"镜头升起,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:升起|上升|拉升|升高|抬起|腾空)", r"镜头升起,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:下降|降下|落下|降落)", r"镜头下降,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:向|往)下(?:摇|移)", r"镜头下摇,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:向|往)上(?:摇|移)", r"镜头上摇,\g<from>,"),
    (rf"{_FROM}{_GENTLY}(?:摇到|移到|摇至|移至|摇向|移向|平移到|扫到|转到)", r"镜头摇过\g<from>,"),
    (rf"{_AWAY}(?P<side>[左右])(?:侧|边|方)?{_GENTLY}(?:平移|摇|移|横移|滑|扫|推|甩)动?", r"镜头\g<side>移"),
    (rf"{_AWAY}(?P<way>[上下])(?:方)?{_GENTLY}(?:摇|移|抬|倾)动?", r"镜头\g<way>摇"),
    (rf"镜头{_GENTLY}(?:推向|推至|推到|推近|对准|靠近|逼近|聚焦到?|推进到?|推进至|移近)", "镜头推近"),
    (r"推镜头(?:至|到|向)?", "镜头推近"),
    (
        r"(?P<first>镜头(?:升起|拉远|推近|摇过|下摇|上摇|[左右]移)[,，]*(?:[^,，。]{0,12}[,，]+)?)(?:逐渐|慢慢|缓缓)?"
        r"(?:露出|展现出?|显露出?|现出|揭示出?|带出|呈现出?|展示出?)",
        r"\g<first>",
    ),
    (r"由远(?:及|到|至|而)近", "镜头推近"),
    (r"由近(?:及|到|至|而)远", "镜头拉远"),
)
_PATTERNS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in (*_ENGLISH, *_CHINESE)
)


# What a camera that has been spoken of goes on to do in the next clauses, and where it comes to rest.
_GOES_ON: Final = re.compile(
    r"^(?P<at>最后|最终|再|又|然后|接着|随后)?(?:缓缓|慢慢)?(?P<how>掠过|扫过|划过|滑过|拂过|穿过|越过|经过|转向|移向|移到|转到|摇到"
    r"|停在|停留在|停到|定格在|定格于|落在|落到|聚焦在|对准)(?P<what>[^上里身脸]*(?:里|上)?[^上身脸]*?)(?:身上|脸上|手上|面前|上)?$"
)


def put_plainly(text: str) -> str:
    """The text with the camera's moves in the lexicon's own words; everything else is left as it is."""
    for pattern, plain in _PATTERNS:
        text = pattern.sub(plain, text)
    return (
        "".join(_going_on(part) for part in re.split(r"(?<=[。！？!?\n])", text)) if "镜头" in text else text
    )


def _going_on(sentence: str) -> str:
    """镜头穿过…,掠过…,最后停在…身上: what the camera passes and stops at is in the picture, and nobody's deed."""
    parts = re.split(r"([,，。；;！？\n])", sentence)
    filmed = -9
    for at in range(0, len(parts), 2):
        found = _GOES_ON.match(parts[at]) if at - filmed < 5 else None
        if found is not None:
            parts[at] = found["what"]
        filmed = at if found is not None or "镜头" in parts[at] else filmed
    return "".join(parts)

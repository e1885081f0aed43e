"""Clock times in words of the lexicon: `at three in the morning`, `5 pm`, 凌晨三点 become `at night`, 深夜 …"""

import re
from typing import Final

NUMBERS: Final = (
    "twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
)  # fmt: skip
DIGITS: Final = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_HOUR: Final = rf"(?P<hour>{'|'.join(NUMBERS)}|\d{{1,2}})(?::(?P<minute>\d\d))?"
_PAST: Final = r"(?:(?:half|quarter) (?:past|to) )?"
_ENGLISH: Final = re.compile(
    rf"\b(?:it(?:'s| is) )?(?:at |around |about )?{_PAST}{_HOUR}\s*(?:o'?clock)?\s*"
    r"(?P<half>in the (?:early )?morning|in the afternoon|in the evening|at night|[ap]\.?m\b\.?)",
    re.IGNORECASE,
)
_CHINESE: Final = re.compile(
    r"(?P<half>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|夜晚|深夜|半夜|午夜)"
    r"(?P<hour>十[一二]?|[零一二两三四五六七八九]|\d{1,2})点(?:半|整|钟|多|\d{1,2}分)?"
)
# From which hour of the day (0 to 23) on it is which time of day, in both languages.
BANDS: Final = (
    (0, "at night", "深夜"),
    (5, "at dawn", "黎明"),
    (7, "in the morning", "早晨"),
    (11, "at noon", "中午"),
    (14, "in the afternoon", "下午"),
    (18, "at dusk", "傍晚"),
    (21, "at night", "夜晚"),
)
_LATE: Final = frozenset({"下午", "傍晚", "晚上", "夜里", "夜晚", "深夜", "半夜", "午夜"})


def in_words(text: str) -> str:
    """The text with every clock time replaced by the time of day that it means; other words stay as they are."""
    return _CHINESE.sub(_chinese, _ENGLISH.sub(_english, text))


def _english(found: re.Match[str]) -> str:
    word = found["hour"].lower()
    hour = (NUMBERS.index(word) if word in NUMBERS else int(word)) % 12
    half = found["half"].lower().replace(".", "")
    late = half in ("pm", "in the afternoon", "in the evening") or (half == "at night" and hour >= 6)
    return _band(hour + 12 * late)[1]


def _chinese(found: re.Match[str]) -> str:
    word = found["hour"]
    hour = DIGITS[word] if word in DIGITS else int(word)
    half = found["half"]
    if hour <= 12:
        hour %= 12
        noonish = half == "中午" and hour < 4
        small = half in ("夜里", "深夜", "半夜", "午夜") and hour < 6
        hour += 12 * ((half in _LATE and not small) or noonish)
    return _band(hour)[2]


def _band(hour: int) -> tuple[int, str, str]:
    return [band for band in BANDS if band[0] <= hour % 24][-1]

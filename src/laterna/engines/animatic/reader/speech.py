"""Quoted text: a spoken line with its speaker, or lettering that is not spoken."""

from laterna.engines.animatic.reader.draft import Draft, Figure
from laterna.engines.animatic.reader.words import Token
from laterna.engines.animatic.storyboard import Action, Line

LETTERING = frozenset(
    {
        "sign",
        "text",
        "words",
        "word",
        "title",
        "titled",
        "labeled",
        "labelled",
        "reads",
        "reading",
        "written",
        "called",
        "named",
        "name",
        "style",
        "letters",
        "caption",
        "logo",
        "banner",
        "写",
        "写着",
        "文字",
        "标题",
        "字幕",
        "字样",
        "名为",
        "叫做",
        "题为",
        "招牌",
        "标语",
    }
)
SPEECH = frozenset({"talk", "shout", "sing"})
NEAR = 5


def name_speaker(draft: Draft, since: int, subjects: list[Figure]) -> None:
    """Gives the lines of this sentence that had no speaker yet to who the sentence is about."""
    speakers = [figure for figure in subjects if figure.animate]
    for at in range(since, len(draft.dialogue)):
        if not draft.dialogue[at].speaker and speakers:
            draft.dialogue[at] = Line(draft.dialogue[at].text, speakers[0].id)


def speak(draft: Draft, text: str, subjects: list[Figure], last: list[Figure], before: list[Token]) -> None:
    """Adds a line of dialogue unless the words before the quote say that it is lettering."""
    near = before[-NEAR:]
    if any(token.text.lower() in LETTERING or token.category == "style" for token in near):
        draft.note(text, "not_drawn", "lettering")
        return
    says = any(token.category == "verb" and token.senses[0].species in SPEECH for token in near)
    speakers = [figure for figure in subjects if figure.animate] or [
        figure for figure in last if figure.animate
    ]
    if not speakers and says:
        speakers = subjects or last
    speaker = speakers[0] if speakers else None
    draft.dialogue.append(Line(text, speaker.id if speaker else ""))
    draft.note(text, "understood", "dialogue")
    if speaker is not None:
        speaker.act(Action("talk"))
        speaker.agent = True

"""The account: what a storyboard shows, told in one sentence a shot, in the prompt's language."""

from laterna.engines.animatic.storyboard import Shot, Storyboard


def account_of(board: Storyboard) -> str:
    """The prompt, followed by setting, time, weather, camera and style as they are drawn."""
    chinese = board.language == "zh"
    parts = [board.prompt.strip().rstrip("。.")]
    for shot in board.shots:
        parts.append(_shot(shot))
    if board.style:
        parts.append(("风格:" if chinese else "style: ") + board.style.replace("_", " "))
    return ("。" if chinese else ". ").join(part for part in parts if part) + ("。" if chinese else ".")


def _shot(shot: Shot) -> str:
    words = [shot.setting.replace("_", " "), shot.time]
    if shot.weather != "clear":
        words.append(shot.weather)
    if shot.season:
        words.append(shot.season)
    camera = shot.camera
    words.append(f"{camera.framing.replace('_', ' ')} shot")
    if camera.move != "static":
        words.append(f"{camera.move.replace('_', ' ')} camera")
    if camera.angle != "eye":
        words.append(f"{camera.angle} angle")
    return ", ".join(words)

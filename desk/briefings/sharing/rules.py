"""An issue as a short plain text for a messenger: less than a screen of a phone, whatever the issue holds. Pure."""

from collections.abc import Sequence

MOST = 900  # characters: about a screen of a phone
MOST_ASKED = 3
LINE = 140


def message(
    title: Sequence[str], sentences: Sequence[str], heading: str, asked: Sequence[str], more: str, foot: Sequence[str]
) -> str:
    """Put a text together; whole sentences are left out from the end until it is short enough, never title or foot."""
    points = [f"• {_short(line)}" for line in asked[:MOST_ASKED]]
    if len(asked) > MOST_ASKED:
        points.append(more)
    told = list(sentences)
    while True:
        middle = [" ".join(told)] if told else []
        lower = ["\n".join([heading, *points])] if points else []
        text = "\n\n".join(["\n".join(title), *middle, *lower, "\n".join(foot)])
        if len(text) <= MOST or not (told or points):
            return text
        if told and (len(told) > 1 or not points):
            told.pop()
        else:
            points.pop()


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= LINE else f"{line[: LINE - 1].rstrip()}…"

"""Every pair of colours that may meet is readable in both themes (WCAG 2.2 AA), computed from the stylesheet."""

import re

import pytest
from django.conf import settings

INKS = [
    "text",
    "muted",
    "accent",
    "accent-strong",
    "low-ink",
    "medium-ink",
    "high-ink",
    "critical-ink",
    "ok-ink",
    "info-ink",
]
GROUNDS = ["surface", "bg", "sunken", "hover"]
TONES = ["low", "medium", "high", "critical", "ok"]
TEXT_PAIRS = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    *((f"{tone}-ink", f"{tone}-soft") for tone in [*TONES, "info"]),
    *((ink, "accent-soft") for ink in INKS if ink != "accent-strong"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-strip", "strip"),
]
SHAPE_PAIRS = [
    *((f"{tone}-fill", ground) for tone in TONES for ground in GROUNDS),
    ("line-strong", "surface"),
    ("line-strong", "bg"),
    ("strip-line", "strip"),
    ("accent", "surface"),
    ("accent", "bg"),
]
THEMES = {
    "light": ":root {",
    "dark by choice": ':root[data-theme="dark"] {',
    "dark by device": ':root:not([data-theme="light"]) {',
}


def tokens(start: str) -> dict[str, str]:
    """Read the custom properties of the first block that begins so."""
    css = (settings.BASE_DIR / "static" / "css" / "desk.css").read_text()
    block = css.split(start, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable_on_every_ground_it_may_stand_on(theme):
    found = tokens(THEMES[theme])
    weak = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in TEXT_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_shapes_and_borders_of_controls_stand_out(theme):
    found = tokens(THEMES[theme])
    weak = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in SHAPE_PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_the_dark_theme_is_the_same_by_device_and_by_choice():
    assert tokens(THEMES["dark by device"]) == tokens(THEMES["dark by choice"])

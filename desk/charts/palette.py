"""The colours of paper and charts, each with the class under which the page's stylesheet recolours it."""

from reportlab.lib.colors import HexColor

INK, MUTED, LINE = HexColor("#15202b"), HexColor("#4d5b69"), HexColor("#d8e0e7")
ACCENT, ACCENT_SOFT, WHITE, SUNKEN = HexColor("#0b5f5f"), HexColor("#dff0ee"), HexColor("#ffffff"), HexColor("#eaeff3")
SEVERITY = {
    "critical": HexColor("#8f1036"),
    "high": HexColor("#c5460f"),
    "medium": HexColor("#ac7800"),
    "low": HexColor("#4f86a9"),
}
RAMP = (HexColor("#f7ebe2"), HexColor("#efcfb8"), HexColor("#e2a781"), HexColor("#c97747"))
DEEP = HexColor("#8f4a1d")
WARM = (*RAMP, DEEP)
COOL = (HexColor("#e3f1ef"), HexColor("#b5dbd5"), HexColor("#74b8ae"), HexColor("#2f8a80"), HexColor("#17615a"))
UNKNOWN = HexColor("#c3cdd6")
HAZARD, BORDER, RESERVE = HexColor("#6a4fa0"), HexColor("#2d4a73"), HexColor("#2c7a4b")
OVER = {"chosen": ACCENT, "hazards": HAZARD, "islands": ACCENT, "jurisdictions": BORDER, "offices": BORDER}
OVER |= {"reserves": RESERVE}

CLASSES = {
    INK.hexval(): "ink",
    MUTED.hexval(): "muted",
    LINE.hexval(): "line",
    ACCENT.hexval(): "accent",
    ACCENT_SOFT.hexval(): "accent-soft",
    WHITE.hexval(): "paper",
    SUNKEN.hexval(): "sunken",
    UNKNOWN.hexval(): "unknown",
    HAZARD.hexval(): "hazard",
    BORDER.hexval(): "border",
    RESERVE.hexval(): "reserve",
    **{colour.hexval(): name for name, colour in SEVERITY.items()},
    **{colour.hexval(): f"ramp-{step}" for step, colour in enumerate(WARM)},
    **{colour.hexval(): f"cool-{step}" for step, colour in enumerate(COOL)},
}

BY_NAME = {
    "accent": ACCENT,
    "unknown": UNKNOWN,
    **SEVERITY,
    **{f"ramp-{step}": colour for step, colour in enumerate(RAMP)},
}

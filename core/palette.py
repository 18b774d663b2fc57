"""Every colour of the screens, charts, maps and files, by what it is for. Style sheets take them as `var(--name)`."""

import re
from typing import Final

ACCENT: Final = "#b4232a"
"""Our own place, and what is to be looked at first."""
PAPER_RED: Final = "#d7000f"
"""The head of an official document (红头) and the line below it."""
ACCENT_PALE: Final = "#fdf6f6"
ACCENT_SOFT: Final = "#fdf3f3"
ACCENT_HERE: Final = "#fbeaea"
ACCENT_HOVER: Final = "#fbe9e9"
INK: Final = "#1f2328"
QUIET: Final = "#57606a"
PEER: Final = "#9aa1a9"
BAR: Final = "#c4c9cf"
GROUND: Final = "#ffffff"
SHADE: Final = "#f6f7f9"
OUTSIDE: Final = "#fafbfc"
"""Days of another month."""
RULE: Final = "#d0d7de"
GRID: Final = "#e5e7eb"
ROW_RULE: Final = "#eceff2"
EDGE: Final = "#a6adb5"
"""Where a box hides more than it shows."""
CARD_RULE: Final = "#e4e7eb"

GOOD: Final = "#2e7d32"
GOOD_SOFT: Final = "#f1f8f2"
WARNING: Final = "#a05f00"
BAD: Final = "#c62828"
ABSENT: Final = "#6b7280"

DEMO_INK: Final = "#6b4a00"
DEMO_BAND: Final = "#fff6e0"
DEMO_STRIPE: Final = "#fdeecb"

HEAT_1: Final = "#fdf0ee"
HEAT_2: Final = "#f8d5d1"
HEAT_3: Final = "#eea9a3"
HEAT_4: Final = "#c64b47"
HEAT_5: Final = "#9d1c23"
"""Few to many findings."""

BLUE_1: Final = "#cfe0f0"
BLUE_2: Final = "#a6c6e2"
BLUE_3: Final = "#76a4cd"
BLUE_4: Final = "#437ab0"
BLUE_5: Final = "#1d4a80"
"""Low to high on a map."""
MAP_LINE: Final = "#3b4048"
MAP_INK: Final = "#1f2328"
MAP_PAPER: Final = "#ffffff"
"""Words on a light place and on a dark one, in either theme."""
MAP_WAITING: Final = "#eceef1"
SWATCH_RULE: Final = "#c3c8ce"
HATCH: Final = "#b3b8bf"
DOTS: Final = "#8b929b"
DOTS_GROUND: Final = "#f2f3f5"
ZERO_FILL: Final = "#f7f8fa"
ZERO_STROKE: Final = "#8a94a3"

HALL_GROUND: Final = "#101418"
HALL_INK: Final = "#f2f4f7"
HALL_QUIET: Final = "#aab2bd"
HALL_RULE: Final = "#2c333b"
HALL_BAR: Final = "#5f6b78"
HALL_SHADE: Final = "#1f1315"
HALL_ACCENT: Final = "#e5484d"
HALL_WARNING: Final = "#e0a030"
HALL_GOOD: Final = "#63b76c"
HALL_HEAT_1: Final = "#2a1a1c"
HALL_HEAT_2: Final = "#47201f"
HALL_HEAT_3: Final = "#6b2523"
HALL_HEAT_4: Final = "#e5605b"
HALL_HEAT_5: Final = "#ff9a94"
"""The theme of a dark hall."""

BUSINESS: Final = "#d98d90"
"""Income of a business of its own, between the accent of wages and the greys of the other parts."""

PRINT_INK: Final = "#000000"
PRINT_QUIET: Final = "#444444"
PRINT_RULE: Final = "#cccccc"
SHEET_HEAD: Final = "#f2f2f2"
SHEET_LOCKED: Final = "#e7e6e6"
SHEET_OPEN: Final = "#fff9e8"
TEMPLATE_HEAD: Final = "#f3f4f6"
TEMPLATE_ADVICE: Final = "#5f6368"
CELL_LEFT_OUT: Final = "#fff59d"
ROW_LEFT_OUT: Final = "#ffcc80"
CELL_NOTICED: Final = "#cfd8dc"

_NO_LETTER: Final = re.compile(r"[^\w-]")
_COLOURS: Final = {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}


def faint(colour: str, opacity: float) -> str:
    """The colour as `rgba(…)`, so that what lies under it shows through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


_HALL: Final = {
    "ground": HALL_GROUND, "ink": HALL_INK, "quiet": HALL_QUIET, "faint": HALL_QUIET, "absent": HALL_QUIET, "rule": HALL_RULE,
    "grid": HALL_RULE, "row-rule": HALL_RULE, "card-rule": HALL_RULE, "shade": HALL_RULE, "outside": HALL_RULE, "bar": HALL_BAR,
    "peer": HALL_BAR, "hatch": HALL_BAR, "edge": HALL_BAR, "accent": HALL_ACCENT, "bad": HALL_ACCENT, "accent-pale": HALL_SHADE,
    "accent-soft": HALL_SHADE, "accent-here": HALL_SHADE, "accent-hover": HALL_SHADE, "good": HALL_GOOD, "good-soft": HALL_RULE,
    "warning": HALL_WARNING, "demo-ink": HALL_WARNING, "demo-band": HALL_GROUND, "demo-stripe": HALL_RULE,
    "heat-1": HALL_HEAT_1, "heat-2": HALL_HEAT_2, "heat-3": HALL_HEAT_3, "heat-4": HALL_HEAT_4, "heat-5": HALL_HEAT_5,
}  # fmt: skip
"""What the dark theme takes in place of a colour, by its name in style sheets."""


def css_variables() -> str:
    """`:root{--accent:…;…}`: every colour under its name here, in lower case and with hyphens; and what the dark theme takes instead."""
    variables = ";".join(f"--{name.lower().replace('_', '-')}:{value}" for name, value in _COLOURS.items())
    dark = ";".join(f"--{name}:{value}" for name, value in _HALL.items())
    return f":root{{{variables}}}html[data-theme=hall]{{{dark}}}"


def css_of_drawn() -> str:
    """Rules by which whatever has a colour of the light theme in its own style takes that of the dark one: charts, bars and swatches
    are drawn once, with colours that are no variables."""
    rules = []
    for name in _HALL:
        if colour := _COLOURS.get(name.upper().replace("-", "_")):
            red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
            for part in ("fill", "stroke", "background"):
                ways = (f"{part}: rgb({red}, {green}, {blue})", f"{part}:{colour}", f"{part}: {colour}")
                drawn = [*("style*=" + _NO_LETTER.sub(r"\\\g<0>", way) for way in ways), f"{part}=\\{colour}"]
                any_way = "],[".join(drawn)
                rules.append(f"html[data-theme=hall] :is([{any_way}]){{{part}:var(--{name})!important}}")
    return "".join(rules)

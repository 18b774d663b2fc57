"""One palette: no colour is written anywhere else, and every style sheet takes only variables that are set."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import palette

ROOT = Path(__file__).parents[2]
ROOMS = (
    "benchmarks",
    "charts",
    "core",
    "demo",
    "geo",
    "indicators",
    "ledger",
    "loaders",
    "pages",
    "reports",
    "shows",
    "store",
)
HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b(?!\()")
VARIABLE = re.compile(r"var\((--[a-z0-9-]+)")
SET_VARIABLE = re.compile(r"(--[a-z0-9-]+):")


def program_files(root: Path) -> Iterator[Path]:
    """The files that may draw: Python, templates, style sheets, scripts; without the palette itself."""
    for room in ROOMS:
        for kind in ("py", "html", "css", "js"):
            yield from (path for path in (root / room).rglob(f"*.{kind}") if path != root / "core" / "palette.py")


def stray_colours(root: Path) -> list[str]:
    """`file:line: colour` of every colour outside the palette."""
    return [
        f"{path.relative_to(root)}:{number}: {colour}"
        for path in program_files(root)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for colour in HEX.findall(line)
    ]


def test_every_colour_stands_in_the_palette() -> None:
    assert stray_colours(ROOT) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pages/parts/ledger/ledger.css", ".late { color: #b4232a; }"),
        ("charts/new.py", 'LINE = "#D0D7DE"'),
        ("reports/new.py", "STYLE = 'p { border: 1pt solid #ccc }'"),
        ("geo/map.js", 'const NEW = { color: "#fff" };'),
    ],
)
def test_a_planted_colour_is_found(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert [found.rpartition(":")[0] for found in stray_colours(tmp_path)] == [f"{name}:1"]


def test_style_sheets_take_only_variables_that_are_set() -> None:
    texts = [palette.css_variables(), *(path.read_text(encoding="utf-8") for path in program_files(ROOT))]
    known = {name for text in texts for name in SET_VARIABLE.findall(text)}
    taken = {name for text in texts for name in VARIABLE.findall(text)}
    assert "--accent" in taken and taken <= known


def test_streamlit_has_the_colours_of_the_palette() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert (theme["primaryColor"], theme["textColor"]) == (palette.ACCENT, palette.INK)
    assert (theme["backgroundColor"], theme["secondaryBackgroundColor"]) == (palette.GROUND, palette.SHADE)
    dark = theme["dark"]
    assert (dark["primaryColor"], dark["textColor"]) == (palette.HALL_ACCENT, palette.HALL_INK)
    assert (dark["backgroundColor"], dark["secondaryBackgroundColor"]) == (palette.HALL_GROUND, palette.HALL_RULE)
    assert dark["sidebar"]["backgroundColor"] == palette.HALL_GROUND


def test_what_is_drawn_with_colours_of_the_light_theme_takes_those_of_the_dark_one() -> None:
    rules = palette.css_of_drawn()
    written = palette.INK.replace("#", r"\#")
    ways = (
        rf"[style*=fill\:\ rgb\(31\,\ 35\,\ 40\)],[style*=fill\:{written}],[style*=fill\:\ {written}],[fill={written}]"
    )
    assert f"html[data-theme=hall] :is({ways}){{fill:var(--ink)!important}}" in rules
    assert set(VARIABLE.findall(rules)) <= set(SET_VARIABLE.findall(palette.css_variables()))


def test_a_faint_colour_lets_through_what_lies_under_it() -> None:
    assert palette.faint(palette.ACCENT, 0.08) == "rgba(180,35,42,0.08)"

"""The light table county × indicator as HTML: wide for desks and walls, cards for phones."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from core.lights import LIGHTS
from core.templates import join, render
from core.words import say_rank, say_value
from indicators.declared import Cut
from pages.parts.common import look, tables

LINKED_ROWS = 40
"""Up to so many places every light is a link of its own; beyond, the place's name is."""
BAD = ("behind", "warning")
Link = Callable[[str, str, str], Markup]
"""(what is shown, place code, indicator title or '') → a link."""


def lights_html(
    table: pd.DataFrame, indicators: Sequence[Cut], hints: Mapping[tuple[str, str], str], ours: str, link: Link | None
) -> Markup:
    """The table of `standing.light_table`; `hints` are the words shown over a light; without `link` nothing is clickable."""
    many = len(table) > LINKED_ROWS
    rows = [_row(row, indicators, hints, ours, link, many) for row in _ours_first(table, ours, many)]
    leagues = ["组"] if table["league"].nunique() > 1 else []
    columns = [tables.Column(title) for title in ("县", "位次", *leagues, *(cut.short for cut in indicators))]
    whole = tables.cells_html(columns, rows, style="grid lights", box="wide scroll")
    return whole + _cards(table, indicators, ours, link)


def _row(
    row: Mapping[str, Any],
    indicators: Sequence[Cut],
    hints: Mapping[tuple[str, str], str],
    ours: str,
    link: Link | None,
    many: bool,
) -> tables.Row:
    code, name = str(row["place_code"]), str(row["place_name"])
    cells: list[object] = [tables.Cell(name if link is None else link(name, code, ""), "place"), _say_rank(row)]
    cells += [tables.Cell(row["league"], "soft")] if row.get("show_league") else []
    for cut in indicators:
        light = look.light_html(str(row[cut.title]))
        shown = light if link is None or many else link(light, code, cut.title)
        cells.append(tables.Cell(shown, title=hints.get((code, cut.title), "")))
    return tables.Row(cells, "ours" if code == ours else "")


def _say_rank(row: Mapping[str, Any]) -> str:
    return say_rank(row["rank"], bool(row["is_tied"]))


def _cards(table: pd.DataFrame, indicators: Sequence[Cut], ours: str, link: Link | None) -> Markup:
    """For phones: our own card that names what is not normal, or one line a place with its counts."""
    rows = _ours_first(table, ours, True)
    if ours and rows and rows[0]["place_code"] == ours:
        return render(__file__, "own", card=_card_head(rows[0], link), lines=_own_lines(rows[0], indicators))
    cards = [_card_head(row, link) | {"lights": _counts(row, indicators)} for row in rows[: look.SHOW_ROWS]]
    return render(__file__, "cards", cards=cards)


def _own_lines(row: Mapping[str, Any], indicators: Sequence[Cut]) -> list[tuple[Markup, str]]:
    lines = []
    for light in ("behind", "warning", "unclear", "missing"):
        titles = [cut.short for cut in indicators if row[cut.title] == light]
        if titles:
            lines.append((look.light_html(light), "、".join(titles)))
    return [*lines, (look.light_html("normal"), f"{_count(row, indicators, 'normal')} 项")]


def _counts(row: Mapping[str, Any], indicators: Sequence[Cut]) -> Markup:
    counts = [(light, _count(row, indicators, light)) for light in LIGHTS]
    return join((look.light_html(light, f"{LIGHTS[light].word}{count}") for light, count in counts if count), " ")


def _card_head(row: Mapping[str, Any], link: Link | None) -> dict[str, str]:
    code, name = str(row["place_code"]), str(row["place_name"])
    said = f"{_say_rank(row)} · {say_value(row['score'], 'points')}"
    return {"place": name if link is None else link(name, code, ""), "said": said}


def _count(row: Mapping[str, Any], indicators: Sequence[Cut], light: str) -> int:
    return sum(row[cut.title] == light for cut in indicators)


def _ours_first(table: pd.DataFrame, ours: str, is_moved: bool) -> list[dict[str, Any]]:
    several = table["league"].nunique() > 1
    rows: list[dict[str, Any]] = table.assign(show_league=several).to_dict("records")
    if not is_moved:
        return rows
    return sorted(rows, key=lambda row: row["place_code"] != ours)

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
"""Up to so many places every one has a row; beyond, ours and the last ones have."""
LAST_SHOWN = 10
QUIET = ("normal", "warning", "not_applicable")
"""Lights whose shape alone is seen, so that what lags stands out; their word is heard, and stands above the table."""
Link = Callable[[str, str, str], Markup]
"""(what is shown, place code, indicator title or '') → a link."""


def shown_rows(table: pd.DataFrame, ours: str) -> pd.DataFrame:
    """The rows of `standing.light_table` that have room: all, or ours and the last ten with a rank, the last one first."""
    if len(table) <= LINKED_ROWS:
        return table
    last = table[table["rank"].notna()].sort_values("score", kind="stable").head(LAST_SHOWN)
    own = table[table["place_code"] == ours]
    return pd.concat([own, last[last["place_code"] != ours]])


def lights_html(
    table: pd.DataFrame, indicators: Sequence[Cut], hints: Mapping[tuple[str, str], str], ours: str, link: Link | None
) -> Markup:
    """The rows of `standing.light_table`; `hints` are the words shown over a light; without `link` nothing is clickable."""
    rows = [_row(row, indicators, hints, ours, link) for row in _ours_first(table, ours, False)]
    columns = [tables.Column("县"), tables.Column("位次"), tables.Column("得分", "number")]
    columns += [tables.Column(cut.short, "cut") for cut in indicators]
    whole = tables.cells_html(columns, rows, style="grid lights", box="wide scroll")
    return whole + _cards(table, indicators, ours, link)


def _row(
    row: Mapping[str, Any],
    indicators: Sequence[Cut],
    hints: Mapping[tuple[str, str], str],
    ours: str,
    link: Link | None,
) -> tables.Row:
    code, name = str(row["place_code"]), str(row["place_name"])
    place = name if link is None else link(name, code, "")
    league = look.soft_html(f"（{row['league']}）") if row.get("show_league") else ""
    cells: list[object] = [tables.Cell(join((place, league)), "place"), _say_rank(row)]
    cells.append(tables.Cell(say_value(row["score"], "ratio"), "number"))
    for cut in indicators:
        light = str(row[cut.title])
        mark = _mark(light)
        shown = mark if link is None else link(mark, code, cut.title)
        cells.append(tables.Cell(shown, f"cut {light}", title=hints.get((code, cut.title), "")))
    return tables.Row(cells, "ours" if code == ours else "")


def _mark(light: str) -> Markup:
    """Shape and word; the word of what does not lag is for those who hear the page."""
    shape, word, _ = LIGHTS[light]
    return render(__file__, "mark", light=light, shape=shape, word=word, is_quiet=light in QUIET)


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
    first = table["league"].iloc[0] if len(table) else ""
    rows: list[dict[str, Any]] = table.assign(show_league=table["league"] != first).to_dict("records")
    if not is_moved:
        return rows
    return sorted(rows, key=lambda row: row["place_code"] != ours)


def beside_html(picture: Markup, whole: Markup) -> Markup:
    """A table with the map beside it; the table alone where there is none."""
    return render(__file__, "beside", picture=picture, whole=whole) if picture else whole

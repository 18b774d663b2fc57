"""The light table county × indicator as HTML: wide for desks and walls, cards for phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from core.lights import LIGHTS
from core.words import say_rank, say_value
from indicators.declared.framework import Cut
from pages.parts.common import look

LINKED_ROWS = 40
"""Up to so many places every light is a link of its own; beyond, the place's name is."""
BAD = ("behind", "warning")
Link = Callable[[str, str, str], str]
"""(text as HTML, place code, indicator title or '') → HTML of a link."""


def lights_html(
    table: pd.DataFrame, indicators: Sequence[Cut], hints: Mapping[tuple[str, str], str], ours: str, link: Link | None
) -> str:
    """The table of `standing.light_table`; `hints` are the words shown over a light; without `link` nothing is clickable."""
    head = "".join(f"<th>{escape(cut.short)}</th>" for cut in indicators)
    many = len(table) > LINKED_ROWS
    rows = "".join(_row(row, indicators, hints, ours, link, many) for row in _ours_first(table, ours, many))
    leagues = "<th>组</th>" if table["league"].nunique() > 1 else ""
    return (
        f"<div class='wide scroll'><table class='grid lights'><thead><tr><th>县</th><th>位次</th>{leagues}{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{_cards(table, indicators, ours, link)}"
    )


def _row(
    row: Mapping[str, Any],
    indicators: Sequence[Cut],
    hints: Mapping[tuple[str, str], str],
    ours: str,
    link: Link | None,
    many: bool,
) -> str:
    code, name = str(row["place_code"]), escape(str(row["place_name"]))
    cells = []
    for cut in indicators:
        light = look.light_html(str(row[cut.title]))
        hint = escape(hints.get((code, cut.title), ""), quote=True)
        cells.append(f"<td title='{hint}'>{light if link is None or many else link(light, code, cut.title)}</td>")
    place = name if link is None else link(name, code, "")
    league = f"<td class='soft'>{escape(str(row['league']))}</td>" if row.get("show_league") else ""
    mark = " class='ours'" if code == ours else ""
    return f"<tr{mark}><td class='place'>{place}</td><td>{say_rank(row['rank'], bool(row['is_tied']))}</td>{league}{''.join(cells)}</tr>"


def _cards(table: pd.DataFrame, indicators: Sequence[Cut], ours: str, link: Link | None) -> str:
    """For phones: our own card that names what is not normal, or one line a place with its counts."""
    rows = _ours_first(table, ours, True)
    if ours and rows and rows[0]["place_code"] == ours:
        return f"<div class='cards'>{_card(rows[0], indicators, link)}</div>"
    return f"<div class='cards'>{''.join(_line(row, indicators, link) for row in rows[: look.SHOW_ROWS])}</div>"


def _card(row: Mapping[str, Any], indicators: Sequence[Cut], link: Link | None) -> str:
    lines = []
    for light in ("behind", "warning", "missing"):
        titles = [cut.short for cut in indicators if row[cut.title] == light]
        if titles:
            lines.append(f"<div>{look.light_html(light)} {escape('、'.join(titles))}</div>")
    lines.append(f"<div>{look.light_html('normal')} {_count(row, indicators, 'normal')} 项</div>")
    return f"<div class='card ours'>{_card_head(row, link)}{''.join(lines)}</div>"


def _line(row: Mapping[str, Any], indicators: Sequence[Cut], link: Link | None) -> str:
    counts = [(light, _count(row, indicators, light)) for light in LIGHTS]
    said = " ".join(look.light_html(light, f"{LIGHTS[light].word}{count}") for light, count in counts if count)
    return f"<div class='card'>{_card_head(row, link)}<div>{said}</div></div>"


def _card_head(row: Mapping[str, Any], link: Link | None) -> str:
    code, name = str(row["place_code"]), escape(str(row["place_name"]))
    place = name if link is None else link(name, code, "")
    said = f"{say_rank(row['rank'], bool(row['is_tied']))} · {say_value(row['score'], 'points')}"
    return f"<div class='head'><span>{place}</span><span class='soft'>{escape(said)}</span></div>"


def _count(row: Mapping[str, Any], indicators: Sequence[Cut], light: str) -> int:
    return sum(row[cut.title] == light for cut in indicators)


def _ours_first(table: pd.DataFrame, ours: str, is_moved: bool) -> list[dict[str, Any]]:
    several = table["league"].nunique() > 1
    rows = table.assign(show_league=several).to_dict("records")
    if not is_moved:
        return rows
    return sorted(rows, key=lambda row: row["place_code"] != ours)

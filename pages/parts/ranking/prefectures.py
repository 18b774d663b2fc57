"""A province by prefecture: every county a dot on its prefecture's line, the mean as a stroke."""

import pandas as pd
from markupsafe import Markup

from charts import track
from core import words
from indicators.evaluation import Choice, leagues
from pages.parts.common import tables
from pages.parts.common.address import say_place
from pages.parts.common.linked import address, link_html
from pages.parts.ranking.leagues import place_parameters


def prefectures_html(
    rolled: pd.DataFrame, table: pd.DataFrame, choice: Choice, ours: str, scale: track.Scale
) -> Markup:
    """Rows of `prefectures.roll_up` with the counties of `table` as dots; a name picks the prefecture, a dot leads to its county."""
    changes = not choice.is_value
    heads = ["名次", "市州", f"{choice.title}（一点一县）", *(["较上期"] if changes else []), "县"]
    styles = {"县": "number", "较上期": "number"}
    columns = [tables.Column(head, styles.get(head, "")) for head in heads]
    body = [_row(row, table, choice, ours, scale, changes) for row in rolled.to_dict("records")]
    return tables.cells_html(columns, body, style="grid prefectures", box="scroll")


def _row(
    row: dict[str, object], table: pd.DataFrame, choice: Choice, ours: str, scale: track.Scale, has_change: bool
) -> tables.Row:
    code = str(row["place_code"])
    mean = float(str(row["value"]))
    known = table[table["place_code"].str.startswith(code[:4]) & table["value"].notna()]
    dots = [_dot(one, choice, ours) for one in known.to_dict("records")]
    line = track.draw_swarm(scale, dots, mean, leagues.say_value(mean, choice))
    change = words.say_change(row["value_alike"], row["last_value"], choice.unit)  # type: ignore[arg-type]
    counted = f"{row['known']}" if row["known"] == row["places"] else f"{row['known']}/{row['places']}"
    name = link_html(say_place(code), "ranking", style="name", by=choice.by, place=code)
    cells = [words.say_rank(row["rank"], bool(row["is_tied"])), tables.Cell(name, "place"), line]  # type: ignore[arg-type]
    return tables.Row([*cells, *([change] if has_change else []), counted])


def _dot(row: dict[object, object], choice: Choice, ours: str) -> track.Dot:
    code, value = str(row["place_code"]), float(str(row["value"]))
    said = f"{row['place_name']} {leagues.say_value(value, choice)}"
    return track.Dot(value, said, address("ranking", by=choice.by, **place_parameters(code)), code == ours)

"""A province by prefecture: rank, mean score, how many counties it is of, best and worst county; beside it the map."""

from collections.abc import Callable

import pandas as pd
from markupsafe import Markup

from core import words
from pages.parts.common import tables
from pages.parts.common.address import say_place

Link = Callable[[str, str, str], Markup]
"""(what is shown, page, place code) → a link that picks the place."""
COLUMNS = (
    tables.Column("名次"), tables.Column("市州"), tables.Column("平均分", "number"), tables.Column("较上期", "number"),
    tables.Column("县", "number"), tables.Column("滞后灯", "number"), tables.Column("最高", "extra"), tables.Column("最低", "extra"),
)  # fmt: skip


def prefectures_html(rows: pd.DataFrame, link: Link | None, ours: str = "") -> Markup:
    """The rows of `prefectures.list_prefectures` as a table; a name picks the prefecture."""
    body = [_row(row, link, ours) for row in rows.to_dict("records")]
    return tables.cells_html(COLUMNS, body, style="grid prefectures", box="scroll")


def _row(row: dict[str, object], link: Link | None, ours: str) -> tables.Row:
    code = str(row["place_code"])
    name = say_place(code)
    change = words.say_change(row["value_alike"], row["last_value"], "points")  # type: ignore[arg-type]
    scored = f"{row['scored']}" if row["scored"] == row["places"] else f"{row['scored']}/{row['places']}"
    cells = [
        words.say_rank(row["rank"], bool(row["is_tied"])), name if link is None else link(name, "overview", code),  # type: ignore[arg-type]
        words.say_value(row["value"], "ratio"), change, scored, f"{row['behind']}", row["best"], row["worst"],  # type: ignore[arg-type]
    ]  # fmt: skip
    return tables.Row(cells, "ours" if code == ours else "")

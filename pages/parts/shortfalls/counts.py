"""短板清单: how many fall short one level down; they add up to the number above, and a click goes down."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from core import words
from indicators.declared import Measure
from indicators.evaluation import sampling
from indicators.shortfalls import ShortfallList
from indicators.shortfalls import lists as shortfalls
from pages.parts.common import tables
from pages.parts.common.address import say_place
from pages.parts.common.linked import link_html
from pages.parts.shortfalls.address import ShortfallsAddress
from pages.parts.shortfalls.measures import SHOW_ROWS

MANY, SHOW_CELLS = 10_000, 36
COLUMNS = (
    tables.Column("地区", cell="place"),
    tables.Column("指标值", "number"),
    tables.Column("失分", "number"),
    tables.Column("补到满分", "extra"),
)
UNKNOWN = (tables.Cell(), tables.Cell(), "")
EVALUATED = ("county", "unit")
"""Levels of which the evaluation knows value and marks."""


def counts_html(address: ShortfallsAddress, measure: Measure, listed: ShortfallList, places: pd.DataFrame) -> Markup:
    """Counts with their bars; of evaluated places also value, marks lost and what is needed (`places`: `list_places`).

    '' at the lowest level, and where every place below a county has one row, as the list then says the same.
    """
    counts = listed.counts
    below = counts[counts["place_code"] != address.at]
    is_short = listed.level in ("township", "village")
    if below.empty or (is_short and (counts["rows_short"] == 1).all()):
        return Markup("")
    longest = int(counts["rows_short"].max())
    is_table, is_show = listed.level in EVALUATED, address.picked.is_show
    limit = (SHOW_ROWS if is_table else SHOW_CELLS) if is_show else MANY
    rows = counts.head(limit).to_dict("records")
    if is_table:
        return _table(address, measure, rows, longest, places.set_index("place_code"))
    return tables.counts_html((_link(address, row, _name(address, row)), _bar(row, longest)) for row in rows)


def _table(
    address: ShortfallsAddress, measure: Measure, rows: list[dict[Any, Any]], longest: int, places: pd.DataFrame
) -> Markup:
    body = []
    for row in rows:
        code = row["place_code"]
        is_known = code in places.index
        name = str(places.loc[code, "place_name"]) if is_known else _name(address, row)
        cells = _value_cells(measure, places.loc[code]) if is_known else UNKNOWN
        body.append((_link(address, row, name), _bar(row, longest), *cells))
    what = "说不清" if address.is_unclear else "未达标" if shortfalls.has_short_rows(measure) else "数据行"
    return tables.cells_html((COLUMNS[0], tables.Column(what), *COLUMNS[1:]), body, style="grid counts")


def _value_cells(measure: Measure, place: pd.Series) -> tuple[object, ...]:
    lost = words.say_value(place["lost"], "points") if measure.is_scored else "不计分"
    needed = str(place["needed"]) if measure.is_scored else ""
    return sampling.say_sampled(place["value"], measure.unit, place), lost, needed


def _name(address: ShortfallsAddress, row: dict[Any, Any]) -> str:
    code = str(row["place_code"])
    return f"{say_place(code)}本级" if code == address.at else say_place(code)


def _link(address: ShortfallsAddress, row: dict[Any, Any], name: str) -> str:
    code = str(row["place_code"])
    parameters = address.parameters(own="1") if code == address.at else address.parameters(at=code)
    return name if address.picked.is_show else link_html(name, "shortfalls", style="name", **parameters)


def _bar(row: dict[Any, Any], longest: int) -> Markup:
    return tables.bar_html(row["rows_short"] / longest, f"{row['rows_short']:,}")

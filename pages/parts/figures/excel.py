"""What is shown of any figure as an Excel file, made when the button is clicked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from core.settings import today
from core.words import CNY_PER_WAN, is_missing, say_date, say_period
from indicators.declared import say_cell
from indicators.figures import anything
from indicators.figures.anything import Standing, read_rows, title_of, unit_word, with_unit
from pages.parts.common import cache
from pages.parts.common.excel import EXCEL
from pages.parts.common.labels import plain_label
from pages.parts.common.saving import offer_file
from pages.parts.figures.address import COURSE, LEVELS, ROWS, VIEWS, FiguresAddress
from pages.parts.figures.views import points_of, rows_asked
from reports.figure_list import MAX_ROWS, FigureSheet, write_figure_list
from reports.workbook import Column

_SOURCES: Final = (
    ("source_file", "来源文件"),
    ("source_sheet", "工作表"),
    ("source_row", "行"),
    ("source_column", "列"),
)


@dataclass(frozen=True)
class Listed:
    """The columns of a list and its cells, as the workbook takes them."""

    columns: list[Column]
    rows: pd.DataFrame


def draw_download(address: FiguresAddress, standing: Standing) -> None:
    """The button of the list that is on the screen; of a map that of its places."""
    asked, store, is_demo = address.asked, cache.store(), cache.is_demo()
    readers: Mapping[str, Callable[[], Listed]] = {
        COURSE: lambda: list_points(address),
        ROWS: lambda: list_rows(address),
    }
    read = readers.get(address.view, lambda: list_places(address, standing))
    name = VIEWS[address.view] if address.view in readers else "排名"
    lines = [
        f"单位：{unit_word(asked.unit) or '没有说明'}　期次：{say_period(standing.period) if standing.period else '现有'}",
        anything.say_made(standing),
    ]
    unknown = anything.say_unknown(standing)
    notes = [
        ("数字", title_of(asked.figure)),
        ("除以", title_of(asked.per) if asked.per else "不除"),
        ("怎样算的", anything.say_made(standing)),
        ("怎样排的", anything.say_order(asked)),
        ("没有数的", unknown or "没有"),
        ("制表日期", say_date(today(store.folder))),
    ]

    def build() -> bytes:
        listed = read()
        return write_figure_list(
            FigureSheet(name, f"{asked.title}{name}", lines, listed.columns, listed.rows, notes, is_demo)
        )

    offer_file(
        plain_label(f"下载 Excel（{name}）"), build, file_name=f"{asked.title}_{name}.xlsx".replace("/", "_"), mime=EXCEL,
        key="figures_excel",
    )  # fmt: skip


def list_places(address: FiguresAddress, standing: Standing) -> Listed:
    """The places with rank, value, and the values of the periods it is compared with."""
    asked, table = address.asked, standing.table
    kind = "percent" if asked.unit == "percent" else "number"
    columns = [
        Column("rank", "位次", 6, "integer"),
        Column("place", LEVELS[asked.level]),
        Column("value", with_unit(asked.title, asked.unit), kind=kind),
    ]
    cells: dict[str, list[Any]] = {
        "rank": [None if is_missing(rank) else int(rank) for rank in table["rank"]],
        "place": list(table["place_name"]),
        "value": _shown(table["value"], asked.unit),
    }
    for name, period in (("last_value", standing.last_period), ("year_value", standing.year_period)):
        if period:
            columns.append(Column(name, say_period(period), kind=kind))
            cells[name] = _shown(table[name], asked.unit)
    columns.append(Column("beside", "没有数的"))
    cells["beside"] = [anything.say_beside(row) or None for row in table.to_dict("records")]
    return Listed(columns, pd.DataFrame(cells, dtype=object))


def list_points(address: FiguresAddress) -> Listed:
    """Every place in a row, every period in a column."""
    asked, points = address.asked, points_of(address)
    wide = points.pivot(index=["place_code", "place_name"], columns="period", values="value")
    kind = "percent" if asked.unit == "percent" else "number"
    columns = [
        Column("place", LEVELS[asked.level]),
        *(Column(period, with_unit(say_period(period), asked.unit), kind=kind) for period in wide.columns),
    ]
    cells: dict[str, list[Any]] = {"place": [name for _, name in wide.index]}
    cells |= {period: _shown(wide[period], asked.unit) for period in wide.columns}
    return Listed(columns, pd.DataFrame(cells, dtype=object))


def list_rows(address: FiguresAddress) -> Listed:
    """The rows behind the figure with where they stand, personal cells masked."""
    figure = address.asked.figure
    found = read_rows(cache.store(), rows_asked(address), MAX_ROWS + 1)
    records = found.rows.to_dict("records")
    kind = "percent" if figure.unit == "percent" else "number"
    columns = [
        *(Column(one.name, one.title) for one in found.columns),
        Column("value", with_unit(figure.title, figure.unit), kind=kind),
    ]
    cells: dict[str, list[Any]] = {one.name: [say_cell(row[one.name], one) for row in records] for one in found.columns}
    cells["value"] = _shown(found.rows["value"], figure.unit)
    columns.append(Column("state", "没有数的原因"))
    cells["state"] = [str(row["state"]) or None for row in records]
    for name, heading in _SOURCES:
        columns.append(Column(name, heading, kind="row" if name == "source_row" else "text"))
        cells[name] = list(found.rows[name])
    return Listed(columns, pd.DataFrame(cells, dtype=object))


def _shown(values: pd.Series, unit: str) -> list[float | None]:
    """Figures in the unit of the heading; a share as a fraction, which the cell shows in %."""
    scale = 1 / CNY_PER_WAN if unit == "cny" else 1.0
    return [None if is_missing(value) else float(value) * scale for value in values]

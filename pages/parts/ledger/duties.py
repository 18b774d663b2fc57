"""责任清单: what each department, person or indicator answers for; a number opens these problems in 问题台账."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core.personal import mask_numbers
from core.templates import join
from core.words import say_date, say_value
from indicators.declared import is_empty
from ledger.book import NOBODY, NOT_STARTED
from ledger.looking import DUTY_GROUPS, OVERDUE, UNCLOSED, count_duties, say_left, title_of
from pages.parts.common import cache, look, office, state, tables
from pages.parts.common.excel import EXCEL
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.saving import offer_file
from pages.parts.ledger.address import LedgerAddress
from reports.duty_list import DutySheet, write_duty_list
from reports.workbook import Column

BY = ("department", "person", "indicator", "lead_department", "problem_type", "root_cause")
PARTS = {"department": "indicator", "person": "", "indicator": "department", "lead_department": "department",
         "problem_type": "department", "root_cause": "department"}  # fmt: skip
"""What the list is told by → what each line of it is parted by."""
MOST, SHOW_MOST = 200, 12
"""Lines on the screen; the Excel list has them all."""
FIGURES = (
    Column("total", "问题（个）", 9, "integer"),
    Column("unclosed", "未销号（个）", 9, "integer"),
    Column("overdue", "超时限（个）", 9, "integer"),
    Column("closed_share", "销号率", 9, "percent"),
    Column("next_deadline", "最近的时限", 14, "date"),
    Column("longest", "最长超（天）", 9, "integer"),
)
COLUMNS = (
    tables.Column("问题", "number"),
    tables.Column("未销号", "number"),
    tables.Column("超时限", "number"),
    tables.Column("销号率"),
    tables.Column("最近的时限"),
)
Line = Mapping[Any, Any]


@dataclass(frozen=True)
class Duties:
    """The list `by` a column: one line each in `lines`, and the same parted once more in `parts` (empty where it is not)."""

    by: str
    lines: pd.DataFrame
    parts: pd.DataFrame


def read_duties(address: LedgerAddress) -> Duties:
    """What the address asks for."""
    engine, held = office.ledger().engine, address.filters()
    by = state.parameter("by", DUTY_GROUPS, BY[0])
    lines = count_duties(engine, held, (by,), address.today)
    other = PARTS[by]
    parts = (
        count_duties(engine, held, (by, other), address.today)
        if other and not address.picked.is_show
        else lines.head(0)
    )
    return Duties(by, lines, parts)


def say_duties(duties: Duties, area: str) -> str:
    """`全州 7 个单位共担 120 个问题，销号率 42.50%；超时限最多的是水利局（8 个）`. No person is named in the answer."""
    lines, named = duties.lines, duties.lines[duties.lines[duties.by] != ""]
    total, unclosed = int(lines["total"].sum()), int(lines["unclosed"].sum())
    noun = {"department": "个责任单位", "person": "位责任人", "lead_department": "个牵头单位"}.get(
        duties.by, f"个{title_of(duties.by)}"
    )
    said = f"{area} {len(named):,} {noun}，{total:,} 个问题，销号率 {say_value(1 - unclosed / total, 'percent')}"
    worst = named.iloc[0] if len(named) else None
    if worst is None or not worst["overdue"] or duties.by == "person":
        return f"{said}，超时限 {int(lines['overdue'].sum()):,} 个"
    return f"{said}；超时限最多的是{mask_numbers(str(worst[duties.by]))}（{int(worst['overdue']):,} 个）"


def draw_duties(address: LedgerAddress) -> None:
    """The page for the picks and the filters of the address."""
    duties = read_duties(address)
    is_show = address.picked.is_show
    look.draw_answer(say_duties(duties, address.area_name()), _say_quiet(address, duties))
    if is_show and duties.by == "person":
        look.draw_empty("投影不显示姓名，请在办公电脑上查看。")
        return
    if not is_show:
        with st.container(horizontal=True, key="ledger_head", vertical_alignment="center"):
            draw_linked(_choices_html(address, duties.by), "duties_by")
            _draw_download(address, duties)
    most = SHOW_MOST if is_show else MOST
    draw_linked(duties_html(address, duties, most), "duties")
    if len(duties.lines) > most:
        look.draw_note(f"只列超时限、未销号最多的 {most} 行，共 {len(duties.lines):,} 行。")


def duties_html(address: LedgerAddress, duties: Duties, most: int) -> Markup:
    """One line each with its parts below, and the sum of all lines last."""
    parts = {name: rows.to_dict("records") for name, rows in duties.parts.groupby(duties.by)}
    body = []
    for line in duties.lines.head(most).to_dict("records"):
        body.append(_line(address, line, duties.by, {duties.by: _named(line[duties.by])}, ""))
        own = parts.get(line[duties.by], [])
        other = PARTS[duties.by]
        body += [
            _line(address, part, other, {duties.by: _named(part[duties.by]), other: _named(part[other])}, "part")
            for part in own
            if len(own) > 1
        ]
    columns = (tables.Column(title_of(duties.by), cell="wrap"), *COLUMNS)
    return tables.cells_html(columns, [*body, _total(duties.lines)], style="grid duties")


def _line(address: LedgerAddress, line: Line, by: str, chosen: dict[str, str], style: str) -> tables.Row:
    name = mask_numbers(str(line[by])) or f"{NOBODY}{title_of(by)}"
    numbers = [
        _number_html(address, int(line[figure]), chosen | more)
        for figure, more in (("total", {}), ("unclosed", {"state": UNCLOSED}), ("overdue", {"due": OVERDUE}))
    ]
    return tables.Row([name, *numbers, _share_html(float(line["closed_share"])), _next_html(address, line)], style)


def _share_html(share: float) -> Markup:
    return tables.bar_html(share, say_value(share, "percent"))


def _named(value: object) -> str:
    """What a filter asks for: the value itself, or that there is none."""
    return str(value) or NOBODY


def _number_html(address: LedgerAddress, count: int, chosen: dict[str, str]) -> str:
    """A number as the way to its problems; in the hall, or for nothing, the number alone."""
    if not count or address.picked.is_show:
        return f"{count:,}"
    asked = {"by": "", "view": "", "state": "", "due": ""} | chosen
    return link_html(f"{count:,}", "ledger", style="name", **address.parameters(**asked))


def _next_html(address: LedgerAddress, line: Line) -> Markup:
    """The nearest deadline to come, with its light; late ones have a column of their own."""
    day = line["next_deadline"]
    if is_empty(day):
        return look.soft_html("—")
    light, said = say_left(NOT_STARTED, day, address.today)
    return join((look.light_html(light, said), look.soft_html(say_date(day), "extra")), " ")


def _total(lines: pd.DataFrame) -> tables.Row:
    total, unclosed, overdue = (int(lines[name].sum()) for name in ("total", "unclosed", "overdue"))
    numbers = [f"{count:,}" for count in (total, unclosed, overdue)]
    return tables.Row([tables.Cell("合计"), *numbers, _share_html(1 - unclosed / total), ""], "total")


def _choices_html(address: LedgerAddress, by: str) -> Markup:
    chips = [
        look.here_html(f"按{title_of(name)}")
        if name == by
        else link_html(f"按{title_of(name)}", "duties", style="chip", **address.parameters(by=name))
        for name in BY
    ]
    return look.chips_html(chips, "按什么分")


def _say_quiet(address: LedgerAddress, duties: Duties) -> str:
    return (
        f"截至{say_date(address.today)}，单位：个；点数字看这些问题"
        if not address.picked.is_show
        else f"截至{say_date(address.today)}，单位：个"
    )


def _draw_download(address: LedgerAddress, duties: Duties) -> None:
    is_demo, area = cache.is_demo(), address.area_name()
    said = say_duties(duties, area)

    def build() -> bytes:
        return write_duty_list(duty_sheets(duties, area, said, say_date(address.today)), is_demo=is_demo)

    name = f"{area}责任清单_{address.today.isoformat()}.xlsx"
    offer_file("下载责任清单（Excel）", build, file_name=name, mime=EXCEL, key="download_duties")


def duty_sheets(duties: Duties, area: str, said: str, until: str) -> list[DutySheet]:
    """The list as it stands on the screen, and parted once more where it is."""
    lines = [said, f"截至{until}"]
    listed, parted = _masked(duties.lines), _masked(duties.parts)
    own = Column(duties.by, title_of(duties.by), 24)
    sheets = [DutySheet(f"按{title_of(duties.by)}", f"{area}责任清单", lines, (own, *FIGURES), listed.astype(object))]
    other = PARTS[duties.by]
    if other and len(duties.parts):
        columns = (own, Column(other, title_of(other), 24), *FIGURES)
        sheets.append(DutySheet(f"分{title_of(other)}", f"{area}责任清单", lines, columns, parted.astype(object)))
    return sheets


def _masked(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the numbers of persons in their names masked."""
    return rows.map(lambda cell: mask_numbers(cell) if isinstance(cell, str) else cell)

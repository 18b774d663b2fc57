"""该有的表: which tables an office needs, from whom, what each unlocks, what is there, what comes next; a template of each."""

from datetime import date

import pandas as pd
import streamlit as st

from core.settings import data_dir, today
from core.words import say_period
from indicators.figures.needed import GROUPS, HAS_ALL, HAS_NONE
from loaders.template import make_template
from pages.parts.common import cache, look, state, tables
from pages.parts.common.address import say_area_of
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.saving import offer_file
from pages.parts.needed.data import needed
from pages.parts.needed.excel import list_needed
from store import find_table, read_tables

LIGHTS = {HAS_ALL: "normal", HAS_NONE: "missing"}
GROUP_WORDS = {
    "先导入": "没有它，别的表找不到自己的地区",
    "计分": "分值大的在前；同一项指标可从填报或名册得到的，两张表都标",
    "核查": "用来查疑点",
    "备查": "显示或留存，不计分",
    "可选": "没有时按内置的标准和日期",
}
COLUMNS = (
    tables.Column("表"), tables.Column("报送部门", "extra"), tables.Column("分值", "number"), tables.Column("规则", "number extra"),
    tables.Column("状态"), tables.Column("现有"), tables.Column("等着", "extra"), tables.Column("用在", "extra"),
)  # fmt: skip


def draw() -> None:
    """The page from top to bottom."""
    picked = state.picked()
    month = picked.period[:7] if len(picked.period) >= 7 else today(data_dir()).isoformat()[:7]
    frame = needed(cache.framework(_scored(picked.framework_id)), month)
    frame = frame.assign(department=[_called(one, picked.day) for one in frame["department"]])
    look.draw_answer(_answer(frame), f"以 {say_period(month)} 为准；点表名看它要哪些列、取模板")
    asked = state.parameter("table", tuple(read_tables()))
    if asked and not picked.is_show:
        _draw_one(frame[frame["table"] == asked].iloc[0])
    for group in GROUPS:
        mine = frame[frame["group"] == group]
        if len(mine):
            look.draw_heading(f"{group}（{len(mine)} 张）", GROUP_WORDS[group])
            draw_linked(look.plain_html(COLUMNS, [_cells(row) for row in mine.to_dict("records")]), f"needed_{group}")
    names = cache.places()
    area = say_area_of(picked.scope)
    draw_excel("该有的表", area, month, lambda: [list_needed(frame, names, month)], key="needed_excel")


def _called(department: str, day: date | None) -> str:
    """A department as it is called on the day of view."""
    return cache.names().say(department, day or today(data_dir()))


def _scored(framework_id: str) -> str:
    """The picked framework, or the first scored one where that gives no points."""
    known = [framework_id, *cache.frameworks()]
    return next((one for one in known if one in cache.frameworks() and cache.framework(one).is_scored), known[0])


def _answer(frame: pd.DataFrame) -> str:
    wanted = frame[frame["group"] != GROUPS[-1]]
    counts = wanted["state"].value_counts()
    said = "、".join(f"{word} {counts[word]} 张" for word in ("齐全", "不全", "过期", "未导入") if word in counts)
    open_ = wanted[wanted["state"] != HAS_ALL]
    first = f"；先要：{'、'.join(open_['title'].head(3))}" if len(open_) else ""
    return f"该有 {len(wanted)} 张表：{said}{first}"


def _cells(row: dict[str, object]) -> list[object]:
    light = LIGHTS.get(str(row["state"]), "warning")
    pages = "、".join(row["pages"])  # type: ignore[arg-type]
    return [
        link_html(str(row["title"]), "needed", style="name", table=str(row["table"])),
        row["department"] or "各单位",
        f"{row['points']:g}" if row["points"] else "—",
        f"{row['checks']:,}" if row["checks"] else "—",
        look.light_html(light, str(row["state"])),
        _say_there(row),
        say_period(str(row["waits_for"])) if row["waits_for"] else str(row["every"]),
        pages or "—",
    ]


def _say_there(row: dict[str, object]) -> str:
    if row["state"] == HAS_NONE:
        return "—"
    newest = f"到{say_period(str(row['newest']))}" if row["newest"] else "有"
    sent = f"，{row['sender']}报" if row["sender"] else ""
    when = "" if cache.is_demo() else f"，{str(row['imported_at'])[:10]} 导入"
    return f"{newest}{sent}{when}"


def _draw_one(row: pd.Series) -> None:
    """What a table asks for, what it gives, who has not sent it, and its template."""
    table = find_table(row["table"])
    names = cache.places()
    missing = [place.name for code in row["places_missing"] if (place := names.find(code)) is not None]
    asked = [column.title for column in table.columns if column.required]
    others = [column.title for column in table.columns if not column.required]
    facts = [
        ("一行是", table.one_row),
        ("报送", "，".join(part for part in (row["department"], row["every"]) if part)),
        ("必须有的列", "、".join(asked) or "—"),
        ("最好也有", "、".join(others) or "—"),
        ("能评的指标", "、".join(row["measures"]) or "—"),
        ("还缺", "、".join(missing) if missing and row["group"] != GROUPS[-1] else "—"),
        ("说明", table.note or "—"),
    ]
    look.draw_heading(table.title, row["state"])
    st.html(look.plain_html((tables.Column("项"), tables.Column("内容")), facts))
    with st.container(horizontal=True):
        offer_file(
            "下载模板", lambda: make_template(table), file_name=f"模板_{table.title}.xlsx", is_open=True,
            key=f"template_{table.name}", type="primary",
        )  # fmt: skip
        look.draw_import_link("去导入")


draw()

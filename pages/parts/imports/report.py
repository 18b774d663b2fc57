"""What became of a file: its sheets, how columns were understood, totals, and problems cell by cell."""

import re
from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.words import say_period
from loaders.cells import KINDS
from loaders.check import TotalCheck
from loaders.report import problem_frame, total_frame
from loaders.results import ImportResult, Preview, SheetResult
from pages.parts.common import look
from pages.parts.common.labels import plain_label
from pages.parts.common.saving import offer_file

LISTED = 200
COSTS = {"cell": "该格未入库", "row": "该行未入库", "notice": "仅提示"}
SOURCES = {"column": "表内列", "given": "手工指定", "title": "表内标题", "file": "文件名"}


_OPTION = re.compile(r"--[a-z]")


def say_result(done: ImportResult) -> str:
    """One sentence on an import."""
    stored = sum(sheet.rows_stored for sheet in done.sheets)
    left = sum(sheet.rows_left_out for sheet in done.sheets)
    titles = "、".join(dict.fromkeys(sheet.title for sheet in done.sheets if sheet.version))
    if not done.versions:
        return f"没有入库：{done.reason}"
    plans = {sheet.table: sheet.plan for sheet in done.sheets if sheet.version}.values()
    changed = sum(plan.rows_changed for plan in plans)
    rewritten = f"，改写已有的 {changed:,} 行" if changed else ""
    return f"{titles}入库 {stored:,} 行{rewritten}" + (f"，{left:,} 行未入库，见下方清单" if left else "，没有遗漏")


def draw_sheets(found: Preview) -> None:
    """Each sheet with its table, period, place and first rows."""
    lines = [(sheet.sheet, sheet.title or _like(sheet), *_facts(sheet)) for sheet in found.sheets]
    frame = pd.DataFrame(lines, columns=["sheet", "title", "header", "rows", "period", "place", "reason"])
    titles = {
        "sheet": "工作表",
        "title": "认作",
        "header": "表头行",
        "rows": "可入库/读到",
        "period": "期次",
        "place": "地区",
        "reason": "说明",
    }
    st.html(look.table_html(frame, titles, numbers=("rows",)))
    for sheet in found.sheets:
        if sheet.table or sheet.nearest:
            _draw_sheet(sheet)


def _like(sheet: SheetResult) -> str:
    """The table a sheet will be once its question is answered."""
    return sheet.nearest[0][1] if sheet.nearest and sheet.asks not in ("header", "table") else "—"


def _facts(sheet: SheetResult) -> tuple[str, str, str, str, str]:
    header = "" if sheet.header_rows is None else "–".join(dict.fromkeys(str(row) for row in sheet.header_rows))
    period = say_period(sheet.period) if sheet.period else "按列"
    place = sheet.place or "按列"
    return (
        header,
        f"{sheet.rows_stored:,}/{sheet.rows_read:,}",
        _with_source(period, sheet.period_source, sheet.period_words),
        place,
        say_here(sheet.reason),
    )


def _with_source(words: str, source: str, said: str) -> str:
    return f"{words}（取自{SOURCES.get(source, source)}{said}）" if source else words


def _draw_sheet(sheet: SheetResult) -> None:
    with st.expander(plain_label(f"「{sheet.sheet}」各列怎样理解、前几行")):
        mapping = pd.DataFrame(list(sheet.mapping))
        if not mapping.empty:
            shown = mapping.rename(columns={"letter": "列", "header": "表头", "label": "认作", "examples": "例子"})
            st.dataframe(shown[["列", "表头", "例子", "认作"]], hide_index=True, height=240)
        rows = sheet.first_rows(20)
        if not rows.empty:
            st.dataframe(rows, hide_index=True, height=260)


def say_here(text: str) -> str:
    """The words without the parts that tell of options of the command: a page has its own pickers for them."""
    parts = re.split(r"(?<=[。；，])", text)
    said = "".join(part for part in parts if not _OPTION.search(part)).rstrip("，；")
    return said.replace("或在导入页面", "请在下面")


def draw_totals_and_problems(found: Preview, marked: Callable[[], bytes] | None, key: str) -> None:
    """Totals that were checked, then problems by kind and cell; `marked` makes the workbook with the bad cells marked. `key` tells
    the files of a page apart."""
    _draw_totals(found)
    problems = found.problems
    if not problems:
        look.draw_note(_say_no_problem(found))
        return
    counts = found.kinds
    words = "；".join(
        f"{KINDS[kind].title} {count:,} 处（{COSTS[KINDS[kind].costs]}）" for kind, count in counts.items()
    )
    look.draw_heading(f"{sum(counts.values()):,} 处提示", words)
    frame = problem_frame(problems[:LISTED])
    rows = ["" if pd.isna(row) else f"{row:,}" for row in frame["行"]]
    frame = frame.assign(行=rows, **{name: frame[name].map(say_here) for name in ("要求", "怎么改")})
    st.dataframe(frame, hide_index=True, height=min(420, 38 + 35 * len(frame)))
    if sum(counts.values()) > LISTED:
        look.draw_note(f"列出前 {LISTED} 处；全部在标注后的工作簿里。")
    if marked is not None:
        offer_file(
            "下载标注了问题的工作簿", marked, file_name=f"标注_{found.file.rsplit('.', 1)[0]}.xlsx",
            what=f"标注的原表 {found.digest[:16]}", key=f"marked_book_{key}",
        )  # fmt: skip


def _say_no_problem(found: Preview) -> str:
    """That no cell is wrong; where a sheet or column was not understood, or has to be asked, that this is not all."""
    known = [sheet for sheet in found.sheets if sheet.table]
    columns = sum(len([one for one in sheet.suggestions if one.header]) for sheet in known)
    unread = [sheet for sheet in found.sheets if not sheet.table and sheet.asks in ("", "header", "table")]
    waiting = [sheet for sheet in found.sheets if not sheet.table and sheet not in unread]
    rest = [f"{columns} 列没有认出来"] if columns else []
    rest += [f"{len(unread)} 张工作表没有认出是什么表"] if unread else []
    rest += [f"{len(waiting)} 张工作表等上面的问题回答了再核对"] if waiting else []
    stopped = [sheet for sheet in known if sheet.reason]
    rest += [f"{len(stopped)} 张工作表不入库，原因见上"] if stopped else []
    rest += ["有一个问题要先回答，见上"] if found.question else []
    if not rest:
        return "每一格都读懂了，没有问题。"
    return f"{'认出的各列里每一格都读懂了；' if known else ''}{'，'.join(rest)}。"


def _draw_totals(found: Preview) -> None:
    totals = [(sheet.sheet, total) for sheet in found.sheets for total in sheet.totals if total.stated is not None]
    if not totals:
        return
    agreed = sum(total.agrees is True for _, total in totals)
    wrong = sum(total.agrees is False for _, total in totals)
    unknown = len(totals) - agreed - wrong
    untold = sum(sheet.untold_totals for sheet in found.sheets)
    words = (
        f"{agreed} 个合计与明细一致"
        + (f"，{wrong} 个不一致" if wrong else "")
        + (f"，{unknown} 个无法核算" if unknown else "")
        + (f"，另有 {untold:,} 个没有列出" if untold else "")
    )
    look.draw_heading(words, "合计、小计行只核对，不入库")
    by_sheet: dict[str, list[TotalCheck]] = {}
    for sheet, total in totals:
        by_sheet.setdefault(sheet, []).append(total)
    frame = pd.concat([total_frame(some, sheet) for sheet, some in by_sheet.items()], ignore_index=True)
    st.dataframe(frame, hide_index=True, height=min(300, 38 + 35 * len(frame)))

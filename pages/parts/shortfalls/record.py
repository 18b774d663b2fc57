"""短板清单, one record: why it is listed, every cell, which file, sheet and row it came from, what else it falls short of."""

from dataclasses import replace
from datetime import datetime
from typing import Final

import streamlit as st
from markupsafe import Markup

from core import words
from core.templates import join, render, stack
from indicators.declared import Measure, column_views
from indicators.evaluation import marks
from indicators.households import name_rows
from indicators.shortfalls import Reason, Record, RecordRequest, RowsBehind
from indicators.shortfalls import lists as shortfalls
from pages.parts.common import acts, cache, look, originals, tables
from pages.parts.common.crumbs import household_link
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.shortfalls import data as shortfall_data
from pages.parts.shortfalls.address import ShortfallsAddress
from pages.parts.shortfalls.measures import draw_notes
from pages.parts.shortfalls.rows import HOUSEHOLD, crumbs_html
from store import VersionEntry

PART_WORDS: Final = {"population": "纳入范围", "met": "达标条件", "value": "参与计算"}
HOLDS: Final = {True: ("normal", "满足"), False: ("behind", "不满足"), None: ("missing", "缺数据")}
REASON_COLUMNS: Final = (
    tables.Column("看什么", cell="soft"),
    tables.Column("条件", cell="wrap"),
    tables.Column("本行的值", cell="wrap"),
    tables.Column("结果"),
)
MAX_DOWNLOADS: Final = 5
MAX_EMPTY: Final = 12
"""Empty cells named one by one; more are only counted."""


def draw_record(address: ShortfallsAddress) -> None:
    """The record the address names; without one, the way back to the list."""
    measure = address.measure
    if measure is None:
        raise ValueError("no measure is asked for")
    record = shortfall_data.read_record(
        RecordRequest(
            address.evaluation.framework,
            measure,
            address.picked.period,
            address.at,
            address.token,
            address.evaluation.day,
        )
    )
    if record is not None:
        record = replace(record, title=_title(address, record))
    draw_linked(_crumbs(address, record), "crumbs")
    draw_notes(address)
    if record is None:
        look.draw_answer("这一期没有这条记录", words.say_period(address.picked.period))
        look.draw_empty("可能换了期次，或重新导入后已不在表里。")
        draw_linked(link_html("回到清单", "shortfalls", style="button", **address.parameters(row="")), "back")
        return
    acts.note_once("view", f"record/{measure.framework}/{measure.id}/{address.token}")
    look.draw_answer(_say_answer(record, measure), _say_quiet(address, record))
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _draw_reasons(record, measure)
        _draw_score(address, record, measure)
        _draw_behind(record)
        _draw_others(address, measure, record)
    with right:
        _draw_facts(record, measure)


def _title(address: ShortfallsAddress, record: Record) -> str:
    """Whom the record is about, masked, where it is of a household; else what names it, else its place."""
    (who,) = name_rows(cache.store(), address.picked.period, [record.about])
    return who.about or record.title or address.place_name(record.place_code)


def _crumbs(address: ShortfallsAddress, record: Record | None) -> Markup:
    if record is None:
        return crumbs_html(address, "记录")
    place = cache.places().find(record.place_code)
    is_place = place is not None and place.name == record.title
    return crumbs_html(address, "数据行" if is_place else record.title, record.place_code)


def _say_answer(record: Record, measure: Measure) -> str:
    if record.is_short and any(reason.part == "value" for reason in record.reasons):
        return f"{record.title}：{measure.title}的数据行"
    return f"{record.title}{'未达标' if record.is_short else '已达标'}：{measure.title}"


def _say_quiet(address: ShortfallsAddress, record: Record) -> str:
    place = cache.places().find(record.place_code)
    where = [
        place.full_name if place else record.place_code,
        words.say_as_of(address.evaluation.period, address.evaluation.day),
    ]
    if record.behind:
        first = record.behind[0].rows.iloc[0]
        where.append(f"来源：{first['source_file']} · {first['source_sheet']} · 第{first['source_row']}行")
    return " · ".join(part for part in where if part)


def _draw_reasons(record: Record, measure: Measure) -> None:
    look.draw_heading("为什么列入" if record.is_short else "对照口径", measure.says)
    draw_linked(tables.cells_html(REASON_COLUMNS, [_reason_row(reason) for reason in record.reasons]), "reasons")


def _reason_row(reason: Reason) -> tuple[str, str, Markup, str]:
    values = stack(join((title, look.bold_html(text)), "：") for title, text in reason.values)
    light, word = HOLDS[reason.holds]
    result = "" if reason.part == "value" else look.light_html(light, word)
    return PART_WORDS[reason.part], reason.words, values, result


def _draw_score(address: ShortfallsAddress, record: Record, measure: Measure) -> None:
    """Where the row is its place's whole figure: how the place's score came about."""
    is_evaluated = record.place_code in set(address.evaluation.places["place_code"])
    if shortfalls.has_short_rows(measure) or not measure.is_scored or not is_evaluated:
        return
    look.draw_heading("得分怎样来的")
    said = marks.explain_score(address.evaluation, record.place_code, measure.id)
    draw_linked(look.facts_html(said), "score")


def _draw_others(address: ShortfallsAddress, measure: Measure, record: Record) -> None:
    look.draw_heading("还在哪些指标上未达标")
    if not record.others:
        look.draw_note("没有查到。")
        return
    draw_linked(look.links_html(_other_link(address, measure, record, other) for other, _ in record.others), "others")


def _other_link(address: ShortfallsAddress, measure: Measure, record: Record, other: Measure) -> Markup:
    """The same record under the other measure; where that one lists another row of the place, its list there."""
    is_same_row = not record.is_by_item and (other.table, other.binding) == (measure.table, measure.binding)
    more = {"row": address.token} if is_same_row else {"at": record.place_code}
    return link_html(other.title, "shortfalls", style="name", **address.parameters(measure=other.id, **more))


def _draw_facts(record: Record, measure: Measure) -> None:
    look.draw_heading("整条记录")
    empty = look.under_html(_say_empty(record)) if record.empty else ""
    facts: list[tuple[str, object]] = list(record.facts)
    if record.household_code:
        title = column_views(measure.table)[HOUSEHOLD].title
        facts = [(name, _household_link(record, str(said)) if name == title else said) for name, said in facts]
    draw_linked(look.facts_html(facts) + empty, "facts")


def _household_link(record: Record, said: str) -> Markup:
    return household_link(said, record.county_code, record.household_code)


def _say_empty(record: Record) -> str:
    if len(record.empty) > MAX_EMPTY:
        return f"另有 {len(record.empty)} 项未填"
    return f"未填：{'、'.join(record.empty)}"


def _draw_behind(record: Record) -> None:
    look.draw_heading("从哪里来", "每个数字所在的文件、工作表和行")
    for behind in record.behind:
        _draw_rows_behind(behind)
    if not record.behind:
        look.draw_note("没有找到背后的行。")


def _draw_rows_behind(behind: RowsBehind) -> None:
    shown = f"（此处列前 {len(behind.rows)} 条）" if behind.total > len(behind.rows) else ""
    title = render(__file__, "behind", title=behind.table.title, said=f"{behind.total:,} 条{shown}")
    imports = "；".join(_say_import(entry) for entry in behind.imports.values())
    table = tables.rows_html(behind.rows, behind.columns, wide=("source_file",))
    draw_linked(title + table + look.under_html(imports), f"behind_{behind.table.name}")
    _draw_originals(behind)


def _say_import(entry: VersionEntry) -> str:
    when = datetime.fromisoformat(entry.when)
    return f"版本 {entry.label}：{entry.who} 于{words.say_date(when)} {when:%H:%M} 从 {entry.file_name} 导入"


def _draw_originals(behind: RowsBehind) -> None:
    files = behind.rows[["source_hash", "source_file"]].drop_duplicates().head(MAX_DOWNLOADS)
    named = [(str(digest), str(name)) for digest, name in files.itertuples(index=False, name=None)]
    there = [one for one in named if originals.find_original(one[0])]
    if behind.has_secrets or any(originals.is_kept_back(digest) for digest, _ in there):
        look.draw_note(originals.KEPT_BACK)
        return
    with st.container(horizontal=True):
        for position, (digest, name) in enumerate(there):
            originals.draw_original(digest, name, f"下载原始文件 {name}", f"original_{behind.table.name}_{position}")
    lost = [name for digest, name in named if (digest, name) not in there]
    if lost:
        look.draw_note(f"原始文件没有留存：{'、'.join(lost)}。")

"""What a file leaves open, asked beside the sheet it is about: its header, table, period, place, columns, units and names. Every answer
is kept for the session, and the file is looked at again with it, so that the preview shows what would be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from loaders.doubts import UNIT_KINDS
from loaders.recognise import Choices, list_targets
from loaders.results import Preview, SheetResult
from pages.parts.common import look
from pages.parts.common.labels import plain_label
from store import find_table, read_tables

UNITS = {
    "元": "元", "万元": "万元", "亿元": "亿元", "%": "百分数（写的是 85）", "小数": "小数（写的是 0.85）",
    "户": "户", "人": "人", "个": "个", "万人": "万人", "亩": "亩",
}  # fmt: skip
"""What a clerk may say the figures of a column are in."""
AS_READ = "照现在的理解"
MOST_ASKED = 12


@dataclass
class Answers:
    """What was said of one table of a file. `columns` and `units` are by header text; `year` is that of months written without one."""

    table: str = ""
    header: str = ""
    period: str = ""
    place: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    year: str = ""

    def as_choices(self) -> Choices:
        """The same for the loaders; a unit goes with the target of its column."""
        pairs = [f"{name}={target}" for name, target in self.columns.items() if name not in self.units]
        pairs += [
            f"{name}={self.columns.get(name) or target}@{unit}"
            for name, (target, unit) in ((name, said.split("@")) for name, said in self.units.items())
        ]
        return Choices(self.table, "", self.period or self.year, self.place, tuple(pairs), header=self.header)


def said_so_far(digest: str) -> dict[str, Answers]:
    """What was answered about a file in this session, by the label of the table."""
    kept: dict[str, dict[str, Answers]] = st.session_state.setdefault("import_answers", {})
    return kept.setdefault(digest, {})


def as_choices(answers: dict[str, Answers]) -> dict[str, Choices]:
    """The answers as the loaders take them."""
    return {label: choices for label, one in answers.items() if (choices := one.as_choices()) != Choices()}


def draw_answers(found: Preview, answers: dict[str, Answers]) -> None:
    """The questions of every sheet; an answer is taken down and the page begins anew."""
    _draw_year(found, answers)
    for sheet in found.sheets:
        own = answers.setdefault(sheet.sheet, Answers())
        before = own.as_choices()
        for draw in (_draw_header, _draw_table, _draw_period, _draw_place, _draw_nameless, _draw_columns, _draw_units):
            draw(sheet, own, f"{found.digest[:8]}_{sheet.sheet}")
        if own.as_choices() != before:
            st.rerun()


def _draw_year(found: Preview, answers: dict[str, Answers]) -> None:
    """The year of months that are written without one, once for all the tables."""
    asked = [
        one for one in found.sheets if one.asked("year") is not None or answers.setdefault(one.sheet, Answers()).year
    ]
    if not asked:
        return
    before = answers.setdefault(asked[0].sheet, Answers()).year
    near = list(
        dict.fromkeys([year for one in asked for year in one.asked("year") or ()] + ([before] if before else []))
    )
    year = st.selectbox(
        plain_label(f"{'、'.join(f'「{one.sheet}」' for one in asked[:MOST_ASKED])}写的是哪一年的月份"), near,
        index=near.index(before) if before else None,
        placeholder="选一个，或直接填写", accept_new_options=True, key=f"year_{found.digest[:8]}",
    ) or ""  # fmt: skip
    for one in asked:
        answers.setdefault(one.sheet, Answers()).year = year
    if year != before:
        st.rerun()


def _draw_header(sheet: SheetResult, own: Answers, key: str) -> None:
    if sheet.asks in ("header", "table") or own.header:
        _draw_header_rows(sheet, own, key)


def _draw_header_rows(sheet: SheetResult, own: Answers, key: str) -> None:
    """Which row the names of the columns stand in, picked from the first rows."""
    if not sheet.top_rows:
        return
    rows = {str(row): f"第 {row} 行：{words}" for row, words in sheet.top_rows}
    now = own.header.split("-")
    first = st.selectbox(
        plain_label(f"「{sheet.sheet}」的表头从哪一行起"), ["", *rows], index=_at(["", *rows], now[0]),
        format_func=lambda row: rows.get(row, AS_READ), key=f"header_{key}",
    )  # fmt: skip
    if not first:
        own.header = ""
        return
    many = int(now[-1]) - int(now[0]) if own.header else 0
    more = st.selectbox(
        "表头有几行", [0, 1, 2], index=many, format_func=lambda count: f"{count + 1} 行", key=f"height_{key}"
    )
    own.header = f"{first}-{int(first) + more}" if more else first


def _draw_table(sheet: SheetResult, own: Answers, key: str) -> None:
    if sheet.header is None or not (sheet.asks in ("table", "columns") or own.table):
        return
    titles = {"": "由程序辨认"} | dict(sheet.nearest) | {name: table.title for name, table in read_tables().items()}
    before = own.table
    own.table = st.selectbox(
        plain_label(f"「{sheet.sheet}」是哪一张表"), list(titles), index=_at(list(titles), own.table),
        format_func=lambda name: titles[name], key=f"table_{key}",
    )  # fmt: skip
    if own.table != before:
        own.columns, own.units = {}, {}


def _draw_period(sheet: SheetResult, own: Answers, key: str) -> None:
    asked = sheet.asked("period")
    if asked is None and not own.period:
        return
    near = [*(asked or ()), own.period] if own.period and own.period not in (asked or ()) else list(asked or ())
    own.period = st.selectbox(
        plain_label(f"「{sheet.sheet}」是哪一期的数（年份如 2021，月份如 2021-11）"), near,
        index=near.index(own.period) if own.period else None,
        placeholder="选一个，或直接填写", accept_new_options=True, key=f"period_{key}",
    ) or ""  # fmt: skip


def _draw_place(sheet: SheetResult, own: Answers, key: str) -> None:
    is_open = sheet.asked("place") is not None or any(one.kind == "place_not_stated" for one in sheet.problems)
    if not (is_open or own.place):
        return
    label = f"「{sheet.sheet}」是哪里的数（名称或区划代码，如 凤凰县）"
    own.place = st.text_input(plain_label(label), value=own.place, key=f"place_{key}").strip()


def _draw_nameless(sheet: SheetResult, own: Answers, key: str) -> None:
    """The name of the figures of columns that are called by a year or month alone; it is one name for all of them."""
    named = [name for name, target in own.columns.items() if target.startswith("open:")]
    numbers, names = sheet.asked("numbers"), sheet.asked("names")
    if numbers is not None or len({own.columns[name] for name in named}) > 1:
        _draw_numbered(list(dict.fromkeys([*named, *(numbers or ())])), own, key)
        return
    asked = list(names) if names is not None else named
    if not asked:
        return
    before = own.columns[named[0]].removeprefix("open:") if named else ""
    label = f"「{sheet.sheet}」里列名只写了期次（{'、'.join(asked[:6])}），这些数是什么指标"
    name = st.text_input(
        plain_label(label), value=before, placeholder="如 农村居民人均可支配收入（元）", key=f"name_{key}"
    ).strip()
    own.columns |= dict.fromkeys(asked, f"open:{name}" if name else "")
    own.columns = {header: target for header, target in own.columns.items() if target}


def _draw_numbered(asked: Sequence[str], own: Answers, key: str) -> None:
    """A name for each column that is called by a number, or by nothing."""
    for header in asked[:MOST_ASKED]:
        name = st.text_input(
            plain_label(f"列名「{header}」没有说是什么数，它是"), value=own.columns.get(header, "").removeprefix("open:"),
            placeholder="如 务工人数（人）", key=f"name_{key}_{header}",
        ).strip()  # fmt: skip
        own.columns[header] = f"open:{name}" if name else ""
    own.columns = {header: target for header, target in own.columns.items() if target}


def _draw_columns(sheet: SheetResult, own: Answers, key: str) -> None:
    """A pick for every column that is not used, and behind a fold for every other one, that was understood wrongly perhaps."""
    name = sheet.table or (sheet.nearest[0][0] if sheet.nearest else "")
    if not name or not sheet.mapping:
        return
    table = find_table(name)
    targets = dict(list_targets(table))
    near = {one.header: [text for text, _ in one.options] for one in sheet.suggestions}
    columns = list({one["header"]: one for one in reversed(sheet.mapping)}.values())[::-1]
    open_ones = [one for one in columns if one["header"] in near or own.columns.get(one["header"])][:MOST_ASKED]
    open_ones = [one for one in open_ones if not own.columns.get(one["header"], "").startswith("open:")]
    rest = [
        one for one in columns if one not in open_ones and not own.columns.get(one["header"], "").startswith("open:")
    ]
    if open_ones:
        as_what = "" if sheet.table else f"按《{table.title}》看，"
        look.draw_note(f"「{sheet.sheet}」{as_what}有 {len(open_ones)} 列没有认出来。需要入库的，请指定它是什么；"
                       "指定一次，下次同样表头的文件照办。")  # fmt: skip
    for one in open_ones:
        _draw_column(one, own, targets, near.get(one["header"], []), key)
    with st.expander(plain_label(f"「{sheet.sheet}」的表头或列理解错了，在这里改")):
        if not (sheet.asks in ("header", "table") or own.header):
            _draw_header_rows(sheet, own, key)
        for one in rest:
            _draw_column(one, own, targets, [], key)


def _draw_column(
    column: Mapping[str, str], own: Answers, targets: Mapping[str, str], near: Sequence[str], key: str
) -> None:
    """What one column is, with cells of it as examples."""
    header, said = column["header"], own.columns.get(column["header"], "")
    options = ["", *dict.fromkeys([*near, *targets, *([said] if said else [])])]
    now = f"{AS_READ}（{column['label'] or '不用'}）"
    examples = f"（如 {column['examples']}）" if column.get("examples") else ""
    chosen = st.selectbox(
        plain_label(f"{column['letter']} 列「{header}」{examples}是"), options, index=_at(options, said),
        format_func=lambda text: targets.get(text, text) if text else now,
        key=f"map_{key}_{column['letter']}",
    )  # fmt: skip
    if chosen:
        own.columns[header] = chosen
    else:
        own.columns.pop(header, None)


def _draw_units(sheet: SheetResult, own: Answers, key: str) -> None:
    """A pick for each understood column whose figures are left out because nobody can tell their unit."""
    targets = {one["header"]: (one["target"], one["letter"]) for one in sheet.mapping if one["target"]}
    asked = dict.fromkeys(one.header for one in sheet.problems if one.kind in UNIT_KINDS and one.header in targets)
    for header in [*asked, *(name for name in own.units if name in targets and name not in asked)][:MOST_ASKED]:
        target, letter = targets[header]
        options = ["", *UNITS]
        unit = st.selectbox(
            plain_label(f"{letter} 列「{header}」的单位是"), options, index=_at(options, own.units.get(header, "@").split("@")[1]),
            format_func=lambda name: UNITS.get(name, "待定：没有单位的格不入库"), key=f"unit_{key}_{letter}",
        )  # fmt: skip
        if unit:
            own.units[header] = f"{own.units.get(header, target).split('@')[0]}@{unit}"
        else:
            own.units.pop(header, None)


def _at(options: Sequence[str], wanted: str) -> int:
    return list(options).index(wanted) if wanted in options else 0

"""The form for one measure of a book: what it counts, how it is scored, checked as it is written, and what saving it would change."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.errors import UserError
from indicators import books
from indicators.books import DIRECTION_WORDS, UNIT_WORDS, Book, RawBook, editing
from indicators.declared import PROBLEM_TYPES, Framework, Measure, column_views, examine_framework, read_one, views
from pages.parts.books import beside, effect, in_hand
from pages.parts.books.acting import Way, act, draw_signing
from pages.parts.books.conditions import draw_conditions, draw_figure
from pages.parts.books.scoring import draw_rule_curve, draw_scoring
from pages.parts.common import look
from store import read_tables

NEW = "new"
"""In the address, in the place of the id of a measure that is not there yet."""
WAYS = {
    "met": "占比：应达到的行 ÷ 算的行", "ratio": "比值：分子之和 ÷ 分母之和", "count": "个数：数行数", "total": "求和", "mean": "求平均",
}  # fmt: skip
_COUNTED = ("met", "numerator", "denominator", "count", "total", "mean")
_TEXTS = {"says": "口径（一句话：什么除以什么，或数什么）", "source": "依据（文件和条款）", "win_back": "怎样补分"}
_ENTITLES = {"person": "人", "household": "户"}
_WITH_FIELD = (
    "title", "aspect", "indicator", "table", "population", *_COUNTED, "unit", "direction", "points", "scoring", "department",
    "problem_type", *_TEXTS,
)  # fmt: skip
_OF_POLICY = ("entitles", "since")


def draw_form(book: Book, measure_id: str) -> None:
    """The form, filled with the measure of the version in hand, or empty for a new one."""
    slot = f"{book.id}_{measure_id}"
    number = in_hand.version_in_hand(book, slot)
    version = f"{book.id}@{number}"
    saved, framework = books.read_book(version), examine_framework(version).framework
    if framework is None:
        look.draw_problem("体系本身还没有填对，请先改好。")
        return
    name = editing.next_name(saved) if measure_id == NEW else measure_id
    raw: Mapping[str, Any] = saved["measures"].get(name, {})
    in_hand.keep_in_hand(slot, number, f"edit_{version}_{name}_title")
    look.draw_heading(f"编辑指标：{raw.get('title') or name}" if raw else "新增指标")
    if wording := raw.get("wording"):
        look.draw_note(f"办法原文：{wording}")
    in_hand.draw_newer(book, number, name)
    made = _draw_fields(raw, framework, f"edit_{version}_{name}")
    follows = st.checkbox("方面、指标的分值和总分随着改", value=True, key=f"edit_{version}_{name}_follow")
    changed = editing.put_measure(saved, name, made, follow=follows)
    with st.container():
        measure = _check(made, name, framework)
        _draw_changes(saved, changed)
        if measure is not None:
            draw_rule_curve(measure)
            effect.draw_effect(framework, books.with_measure(framework, measure), f"effect_{name}")
    _draw_saving(book.id, number, changed, name, is_new=not raw)


def _draw_fields(raw: Mapping[str, Any], framework: Framework, key: str) -> dict[str, Any]:
    """All fields; the keys of the measure as they stand now. Keys without a field stay as they are."""
    made = dict(raw)
    made["title"] = st.text_input("名称", value=raw.get("title", ""), key=f"{key}_title").strip()
    left, right = st.columns(2)
    made["aspect"] = _choose(left, "方面", [cut.title for cut in framework.aspects], raw.get("aspect"), f"{key}_aspect")
    cuts = [cut.title for cut in framework.indicators]
    made["indicator"] = _choose(right, "指标", cuts, raw.get("indicator"), f"{key}_indicator")
    relation = _draw_table(raw, key)
    made["table"] = relation
    if relation:
        made |= _draw_counted(raw, relation, key)
    left, right = st.columns(2)
    made["unit"] = _draw_unit(left, raw, key)
    directions = list(DIRECTION_WORDS)
    at = directions.index(raw["direction"]) if raw.get("direction") in directions else 0
    made["direction"] = right.selectbox(
        "好的方向", directions, index=at, format_func=DIRECTION_WORDS.__getitem__, key=f"{key}_direction"
    )
    made["points"], made["scoring"] = draw_scoring(raw, str(made["unit"]), str(made["direction"]), key)
    known = sorted({one.department for one in framework.measures.values() if one.department})
    departments = sorted({*known, raw.get("department") or ""} - {""})
    made["department"] = st.selectbox(
        "责任单位", departments, index=departments.index(raw["department"]) if raw.get("department") else None,
        accept_new_options=True, placeholder="选一个或直接写", key=f"{key}_department",
    )  # fmt: skip
    types = list(PROBLEM_TYPES)
    made["problem_type"] = _choose(
        st, "问题类型（短板转为问题时用）", types, raw.get("problem_type"), f"{key}_problem_type"
    )
    is_policies = framework.purpose == books.POLICIES
    if is_policies:
        made |= _draw_policy(raw, key)
    for name, label in _TEXTS.items():
        made[name] = st.text_input(label, value=raw.get(name, ""), key=f"{key}_{name}").strip()
    beside.draw_kept("measure", raw, (*_WITH_FIELD, *(_OF_POLICY if is_policies else ())))
    return made


def _draw_policy(raw: Mapping[str, Any], key: str) -> dict[str, str]:
    """Whom a policy is for, and since when."""
    left, right = st.columns(2)
    whom = list(_ENTITLES)
    at = whom.index(raw["entitles"]) if raw.get("entitles") in whom else None
    entitles = left.selectbox(
        "政策给谁", whom, index=at, format_func=_ENTITLES.__getitem__, key=f"{key}_entitles", placeholder="选一个"
    )
    since = right.text_input("政策从何时起", value=raw.get("since", ""), placeholder="2021-01", key=f"{key}_since")
    return {"entitles": entitles or "", "since": since.strip()}


def _choose(box: Any, label: str, options: list[str], known: Any, key: str) -> str:
    chosen = box.selectbox(
        label, options, index=options.index(known) if known in options else None, key=key, placeholder="选一个"
    )
    return chosen or ""


def _draw_table(raw: Mapping[str, Any], key: str) -> str:
    tables = read_tables()
    names = sorted(views.relation_names(), key=lambda name: (name not in tables, name))
    titles = {name: tables[name].title if name in tables else f"{_base_titles(name)}（合成）" for name in names}
    at = names.index(raw["table"]) if raw.get("table") in names else None
    chosen = st.selectbox(
        "数据表",
        names,
        index=at,
        format_func=lambda name: (
            f"{titles[name]}　{name}" if list(titles.values()).count(titles[name]) > 1 else titles[name]
        ),
        key=f"{key}_table",
        placeholder="选一张表",
    )
    return chosen or ""


def _base_titles(name: str) -> str:
    tables = read_tables()
    return "、".join(tables[one].title for one in views.base_tables(name)[:2] if one in tables)


def _draw_counted(raw: Mapping[str, Any], relation: str, key: str) -> dict[str, Any]:
    """Which rows count and how: the keys of `_COUNTED`, with None for those of another way."""
    same = raw if raw.get("table") == relation else {}
    key = f"{key}_{relation}"
    with st.expander("这张表有哪些列"):
        look.draw_note("、".join(view.heading for view in column_views(relation).values()))
    made: dict[str, Any] = dict.fromkeys(_COUNTED)
    made["population"] = draw_conditions("哪些行算", str(same.get("population") or ""), relation, f"{key}_population")
    ways = list(WAYS)
    known = next(
        (way for way in ("count", "total", "mean") if same.get(way)), "ratio" if same.get("numerator") else "met"
    )
    way = st.radio(
        "怎样算", ways, index=ways.index(known), format_func=WAYS.__getitem__, key=f"{key}_way", horizontal=True
    )
    if way in ("met", "ratio"):
        label = "应达到的条件" if way == "met" else "应达到的条件（列短板用，可以不填）"
        made["met"] = draw_conditions(label, str(same.get("met") or ""), relation, f"{key}_met")
    if way == "ratio":
        left, right = st.columns(2)
        with left:
            made["numerator"] = draw_figure("分子", str(same.get("numerator") or ""), relation, f"{key}_numerator")
        with right:
            made["denominator"] = draw_figure(
                "分母", str(same.get("denominator") or ""), relation, f"{key}_denominator"
            )
    elif way == "count":
        made["count"] = True
    elif way in ("total", "mean"):
        made[way] = draw_figure("哪一列", str(same.get(way) or ""), relation, f"{key}_{way}")
    return made


def _draw_unit(box: Any, raw: Mapping[str, Any], key: str) -> str:
    units = list(dict.fromkeys([*UNIT_WORDS, str(raw.get("unit") or "percent")]))
    at = units.index(str(raw.get("unit") or "percent"))
    chosen: str | None = box.selectbox(
        "单位（没有的直接写，如 亩）",
        units,
        index=at,
        format_func=lambda unit: UNIT_WORDS.get(unit, unit.removeprefix("count:")),
        key=f"{key}_unit",
        accept_new_options=True,
    )
    return chosen if chosen in units else books.read_unit(chosen or "")


def _check(made: Mapping[str, Any], name: str, framework: Framework) -> Measure | None:
    """The measure as it stands, or what is wrong with it, in words."""
    given = {key: value for key, value in made.items() if value not in (None, "", [], {})}
    try:
        return read_one(given, name, framework)
    except UserError as error:
        book: RawBook = {"framework": {}, "measures": {name: dict(given)}}
        look.draw_problem(books.say_fault(error, book).message)
        return None


def _draw_changes(saved: RawBook, changed: RawBook) -> None:
    changes = books.compare_books(saved, changed)
    look.draw_heading("改了什么" if changes else "还没有改动")
    if changes:
        st.html(look.links_html([change.words for change in changes]))


def _draw_saving(book: str, seen: int, changed: RawBook, name: str, *, is_new: bool) -> None:
    keep, drop = Way("保存为草稿", "save_measure"), Way("去掉这项指标", "drop_measure", is_main=False)
    signed = draw_signing(f"save_{book}_{name}", keep, *(() if is_new else (drop,)))
    if signed.clicked == drop.key:
        changed = editing.drop_measure(books.read_book(f"{book}@{seen}"), name)
    if signed.clicked:
        act(lambda: _saved(books.save(changed, signed.who, signed.why, into=book, seen=seen)), measure="")


def _saved(made: str) -> str:
    return f"已保存为第{made.partition('@')[2]}版（草稿），启用以后才算分。"

"""The form for a book's own keys: name, place, months, aspects and indicators with their points; and the list of its measures."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pandas as pd
import streamlit as st

from core import words
from indicators import books
from indicators.books import Book, RawBook, editing, say_key, say_rule
from pages.parts.books import beside, in_hand
from pages.parts.books.acting import Way, act, draw_signing
from pages.parts.books.measure import NEW
from pages.parts.common import cache, look, tables
from pages.parts.common.labels import plain_label
from pages.parts.common.linked import draw_linked, link_html

COLUMNS = (
    tables.Column("指标", cell="wrap"), tables.Column("分值", "number"), tables.Column("计分规则", cell="wrap"),
    tables.Column("方面", "extra"), tables.Column("所属指标", "extra", "wrap"), tables.Column("责任单位", "extra"),
)  # fmt: skip
PERIODS = {"month": "按月", "year": "按年"}
CUTS = ("aspects", "indicators")
TEXTS = ("title", "version", "area", "valid_from", "valid_to", "source")


def draw_measures(book: Book) -> None:
    """All measures of the newest version, as declared, each with the way to its form where the book is the office's."""
    raw = books.read_book(f"{book.id}@{book.newest}" if book.newest else book.id)
    measures, can_edit = raw["measures"], not book.is_built_in
    look.draw_heading("指标", f"共 {len(measures)} 项" + ("，点名称编辑" if can_edit else ""))
    rows = []
    for name, one in sorted(measures.items(), key=lambda pair: (str(pair[1].get("indicator")), pair[0])):
        title = str(one.get("title") or name)
        shown = link_html(title, "books", style="name", book=book.id, measure=name) if can_edit else title
        points = words.say_number(one["points"]) if isinstance(one.get("points"), int | float) else ""
        rows.append(
            (shown, points, say_rule(one), one.get("aspect", ""), one.get("indicator", ""), one.get("department", ""))
        )
    links = [link_html("新增指标", "books", style="button", book=book.id, measure=NEW)] if can_edit else []
    html = tables.cells_html(COLUMNS, rows, style="grid") if rows else look.under_html("还没有指标。")
    draw_linked(html + look.line_html(links), "book_measures")


def draw_framework_form(book: Book) -> None:
    """The book's own keys."""
    slot = f"{book.id}_own"
    version = in_hand.version_in_hand(book, slot)
    saved = books.read_book(f"{book.id}@{version}")
    raw, key = saved["framework"], f"own_{book.id}@{version}"
    in_hand.keep_in_hand(slot, version, f"{key}_title")
    with st.expander("编辑名称、适用地区和期次、方面和指标"):
        in_hand.draw_newer(book, version, "own")
        made = _draw_own(raw, key)
        follows = st.checkbox("分值按指标之和", value=True, key=f"{key}_follow")
        changed: RawBook = {"framework": made, "measures": _renamed(saved["measures"], raw, made)}
        changed = editing.follow_points(changed) if follows else changed
        changes = books.compare_books(saved, changed)
        st.html(look.links_html([change.words for change in changes] or ["还没有改动"]))
        signed = draw_signing(f"save_{book.id}", Way("保存为草稿", "save_framework"))
        if signed.clicked:
            act(lambda: _saved(books.save(changed, signed.who, signed.why, into=book.id, seen=version)))


def _draw_own(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    made = deepcopy(dict(raw))
    boxes = st.columns(3)
    for at, name in enumerate(TEXTS):
        said = (
            boxes[at % 3]
            .text_input(say_key("framework", name), value=str(raw.get(name) or ""), key=f"{key}_{name}")
            .strip()
        )
        made.pop(name, None)
        if said:
            made[name] = said
    left, right = st.columns(2)
    scopes = {"": "各地", **{code: label.strip("　") for code, label in cache.scopes().items() if len(code) == 6}}
    scopes |= {str(raw["place"]): str(raw["place"])} if raw.get("place") not in (None, "", *scopes) else {}
    known = list(scopes)
    place = left.selectbox(
        "适用地区",
        known,
        index=known.index(raw.get("place") or ""),
        format_func=lambda code: scopes[code],
        key=f"{key}_place",
    )
    made.pop("place", None)
    made |= {"place": place} if place else {}
    kinds = list(PERIODS)
    at = kinds.index(raw["period"]) if raw.get("period") in kinds else 0
    made["period"] = right.selectbox(
        "按月或按年", kinds, index=at, format_func=lambda kind: PERIODS[str(kind)], key=f"{key}_period"
    )
    for name in CUTS:
        made[name] = _draw_cuts(name, raw.get(name) or [], key)
    beside.draw_kept("framework", raw, (*TEXTS, "place", "period", "points", *CUTS))
    return made


def _draw_cuts(name: str, cuts: Any, key: str) -> list[dict[str, Any]]:
    """A table of titles and points to write in."""
    st.markdown(f"**{plain_label(say_key('framework', name))}**")
    known = [one for one in cuts if isinstance(one, dict)]
    frame = pd.DataFrame(
        {"名称": [one.get("title", "") for one in known], "简称": [one.get("short", "") for one in known],
         "分值": [float(one.get("points") or 0) for one in known]},
    ).astype({"名称": "object", "简称": "object", "分值": "float"})  # fmt: skip
    edited = st.data_editor(frame, num_rows="dynamic", hide_index=True, key=f"{key}_{name}", width="stretch")
    made = []
    for row in edited.to_dict("records"):
        title, short = (str(row[column] or "").strip() for column in ("名称", "简称"))
        if title:
            points = float(row["分值"]) if pd.notna(row["分值"]) else 0.0
            made.append(
                {
                    "title": title,
                    **({"short": short} if short else {}),
                    "points": int(points) if points == int(points) else points,
                }
            )
    return made


def _renamed(
    measures: Mapping[str, dict[str, Any]], old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """The measures with the new titles of cuts that were renamed where they stand."""
    made = deepcopy(dict(measures))
    for key, attribute in (("aspects", "aspect"), ("indicators", "indicator")):
        was, now = ([one.get("title") for one in side.get(key) or []] for side in (old, new))
        if len(was) == len(now):
            titles = dict(zip(was, now, strict=True))
            for one in made.values():
                one[attribute] = titles.get(one.get(attribute), one.get(attribute))
    return made


def _saved(made: str) -> str:
    return f"已保存为第{made.partition('@')[2]}版（草稿），启用以后才算分。"


def draw_new() -> None:
    """The form that begins a book without anything in it."""
    with st.expander("新建一个空白办法"):
        title = st.text_input("名称", key="new_title")
        left, right = st.columns(2)
        first = left.text_input("适用起月", key="new_from", placeholder="2026-01").strip()
        last = right.text_input("适用止月", key="new_to", placeholder="2026-12").strip()
        signed = draw_signing("new", Way("新建", "new_book"))
        if signed.clicked:
            blank = editing.blank_book(title.strip(), first, last)
            act(lambda: _begun(books.save(blank, signed.who, signed.why)))


def _begun(made: str) -> str:
    st.query_params["book"] = made.partition("@")[0]
    return "已新建，是草稿。先写方面和指标，再加各项指标。"

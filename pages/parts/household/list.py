"""户档案 without a household: find one by its number, or go down to a village and choose."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core import words
from core.places import county_of
from indicators.households import Named, name_rows
from indicators.households import words as household_words
from pages.parts.common import acts, cache, look, tables
from pages.parts.common.address import LEVEL_WORDS, household_parameters, say_path, say_place
from pages.parts.common.crumbs import crumbs_html
from pages.parts.common.linked import draw_linked, follow, link_html
from pages.parts.household import checked as household_checked
from pages.parts.household import data as household_data
from pages.parts.household.address import HouseholdAddress

MAX_FOUND = 20
PAGE = "household"
UNJUDGED = "？"
"""Behind a nought: some of its rows the checks cannot judge."""
NUMBER_KEY = "household_number"
PLACE_COLUMNS = (
    tables.Column("地区"),
    tables.Column("疑点", "number"),
    tables.Column("户"),
    tables.Column("人", "number extra"),
    tables.Column("监测对象（户）", "number"),
)
HOUSEHOLD_COLUMNS = (
    tables.Column("户编号"),
    tables.Column("户主"),
    tables.Column("疑点", "number"),
    tables.Column("户类型"),
    tables.Column("人数", "number"),
    tables.Column("监测情况", cell="wrap"),
    tables.Column("帮扶责任人"),
)


def draw_choice(address: HouseholdAddress) -> None:
    """The page without a household."""
    draw_linked(crumbs_html(address.picked, address.at, PAGE), "crumbs")
    for note in address.notes:
        look.draw_note(note)
    if address.level:
        _draw_places(address)
    else:
        _draw_village(address)


def _draw_places(address: HouseholdAddress) -> None:
    counts = household_data.count_households(address.at, address.level, address.picked.period)
    if counts.empty:
        look.draw_answer(f"{say_place(address.at)}没有登记到户的数据")
        look.draw_to_import("请导入（自定义）监测对象信息；换一个地区或期次也可能有。")
        return
    whole = household_data.count_registered(address.at, address.picked.period)
    monitored = household_words.say_monitored(whole.monitored, whole.unsaid, whole.households, " 户")
    look.draw_answer(
        f"{say_place(address.at)}登记脱贫户和监测对象 {whole.households:,} 户 {whole.persons:,} 人，其中监测对象 {monitored}",
        f"{words.say_period(address.picked.period)} · 选到村看各户，或直接按户编号查",
    )
    _draw_search(address)
    findings = _finding_counts(address)
    longest = int(counts["households"].max())
    rows = [_place_row(address, row, findings, longest) for row in counts.to_dict("records")]
    heads = PLACE_COLUMNS if findings is not None else (PLACE_COLUMNS[0], *PLACE_COLUMNS[2:])
    twice = int(counts["households"].sum()) - whole.households
    under = f"共 {len(counts)} 个{LEVEL_WORDS[address.level]}"
    under += f"；{twice:,} 户登记在两处，两处各列，合计只算一户" if twice > 0 else ""
    under += f"；另有 {-twice:,} 户没有写明{LEVEL_WORDS[address.level]}" if twice < 0 else ""
    draw_linked(tables.cells_html(heads, rows, style="grid households", under=under), "places")


def _finding_counts(address: HouseholdAddress) -> dict[str, int] | None:
    """Open findings by place; None where nothing was checked yet."""
    found = household_checked.count_findings(address.at, address.level, address.picked.period)
    return None if found is None else dict(zip(found["place_code"], found["findings"], strict=True))


def _place_row(
    address: HouseholdAddress, row: dict[str, object], findings: dict[str, int] | None, longest: int
) -> list[object]:
    code = str(row["place_code"])
    name = link_html(say_place(code), "household", style="name", **address.place_parameters(code))
    found = [] if findings is None else [f"{int(findings.get(code, 0)):,}"]
    counts = [int(str(row[key])) for key in ("households", "persons", "monitored", "unsaid")]
    monitored = household_words.say_monitored(counts[2], counts[3], counts[0])
    bar = tables.bar_html(counts[0] / longest if longest else 0.0, f"{counts[0]:,}", {})
    return [name, *found, link_html(bar, "household", **address.place_parameters(code)), f"{counts[1]:,}", monitored]


def _draw_village(address: HouseholdAddress) -> None:
    households = household_checked.village_households(address.at, address.picked.period)
    with_findings = int((households["findings"] > 0).sum()) if "findings" in households else 0
    said = (
        f"{with_findings} 户有疑点" if with_findings else "没有查出疑点" if "findings" in households else "还没有核查"
    )
    left = int((households["unjudged"] > 0).sum()) if "unjudged" in households else 0
    said += f"，{left} 户有缺数据无法判断的项" if left else ""
    look.draw_answer(
        f"{say_path(address.at)}登记 {len(households)} 户，{said}",
        f"{words.say_period(address.picked.period)} · 点户编号看整户情况",
    )
    _draw_search(address)
    if households.empty:
        look.draw_empty("这个村没有登记到户的数据。")
        return
    records = households.assign(county_code=county_of(address.at)).to_dict("records")
    who = name_rows(cache.store(), address.picked.period, records)
    rows = [_household_row(address, row, one) for row, one in zip(records, who, strict=True)]
    under = f"共 {len(households)} 户，疑点多的在前" + (f"；0{UNJUDGED} 表示有缺数据无法判断的项" if left else "")
    draw_linked(tables.cells_html(HOUSEHOLD_COLUMNS, rows, style="grid households", under=under), "households")


def _household_row(address: HouseholdAddress, row: Mapping[Any, Any], who: Named) -> tuple[object, ...]:
    code = str(row["household_code"])
    link = link_html(code, "household", style="name", **household_parameters(county_of(address.at), str(row["ref"])))
    findings = row.get("findings")
    left = UNJUDGED if row.get("unjudged") else ""
    shown = (
        "—" if findings is None else Markup("<b class='count'>{}</b>").format(int(findings)) if findings else f"0{left}"
    )
    kind = words.MISSING_WORDS if pd.isna(row["household_kind"]) else str(row["household_kind"])
    head, helper = who.head or words.MISSING_WORDS, who.helper or words.MISSING_WORDS
    return link, head, shown, kind, int(row["persons"]), household_words.say_risk(row), helper


def _draw_search(address: HouseholdAddress) -> None:
    """A number that is typed never reaches the address: the household it names is opened by its reference."""
    with st.form("household_search", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.text_input("按户编号或证件号码查（不写进地址）", key=NUMBER_KEY, width=360, autocomplete="off")
        is_asked = st.form_submit_button("查找")
    if not is_asked or not number.strip():
        return
    found = household_data.find_households(number, address.picked.scope, address.picked.period)
    acts.note("search", "household", counts={"户": len(found)})
    if found.empty:
        look.draw_note(f"{say_place(address.picked.scope)}这一期的名单里没有这个编号。")
        return
    if len(found) == 1:
        row = found.iloc[0]
        follow("household", "household_found", **household_parameters(str(row["county_code"]), str(row["ref"])))
        return
    links = [
        link_html(say_path(str(row.place_code)), "household", style="name",
                  **household_parameters(str(row.county_code), str(row.ref)))
        for row in found.head(MAX_FOUND).itertuples()
    ]  # fmt: skip
    said = Markup("<div>找到 {} 户，请选：</div>").format(len(found))
    draw_linked(said + look.links_html(links), "household_found")

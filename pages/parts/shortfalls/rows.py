"""短板清单 of one measure: where it falls short one level down, and the rows; a click goes down, up to the record."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from markupsafe import Markup

from core import words
from core.places import county_of
from core.templates import join
from indicators.declared import ColumnView, Measure, column_views, is_empty, say_cell
from indicators.evaluation import LEAST_LOSS, sampling
from indicators.reconciliation import words as reconciliation_words
from indicators.shortfalls import ShortfallList, is_about_persons, reasons, records
from indicators.shortfalls import lists as shortfalls
from indicators.shortfalls import words as shortfall_words
from pages.parts.common import cache, look, named, state, tables
from pages.parts.common.address import beside, find_place, say_area_of, say_path
from pages.parts.common.crumbs import household_address, household_link
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.shortfalls import data as shortfall_data
from pages.parts.shortfalls import excel as shortfall_excel
from pages.parts.shortfalls.address import PAGE_ROWS, ROW_FILTER, ShortfallsAddress
from pages.parts.shortfalls.counts import counts_html
from pages.parts.shortfalls.measures import SHOW_ROWS, draw_notes
from pages.parts.shortfalls.sources import draw_sources
from pages.parts.shortfalls.to_ledger import draw_to_ledger
from pages.parts.to_ledger import marks as to_ledger_marks

HTML_ROWS = 60
"""A list up to so many rows is drawn as HTML, which prints and is found by the browser's search; a longer one as a grid."""
PLACE, HOUSEHOLD = "place_path", "household_code"
SOURCES = ("source_file", "source_sheet", "source_row")
ALL_OF, RECORDS = "全部", "户档案"
WHOLE_AMOUNT = "（按全县合计算，多付的抵少付的）"
"""What wins back marks of money, beside the sum that the listed rows have not paid."""


def draw_rows(address: ShortfallsAddress) -> None:
    """The page of one measure in one place."""
    measure, listed = _measure(address), read_page(address)
    places = shortfalls.list_places(address.evaluation, measure, address.unit_key or address.at)
    if not address.picked.is_show:
        draw_linked(crumbs_html(address), "crumbs")
    _draw_answer(address, measure, listed, places)
    draw_notes(address)
    draw_sources(address)
    if not listed.total and len(places) and (places["state"] == "missing").all():
        _draw_missing(measure)
        return
    if address.picked.is_show:
        _draw_show(address, measure, listed, places)
        return
    _draw_filters(address, measure)
    if not listed.total and address.is_unclear:
        look.draw_empty("○ 没有说不清的记录。")
        return
    if not listed.total:
        look.draw_empty(_say_nothing(address, places))
        return
    counts = counts_html(address, measure, listed, places)
    if counts:
        draw_linked(counts, "counts")
    if not address.is_unclear and reasons.has_reasons(address.request()):
        look.draw_note(f"原因：{reasons.say_reasons(shortfall_data.count_reasons(address.request()))}")
    _draw_list(address, measure, listed, _count_losing(places))


def crumbs_html(address: ShortfallsAddress, last: str = "", place_code: str = "") -> Markup:
    """全部短板 › 全州 › 凤凰县 › ××镇, the way up as links; `last` names what is looked at in the place, which may lie deeper."""
    steps = [link_html("全部短板", "shortfalls", style="name", **address.parameters(measure="", at=""))]
    trail = address.trail(place_code)
    for code in trail:
        is_here = code == trail[-1] and not last and not address.unit_key
        name = say_area_of(code)
        steps.append(look.bold_html(name) if is_here else _crumb(name, address, code))
    if address.unit_key:
        steps.append(
            _crumb(address.place_name(), address, address.unit_key) if last else look.bold_html(address.place_name())
        )
    if last:
        steps.append(look.bold_html(last))
    aside = [link_html("指标口径", "definitions", style="name", measure=_measure(address).id)]
    if own := beside(address.picked.scope, address.at):
        aside.insert(0, link_html(f"回到{say_area_of(own)}", "shortfalls", style="name", **address.parameters(at="")))
    return look.crumbs_html(steps, aside=join(aside, "　"))


def read_page(address: ShortfallsAddress) -> ShortfallList:
    """The part of the list the address asks for, with counts one level down."""
    measure = _measure(address)
    if address.evaluation.framework.level == "unit":
        level = "" if address.unit_key else "unit"
    else:
        level = "" if address.is_own else shortfalls.next_level(measure, address.at, cache.places())
    return shortfall_data.read_list(address.request(), level, PAGE_ROWS, (address.part - 1) * PAGE_ROWS)


def with_paths(rows: pd.DataFrame, at: str) -> pd.DataFrame:
    """The rows with the names of their places below `at` (`鹭汀镇 锦渚村`) in the column `place_path`.

    A place no table knows is called what its row calls it.
    """
    codes = (str(code) for code in rows["place_code"].dropna().unique())
    names = {code: say_path(code, at) for code in codes if find_place(code)}
    found = rows["place_code"].map(names)
    return rows.assign(**{PLACE: found.where(found.notna(), rows.get("place_name"))})


def _measure(address: ShortfallsAddress) -> Measure:
    if address.measure is None:
        raise ValueError("no measure is asked for")
    return address.measure


def _draw_answer(address: ShortfallsAddress, measure: Measure, listed: ShortfallList, places: pd.DataFrame) -> None:
    when = words.say_as_of(address.evaluation.period, address.evaluation.day)
    if address.is_unclear:
        answer = shortfall_words.say_unclear_list(measure, address.area_name(), listed)
        look.draw_answer(answer, f"{when} · 补上缺的数据才知道；说不清的不算达标 · {shortfall_words.say_rule(measure)}")
        return
    # Below a county the evaluation has no value of its own.
    is_whole = county_of(address.at) == address.at and not address.is_own and not address.filters
    lost = float(places["lost"].fillna(0).sum()) if is_whole and measure.is_scored and not measure.is_bonus else 0.0
    if len(places) == 1:
        what = sampling.say_sampled(places["value"].iloc[0], measure.unit, places.iloc[0])
    else:
        counter = "个单位" if address.evaluation.framework.level == "unit" else "个县"
        what = f"{_count_losing(places)} {counter}失分"
    is_sampled = is_whole and len(places) == 1 and bool(sampling.say_interval(places.iloc[0]))
    unknown = str(places["beside"].iloc[0]) if len(places) == 1 else _say_unknown_places(address, places)
    is_known = not places["is_unknown"].any()
    answer = shortfall_words.say_list(
        measure, address.area_name(), listed, lost, what, unknown="" if is_sampled else unknown, is_known=is_known
    )
    if len(places) == 1 and lost > LEAST_LOSS:
        answer += f"；{places['how'].iloc[0]}" + (WHOLE_AMOUNT if measure.amount_unit == "cny" else "")
    if not listed.total and len(places) and (places["state"] == "missing").all():
        answer = f"{address.area_name()}还没有“{measure.title}”的数据"
    sampled = [sampling.say_sampled(places["value"].iloc[0], measure.unit, places.iloc[0])] if is_sampled else []
    own, at = address.evaluation.framework.measures[measure.id], address.unit_key or address.at
    counted = shortfalls.rows_inside(address.evaluation, own.id, at)
    says = reconciliation_words.say_definitions(own, measure, counted)
    said = [when, *sampled, says, shortfall_words.say_rule(measure)]
    look.draw_answer(answer, " · ".join(part for part in said if part))


def _draw_missing(measure: Measure) -> None:
    look.draw_to_import(f"未导入：{shortfalls.table_titles(measure)}。没有数据不算达标，也不计为零。")


def _say_unknown_places(address: ShortfallsAddress, places: pd.DataFrame) -> str:
    count = int((places["beside"] != "").sum())
    counter = "个单位" if address.evaluation.framework.level == "unit" else "个县"
    return f"{count} {counter}有说不清的" if count else ""


def _say_nothing(address: ShortfallsAddress, places: pd.DataFrame) -> str:
    if address.filters or address.is_own:
        return "按这样的筛选没有未达标的记录。"
    if county_of(address.at) == address.at and _count_losing(places):
        unclear = shortfall_data.count_unclear(address.request())
        return f"○ {shortfall_words.say_none_named(_measure(address), unclear)}"
    return f"○ {shortfall_words.NOT_SURE}" if places["is_unknown"].any() else f"● {shortfall_words.ALL_MET}"


def _draw_filters(address: ShortfallsAddress, measure: Measure) -> None:
    choices = shortfall_data.choices(address.whole_request())
    if not choices:
        return
    known = column_views(measure.table)
    with st.container(horizontal=True, key="filters"):
        for name, values in choices.items():
            _draw_filter(address, name, known[name].title, values)


def _draw_filter(address: ShortfallsAddress, name: str, title: str, values: list[str]) -> None:
    key = f"filter_{ROW_FILTER}{name}"
    st.session_state[key] = address.filters.get(name, "")

    def change() -> None:
        state.set_parameters(**{f"{ROW_FILTER}{name}": st.session_state[key], "part": ""})

    st.selectbox(title, ["", *values], key=key, format_func=lambda text: text or f"{ALL_OF}{title}", on_change=change,
                 label_visibility="collapsed", width=210)  # fmt: skip


def _count_losing(places: pd.DataFrame) -> int:
    return int((places["lost"] > LEAST_LOSS).sum())


def _draw_list(address: ShortfallsAddress, measure: Measure, listed: ShortfallList, losing: int) -> None:
    with st.container(horizontal=True, key="list_head", vertical_alignment="bottom"):
        what = "未达标清单" if shortfalls.has_short_rows(measure) else "参与计算的数据行"
        what = "说不清的名单" if address.is_unclear else what
        counted = losing if measure.is_scored and not measure.is_bonus and not address.is_unclear else None
        look.draw_heading(what, shortfall_words.say_adds_up(listed, address.at, counted))
        shortfall_excel.draw_download(address, measure)
    if not address.is_unclear:
        if said := shortfall_words.say_summed_only(measure):
            look.draw_note(said)
        draw_to_ledger(address, measure)
    rows, columns = with_paths(listed.rows, address.at), _columns(measure, listed.rows)
    rows, columns = named.with_names(cache.store(), address.picked.period, rows, columns, column_views(measure.table))
    columns += _source_columns(measure)
    tokens = (
        [records.row_token(measure.table, row) for row in rows.to_dict("records")] if len(rows) <= HTML_ROWS else []
    )
    if listed.total <= HTML_ROWS:
        texts = [say_cell(value, columns[0]) for value in rows[columns[0].name]]
        marks = to_ledger_marks.short_row_marks(measure, rows)
        links = [link_html(text, "shortfalls", style="name", **address.parameters(row=token)) + mark
                 for text, token, mark in zip(texts, tokens, marks, strict=True)]  # fmt: skip
        html = tables.rows_html(
            rows,
            columns,
            links={**_household_links(rows, columns), columns[0].name: links},
            extra=SOURCES[:2],
            wide=(columns[0].name,),
        )
        draw_linked(html + look.under_html("点名称看整条记录和来源。"), "rows")
        return

    def open_row(position: int) -> None:
        state.set_parameters(row=records.row_token(measure.table, rows.iloc[position].to_dict()))

    ways = {RECORDS: found} if any(found := _household_addresses(rows)) else {}
    tables.draw_grid(rows, columns, key="shortfall_grid", on_row=open_row, ways=ways)
    opens = f"；点“{RECORDS}”一列在新标签页打开这户" if ways else ""
    look.draw_note(f"点任一单元格看整条记录和来源{opens}；点列名排序。")
    look.draw_parts("shortfalls", address.parameters, address.part, PAGE_ROWS, listed.total)


def _household_links(rows: pd.DataFrame, columns: Sequence[ColumnView]) -> dict[str, Sequence[object]]:
    """Where the list has the number of a household, that as the way to its record."""
    view = next((view for view in columns if view.name == HOUSEHOLD), None)
    if view is None or "county_code" not in rows:
        return {}
    pairs = zip(rows["county_code"], rows[HOUSEHOLD], strict=True)
    return {HOUSEHOLD: [_household(say_cell(code, view), county, code) for county, code in pairs]}


def _household_addresses(rows: pd.DataFrame) -> list[str | None]:
    """The address of each row's household, None where the row is of none."""
    if HOUSEHOLD not in rows or "county_code" not in rows:
        return []
    pairs = zip(rows["county_code"], rows[HOUSEHOLD], strict=True)
    return [
        None if is_empty(one) or is_empty(county) else household_address(str(county), str(one)) for county, one in pairs
    ]


def _household(said: str, county_code: object, household_code: object) -> Markup | str:
    if is_empty(household_code) or is_empty(county_code):
        return words.MISSING_WORDS
    return household_link(said, str(county_code), str(household_code))


def _columns(measure: Measure, rows: pd.DataFrame) -> list[ColumnView]:
    """What names the row first, then its place where rows have one, and what is listed."""
    known = column_views(measure.table)
    title = records.title_column(measure.table)
    if title not in rows or rows[title].isna().all():
        title = "place_name"
    listed = [view for view in shortfalls.list_columns(measure, rows) if view.name != title]
    place = ColumnView(PLACE, "地区", "text")
    first = [place] if title == "place_name" else [known[title]]
    if title != "place_name" and rows["place_code"].notna().any():
        first.append(place)
    return [*first, *listed]


def _source_columns(measure: Measure) -> list[ColumnView]:
    known = column_views(measure.table)
    return [known[name] for name in SOURCES]


def _draw_show(address: ShortfallsAddress, measure: Measure, listed: ShortfallList, places: pd.DataFrame) -> None:
    """For the hall: counts one level down, else some rows; no personal column, no list of persons, no link."""
    counts = counts_html(address, measure, listed, places) if listed.total else Markup("")
    under = look.under_html(shortfall_words.say_adds_up(listed, address.at))
    if counts:
        draw_linked(counts + under, "counts")
    elif not listed.total:
        look.draw_empty(_say_nothing(address, places))
    elif is_about_persons(measure):
        look.draw_empty(f"共 {listed.total:,} 条。投影不显示名单，请在办公电脑上查看。")
    else:
        rows = with_paths(listed.rows.head(SHOW_ROWS), address.at)
        columns = [view for view in _columns(measure, listed.rows) if not view.personal]
        draw_linked(tables.rows_html(rows, columns) + under, "rows")


def _crumb(name: str, address: ShortfallsAddress, code: str) -> Markup:
    return link_html(name, "shortfalls", style="name", **address.parameters(at=code))

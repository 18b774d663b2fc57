"""数据真实, one test in one place: the sentence, the picture of what was found against what is usual, the households behind."""

import re
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from charts import integrity as pictures
from charts import theme
from core import words
from core.places import county_of
from indicators.checks import judged_of
from indicators.declared import column_views, say_cell
from indicators.integrity import RULES, Figure, Integrity, Result, RowsFound, RowsRequest, Shares, Test
from indicators.integrity import pictures as integrity_pictures
from indicators.integrity import words as integrity_words
from pages.parts.common import cache, checked, look, state, tables
from pages.parts.common.address import household_parameters, say_area_of, say_path, say_place
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.common.state import Picked
from pages.parts.integrity import data as integrity_data
from pages.parts.integrity.table import PAGE, cell_parameters, degree_html

RESULT_COLUMNS = (tables.Column("金额"), tables.Column("程度"), tables.Column("说明", cell="wrap"))
LISTED = 100
BARS = 30
"""Places drawn one by one; of more, the highest."""
_STATISTICS = re.compile(r"，(?:z=|p[<=])")


def draw_cell(picked: Picked, found: Integrity, test: Test, place: str) -> None:
    """The page of one cell of the table."""
    results = found.of(place, test.id)
    chosen = next((one for one in results if one.figure_id == state.parameter("figure")), results[0])
    figure = next((one for one in test.figures if one.id == chosen.figure_id), None)
    degree = integrity_words.DEGREE_WORDS[chosen.degree]
    look.draw_answer(f"{say_area_of(place)}的{test.title}{degree}：{_plain(chosen)}", _say_quiet(picked, found, chosen))
    if not picked.is_show:
        look.draw_note(f"{test.question}。{integrity_words.NEVER_A_VERDICT}。")
    if len(results) > 1 and not picked.is_show:
        _draw_results(picked, found, test, place, results, chosen)
    shares = integrity_pictures.digit_shares(found, test, chosen.figure_id, place) if figure else None
    if shares is not None and shares.ours:
        _draw_digits(picked, found, test, chosen, shares)
    elif figure is None:
        _draw_places(picked, found, test, place)
    if not picked.is_show:
        _draw_rows(picked, test, figure, place, shares)


def _plain(chosen: Result) -> str:
    """What was found without its statistics; they stand in the quiet line and in the picture's heading."""
    return _STATISTICS.split(chosen.words)[0]


def _say_quiet(picked: Picked, found: Integrity, chosen: Result) -> str:
    places, tests = found.family(chosen.place_code)
    together = f"{places} 个地方、{tests} 项检验" if places > 1 else f"{tests} 项检验"
    adjusted = f"{together}一起校正后 {integrity_words.say_p(chosen.q, 'q')}" if chosen.q == chosen.q else ""
    p = integrity_words.say_p(chosen.p) if chosen.p == chosen.p else ""
    return " · ".join(part for part in (words.say_period(picked.period), f"n={chosen.n:,}", p, adjusted) if part)


def _draw_results(
    picked: Picked, found: Integrity, test: Test, place: str, results: Sequence[Result], chosen: Result
) -> None:
    """One line a figure; the one drawn is bold."""
    rows = []
    titles = {figure.id: figure.title for figure in test.figures}
    for one in results:
        link = link_html(
            titles[one.figure_id], PAGE, style="name", **cell_parameters(picked, found, test, place, one.figure_id)
        )
        rows.append(tables.Row((link, degree_html(one), one.sentence), "ours" if one is chosen else ""))
    draw_linked(tables.cells_html(RESULT_COLUMNS, rows), "results")


def _draw_digits(picked: Picked, found: Integrity, test: Test, chosen: Result, shares: Shares) -> None:
    usual = {"last_digit": "各占一成", "first_digit": "本福特定律", "heaping": "应有的比例"}[test.kind]
    if not picked.is_show:
        look.draw_heading(
            f"{say_area_of(chosen.place_code)}：{chosen.words}",
            f"各类占 {chosen.n:,} 个数的比例；来源：{_table_title(test, chosen)}",
        )
    bars = pictures.Bars(
        shares.labels, shares.ours, shares.peers, shares.expected, say_area_of(chosen.place_code), "其他地方合计", usual
    )
    key = (test.id, chosen.figure_id, chosen.place_code, found.request.at, picked.period, str(picked.is_show))
    figure = cache.figure("integrity_digits", key, lambda: pictures.draw_shares(bars, is_show=picked.is_show))
    st.plotly_chart(figure, config=theme.config("数据真实", picked.is_show), key="integrity_digits")


def _draw_places(picked: Picked, found: Integrity, test: Test, place: str) -> None:
    results = integrity_pictures.ranked(found, test.id)
    if not results:
        return
    shown = results[:BARS]
    own = next((one for one in results if one.place_code == place), None)
    if own is not None and own not in shown:
        shown = [*shown[:-1], own]
    names = [say_place(one.place_code) for one in shown]
    ours = shown.index(own) if own is not None else None
    usual = own.expected if own is not None else float("nan")
    name = "各地居中" if test.kind == "growth" else "别处合计"
    look.draw_heading(f"{test.title}：各地的{'增幅中位数' if test.kind == 'growth' else '比例'}",
                      f"共 {len(results)} 个地方{'，画出前 ' + str(BARS) + ' 个' if len(results) > BARS else ''}")  # fmt: skip
    key = (test.id, place, found.request.at, picked.period, str(picked.is_show), found.request.level)
    values = [one.value for one in shown]

    def make() -> go.Figure:
        return pictures.draw_places(names, values, ours, usual, name, is_show=picked.is_show)

    figure = cache.figure("integrity_places", key, make)
    st.plotly_chart(figure, config=theme.config("数据真实", picked.is_show), key="integrity_places")


def _draw_rows(picked: Picked, test: Test, figure: Figure | None, place: str, shares: Shares | None) -> None:
    if test.kind == "findings":
        _draw_rules(picked, place)
        return
    bin_ = shares.most_over if shares is not None and shares.ours and test.kind.endswith("digit") else 0
    found = integrity_data.read_rows(RowsRequest(test, figure, place, picked.period, bin_, LISTED))
    look.draw_heading(integrity_words.say_rows(test, bin_, found.total), "点户编号看整户情况")
    if found.total:
        draw_linked(_rows_html(found), "rows")


def _rows_html(found: RowsFound) -> Markup:
    rows = []
    for row in found.rows.to_dict("records"):
        code = str(row["household_code"])
        link = link_html(
            code, "household", style="name", **household_parameters(str(row["county_code"]), str(row["household_ref"]))
        )
        figures = (say_cell(row[column.name], column) for column in found.columns)
        source = f"{row['source_file']} · {row['source_sheet']} · 第{row['source_row']}行"
        rows.append((link, say_path(str(row["place_code"])), *figures, source))
    under = f"共 {found.total:,} 条" + (f"，此处列前 {len(found.rows)} 条" if found.total > len(found.rows) else "")
    columns = (
        tables.Column("户编号"),
        tables.Column("地区", cell="wrap"),
        *(tables.Column(column.heading, "number") for column in found.columns),
        tables.Column("来源", "extra", "wrap soft"),
    )
    return tables.cells_html(columns, rows, box="scroll", under=under)


def _draw_rules(picked: Picked, place: str) -> None:
    """The checks of true figures with their findings here; each opens its list."""
    run = checked.find_run(picked.period)
    if run is None:
        return
    level = "county" if county_of(place) == place else "village"
    names = ["findings", "population", "unknown"]
    counts = checked.count_findings(run, place, level).groupby("check")[names].sum().to_dict("index")
    at = "" if place == picked.scope else place
    rows = [
        (link_html(check.title, "checks", style="name", check=check.id, at=at), _say_count(counts.get(check.id)))
        for check in checked.checks().measures.values()
        if check.id.startswith(RULES)
    ]
    look.draw_heading("各条规则的疑点", "点规则看名单")
    columns = (tables.Column("规则", cell="wrap"), tables.Column("疑点", "number"))
    draw_linked(tables.cells_html(columns, rows, box=""), "rules")


def _say_count(row: Mapping[str, int] | None) -> str:
    """`12`; `—` where no row was there or none could be judged, never a nought then."""
    if row is None or not (row["findings"] or judged_of(row)):
        return words.MISSING_WORDS
    return f"{int(row['findings']):,}"


def _table_title(test: Test, chosen: Result) -> str:
    figure = next(one for one in test.figures if one.id == chosen.figure_id)
    return f"{integrity_words.table_title(figure)}“{column_views(figure.table)[figure.column].title}”"

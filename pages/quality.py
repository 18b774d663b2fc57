"""数据质量: a grade a county from the rules between tables, what is not imported, what jumps out."""

import pandas as pd
import streamlit as st

from core.errors import UserError
from core.places import county_of
from core.words import say_period
from indicators.evaluation import Evaluation
from indicators.figures import quality
from pages.parts.common import cache, look, state, tables
from pages.parts.common.address import say_area_of
from pages.parts.common.excel import draw_excel
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.quality.differences import count_differing, draw_differences, read_differing
from pages.parts.quality.excel import list_quality
from reports.workbook import Sheet

LISTED = 12
GRADED = "等次只评表内：表与表、月与月之间逐行核对"


def draw() -> None:
    """The page from top to bottom."""
    picked = state.picked()
    if not picked.period:
        look.draw_to_import("还没有数据。导入之后，这里核对各表之间是否对得上、缺不缺、晚不晚。")
        return
    if picked.period not in cache.periods(quality.FRAMEWORK):
        look.draw_answer("这一期没有可核对的数据", "请在上方换一个有乡镇进度或资金数据的月份")
        return
    evaluation = cache.evaluation(quality.FRAMEWORK, picked.period, picked.scope)
    table = _of_place(quality.quality_table(evaluation), picked)
    states = cache.table_states(cache.framework(picked.framework_id), picked.period, tuple(table["place_code"]))
    differing = count_differing(picked, cache.framework(picked.framework_id))
    table = table.assign(differing=[differing.get(code) for code in table["place_code"]])
    look.draw_answer(
        _answer(table, states, sum(differing.values())),
        f"{say_period(picked.period)} · {GRADED}，不说填报与登记对不对得上，也不说工作",
    )
    _draw_table(evaluation, table, picked)
    draw_differences(picked, cache.framework(picked.framework_id))
    _draw_states(states, picked)
    if not picked.is_show:
        _draw_outliers(picked, table["place_code"])
        framework, name, places = cache.framework(picked.framework_id), say_area_of(picked.scope), cache.places()
        apart = read_differing(picked, framework)

        def make() -> list[Sheet]:
            return list_quality(evaluation.framework, table, states, apart, places, name, say_period(picked.period))

        draw_excel("数据质量", name, picked.period, make, [("等次", GRADED)], key="quality_excel")


def _of_place(table: pd.DataFrame, picked: state.Picked) -> pd.DataFrame:
    """The picked county alone where one is picked: what stands beside its grade is its own too."""
    own = table[table["place_code"] == county_of(picked.scope)]
    return table if own.empty else own.reset_index(drop=True)


def _answer(table: pd.DataFrame, states: pd.DataFrame, differing: int) -> str:
    counts = table["grade"].value_counts()
    if len(table) == 1:
        who, grades = table["place_name"].iloc[0], f"{table['grade'].iloc[0] or '不评'}"
    else:
        who = f"{len(table)} 个县"
        grades = "、".join(f"{word} {counts[word]} 个" for _, word in quality.GRADE_LINES if word in counts)
    missing = int((~states["is_imported"]).sum())
    rows = int(table["findings"].sum())
    fine = "表内能核对的都对得上" if table["has_unknown"].any() else "表内逐行对得上"
    found = f"表内有 {rows:,} 条对不上" if rows else fine
    found += f"，填报与登记 {differing:,} 处对不上" if differing else ""
    rest = f"；还有 {missing} 张表未导入" if missing else ""
    return f"{who}数据质量：表内核对{grades}，{found}{rest}"


def _draw_table(evaluation: Evaluation, table: pd.DataFrame, picked: state.Picked) -> None:
    measures = evaluation.framework.measures
    look.draw_heading("各县核对结果", "数字是对不上的条数，点开看到行")
    figures = (tables.Column(title, "number") for title in ("表内得分", *(one.title for one in measures.values())))
    apart = tables.Column("填报≠登记", "number", hint="填报数与登记表数出来的对不上的处数，明细在下面")
    columns = (tables.Column("县(市、区)"), tables.Column("表内等次"), apart, *figures)
    rows = []
    for row in (table.head(LISTED) if picked.is_show else table).to_dict("records"):
        score = f"{row['score']:.1f}" if pd.notna(row["score"]) else "—"
        found = (_finding(row[name], name, row["place_code"]) for name in measures)
        mark = "ours" if row["place_code"] == picked.scope else ""
        grade = f"{row['grade']}（有说不清的）" if row["has_unknown"] and row["grade"] else row["grade"]
        apart_here = look.light_html("missing") if pd.isna(row["differing"]) else f"{row['differing']:,.0f}"
        rows.append(tables.Row([row["place_name"], grade, apart_here, score, *found], mark))
    draw_linked(look.plain_html(columns, rows, f"共 {len(table)} 个县(市、区)；{GRADED}"), key="quality_table")


def _finding(found: float, measure: str, place_code: str) -> str:
    if pd.isna(found):
        return look.light_html("missing")
    if found == 0:
        return "0"
    return link_html(
        f"{found:,.0f}", "shortfalls", style="name", viewed=quality.FRAMEWORK, at=place_code, measure=measure
    )


def _draw_states(states: pd.DataFrame, picked: state.Picked) -> None:
    look.draw_heading("各表到没到", f"以 {say_period(picked.period)} 为准")
    names = cache.places()
    lines = []
    for _, row in states.iterrows():
        missing = [place.name for code in row["places_missing"] if (place := names.find(code)) is not None]
        lacking = (
            "—" if not missing else f"缺 {len(missing)} 个：{'、'.join(missing[:3])}{'等' if len(missing) > 3 else ''}"
        )
        light = "missing" if not row["is_imported"] else "warning" if missing or row["rows_refused"] else "normal"
        late = "" if cache.is_demo() or pd.isna(row["days_late"]) else f"，期末后 {row['days_late']:.0f} 天"
        when = f"{row['imported_at']}{late}" if row["is_imported"] else "—"
        words = {"missing": "未导入", "warning": "不全", "normal": "齐全"}[light]
        refused = f"{row['rows_refused']:,} 行" if row["rows_refused"] else "0" if row["is_imported"] else "—"
        lines.append((row["title"], row["department"] or "—", look.light_html(light, words), lacking, refused, when))
    hint = "文件里有、因必填的格空着或读不懂而没有入库的行；补好后重新导入这个文件，导入报告里逐行列出"
    columns = [tables.Column(title) for title in ("表", "报送部门", "状态", "缺哪些县")]
    columns += [tables.Column("没有收进来", "number", hint=hint), tables.Column("最近导入")]
    st.html(look.plain_html(columns, lines[:LISTED] if picked.is_show else lines))


def _draw_outliers(picked: state.Picked, places: pd.Series) -> None:
    try:
        evaluation = cache.evaluation(picked.framework_id, picked.period, picked.scope)
    except UserError:
        return
    found = quality.find_outliers(evaluation, evaluation.before)
    found = found[found["place_code"].isin(places)]
    look.draw_heading(
        f"变化突出的 {len(found)} 处" if len(found) else "没有变化突出的数值", "与上期相比；只是提醒核对，不是结论"
    )
    if len(found):
        titles = {"place_name": "县(市、区)", "title": "指标", "words": "变化"}
        st.html(
            look.table_html(found.head(LISTED), titles, caption="变化量的稳健 z 值(按中位数与绝对离差)大于 3.5 的列出")
        )


draw()

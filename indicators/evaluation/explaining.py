"""Definitions in words: what a measure looks at, how it is computed, where its data come from, and how points are shared out."""

from typing import Final

import pandas as pd
from sqlglot import exp

from core import words
from indicators.declared import PARAMETERS, Framework, Measure, views
from indicators.evaluation.evaluating import Evaluation
from indicators.evaluation.marks import say_direction, say_unit
from indicators.scoring import HIGHER, NOT_RANKED
from store import read_tables

TOTAL_WORDS: Final = "合计"
KIND_WORDS: Final = {
    "share": "达标的行数 ÷ 总体行数",
    "ratio": "分子之和 ÷ 分母之和",
    "count": "总体的行数",
    "total": "总体各行之和",
    "mean": "总体各行的平均数",
}
BINDING_WORDS: Final = {
    "month": "取当月的数据",
    "year": "取当年的数据",
    "latest": "取不晚于本期的最近一次数据（一年以内）",
    "year_to_date": "取本年1月到本期各月的数据相加",
    "same": "取同一期次的数据",
    "none": "不分期次",
}
PARAMETER_WORDS: Final = {
    "period_start": "本期第一天",
    "period_end": "本期最后一天",
    "year_start": "本年第一天",
    "year_end": "本年最后一天",
    "view_day": "查看日（本期内看到哪一天）",
    "schedule_share": "序时进度（到查看日应支出的比例）",
}


def find_measures(framework: Framework, text: str) -> list[Measure]:
    """The measures whose title, indicator, aspect, department, source or id holds every word of the text, in order."""
    wanted = text.lower().split()

    def holds(measure: Measure) -> bool:
        parts = (measure.title, measure.indicator, measure.aspect, measure.department, measure.source, measure.id)
        searched = " ".join(parts).lower()
        return all(word in searched for word in wanted)

    return [measure for measure in framework.measures.values() if holds(measure)]


def points_table(framework: Framework) -> pd.DataFrame:
    """Points by indicator and aspect: columns indicator (short), one an aspect, 合计; the last row 合计. Bonuses are not counted.

    0 where no measure stands; both ways add up to the framework's points.
    """
    counted = [measure for measure in framework.measures.values() if measure.is_scored and not measure.is_bonus]
    aspects = [cut.title for cut in framework.aspects]
    rows = []
    for cut in framework.indicators:
        mine = [measure for measure in counted if measure.indicator == cut.title]
        row = {aspect: sum(measure.points for measure in mine if measure.aspect == aspect) for aspect in aspects}
        rows.append({"indicator": cut.short, **row, TOTAL_WORDS: sum(measure.points for measure in mine)})
    table = pd.DataFrame(rows, columns=["indicator", *aspects, TOTAL_WORDS])
    sums = {name: table[name].sum() for name in [*aspects, TOTAL_WORDS]}
    return pd.concat([table, pd.DataFrame([{"indicator": TOTAL_WORDS, **sums}])], ignore_index=True)


def describe_measure(measure: Measure) -> list[tuple[str, str]]:
    """(label, words) of everything declared but the expressions; empty declarations are left out."""
    tables = read_tables()
    bases = views.base_tables(measure.table)
    facts = [
        ("口径", measure.says),
        ("方面", measure.aspect),
        ("指标", measure.indicator),
        ("问题类别", measure.problem_type),
        ("分值", say_points(measure)),
        ("计量单位", say_unit(measure.unit)),
        ("方向", say_direction(measure.direction)),
        ("计分规则", measure.rule.describe() if measure.rule else "只核查，不计分"),
        ("原文", measure.wording),
        ("算法", KIND_WORDS[measure.kind] + ("，再与上年同期相比（本年÷上年−1）" if measure.is_growth else "")),
        ("期次", BINDING_WORDS[measure.binding]),
        ("数据表", "、".join(f"{tables[name].title}（{name}）" for name in bases)),
        ("责任单位", measure.department),
        ("为什么看", measure.why_it_matters),
        ("补短板办法", measure.win_back),
        ("来源", measure.source),
    ]
    return [(label, text) for label, text in facts if text]


def list_expressions(measure: Measure) -> list[tuple[str, str]]:
    """(label, expression as declared) of the parts the measure is computed from."""
    numerator = {"total": "求和", "mean": "求平均"}.get(measure.kind, "分子")
    labels = {
        "population": "总体",
        "reported": "有数据",
        "met": "达标条件",
        "numerator": numerator,
        "denominator": "分母",
    }
    return [(labels[name], str(text)) for name, text in measure.texts.items() if name in labels]


def list_columns(measure: Measure) -> list[tuple[str, str]]:
    """(name, Chinese title) of the columns and period words its expressions use, in alphabetical order."""
    trees = (measure.population, measure.met, measure.numerator, measure.denominator, measure.reported)
    names = {column.name for tree in trees if tree is not None for column in tree.find_all(exp.Column)}
    titles = _column_titles(measure)
    return [(name, PARAMETER_WORDS[name] if name in PARAMETERS else titles.get(name, "")) for name in sorted(names)]


def say_points(measure: Measure) -> str:
    """`3 分`, `加分，最多 2 分`, `一票否决`, `不计分`."""
    if measure.rule is None:
        return "不计分"
    if measure.is_bonus:
        return f"加分，最多 {words.say_number(measure.points)} 分"
    return f"{words.say_number(measure.points)} 分" if measure.points else "一票否决"


def say_short_direction(measure: Measure) -> str:
    """Unit and direction for a table's cell: `% 越高越好`."""
    return f"{say_unit(measure.unit)} {'↑' if measure.direction == HIGHER else '↓'}"


def say_corners(measure: Measure, curve: pd.DataFrame) -> list[str]:
    """The words of each corner's value on the curve's axis: a line, or a difference where the rule compares."""
    if not _is_compared(measure):
        return [words.say_line(value, measure.unit) for value in curve["value"]]
    factor = 100 if measure.unit in words.RATES else 1
    return [words.say_number(value * factor) for value in curve["value"]]


def say_axis(measure: Measure) -> str:
    """What the curve's value axis shows, with its unit: `指标值（%）`, `与平均水平之差（个百分点）`."""
    if measure.rule is None:
        return ""
    unit = "个百分点" if _is_compared(measure) and measure.unit in words.RATES else say_unit(measure.unit)
    axis = measure.rule.curve_axis()
    return axis if axis.endswith("例数") else f"{axis}（{unit}）"


def curve_points(evaluation: Evaluation, measure: Measure, ours: str = "") -> pd.DataFrame:
    """The places on a measure's curve: value (as the axis shows it), score (declared points), label, is_ours; scored ones only."""
    rows = evaluation.measures[(evaluation.measures["measure"] == measure.id) & evaluation.measures["earned"].notna()]
    rows = rows.merge(evaluation.places[["place_code", "place_name"]], on="place_code")
    rows["shown"] = rows["value"]
    needs = measure.rule.needs if measure.rule else ()
    if "rows_short" in needs:
        rows["shown"] = rows["rows_short"]
    elif _is_compared(measure):
        rows["shown"] = rows["value"] - rows["last_year_value" if "last_year" in needs else "average"]
    said = [
        f"{name} {words.say_value(value, measure.unit)}"
        for name, value in zip(rows["place_name"], rows["value"], strict=True)
    ]
    return pd.DataFrame(
        {"value": rows["shown"], "score": rows["earned"], "label": said, "is_ours": rows["place_code"] == ours}
    ).reset_index(drop=True)


def data_states(evaluation: Evaluation) -> pd.DataFrame:
    """One row a measure (index): reported, missing, not_applicable, unknown (places), light and words of its data in the period."""
    states = evaluation.measures.assign(
        has_value=evaluation.measures["value"].notna() & ~evaluation.measures["state"].isin(NOT_RANKED),
        left_out=evaluation.measures["state"] == "not_applicable",
        unsure=evaluation.measures["state"].isin(["unknown", "incomplete"]),
    )
    sums = states.groupby("measure", sort=False)[["has_value", "left_out", "unsure"]].sum()
    total = len(evaluation.places)
    frame = pd.DataFrame(
        {"reported": sums["has_value"], "not_applicable": sums["left_out"], "missing": total - sums.sum(axis=1),
         "unknown": sums["unsure"]}
    )  # fmt: skip
    frame["light"] = [
        "missing" if not row.reported else "warning" if row.missing or row.unknown else "normal"
        for row in frame.itertuples()
    ]
    frame["words"] = [
        _say_state(row.reported, row.not_applicable, row.missing, row.unknown, total) for row in frame.itertuples()
    ]
    return frame


def say_measure(measure: Measure) -> str:
    """The answer of a page about one measure: its title and its rule."""
    rule = measure.rule.describe() if measure.rule else "只核查，不计分"
    return f"{measure.title}（{say_points(measure)}）：{rule}"


def say_data(framework: Framework, states: pd.DataFrame | None) -> str:
    """The page's answer: how many measures, how many are scored, how many have data."""
    scored = [measure for measure in framework.measures.values() if measure.is_scored and not measure.is_bonus]
    text = f"{framework.title}共{len(framework.measures)}项指标"
    if framework.is_scored:
        text += f"，其中{len(scored)}项计分，合计{words.say_number(framework.points)}分"
    if states is None:
        return f"{text}；还没有数据"
    without = states[states["reported"] == 0]
    unsure = int((without["unknown"] > 0).sum())
    left_out = int(((without["unknown"] == 0) & (without["missing"] == 0)).sum())
    others = ((unsure, "没有报齐或说不清"), (left_out, "不适用"), (len(without) - unsure - left_out, "未导入"))
    rest = "".join(f"，{count}项{what}" for count, what in others if count)
    return f"{text}；本期{len(states) - len(without)}项有数据{rest}"


def _is_compared(measure: Measure) -> bool:
    """Whether the rule's curve is drawn over a difference."""
    return measure.rule is not None and measure.rule.curve_axis().endswith("之差")


def _say_state(reported: int, left_out: int, missing: int, unknown: int, total: int) -> str:
    if missing == total:
        return "未导入"
    rest = [f"{left_out} 个不适用"] if left_out else []
    rest += [f"{missing} 个未导入"] if missing else []
    rest += [f"{unknown} 个没有报齐或说不清"] if unknown else []
    return f"{reported}/{total} 有数据" + (f"，{'，'.join(rest)}" if rest else "")


def _column_titles(measure: Measure) -> dict[str, str]:
    tables = [read_tables()[name] for name in views.base_tables(measure.table)]
    titles = {item.code: item.title for table in tables for item in table.items}
    titles |= {column.name: column.title for table in reversed(tables) for column in table.columns}
    return titles | {"place_code": "地区代码", "county_code": "县级代码", "period": "期次"}

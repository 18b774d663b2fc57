"""The ranking of an evaluation as a workbook whose marks, sums and ranks are formulas over the values."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from core import words
from core.places import PlaceIndex
from indicators.declared import Measure
from indicators.evaluation import MISSING_RULE_WORDS, Evaluation, is_left_empty, leagues, marks, say_area, say_basis
from indicators.listed.cells import numbers, scale_of, texts
from indicators.scoring import (
    HELD,
    LEAST_REPORTED_SHARE,
    NOT_RANKED,
    STATE_WORDS,
    TIE_RULE_WORDS,
    Rule,
    Veto,
    say_rank_change,
    share_formula,
)
from reports.ranking_book import RankingBook, ScoredPlace, ScoreLine, write_ranking_book
from reports.workbook import Column, Sheet

_FACTS: Final = {
    "value": "scored_value",
    "last_year": "last_year_value",
    "average": "average",
    "rows_short": "rows_short",
}
FULL_MARKS: Final = 100.0


def make_ranking(
    evaluation: Evaluation, places: PlaceIndex, choice: leagues.Choice, before: Evaluation | None, is_demo: bool
) -> bytes:
    """The workbook: the league table of `choice` as the page shows it; of a framework with points also the values with their marks as
    formulas (`reports.ranking_book`). `before` as for `leagues.league_table`."""
    framework = evaluation.framework
    found = places.find(evaluation.area)
    area = found.name if found else say_area(None)
    title = f"{area}排名"
    lines = [say_basis(evaluation)]
    shown = _league_sheet(evaluation, choice, before, f"{area}：{choice.title}位次", lines)
    is_one = len(evaluation.places) > 0 and framework.is_scored
    book = RankingBook(
        title, lines, "单位" if framework.level == "unit" else "县", [cut.title for cut in framework.aspects],
        [cut.title for cut in framework.indicators], framework.points or FULL_MARKS, LEAST_REPORTED_SHARE,
        score_places(evaluation) if is_one else (), _notes(evaluation), (shown,), is_demo,
    )  # fmt: skip
    return write_ranking_book(book)


def score_places(evaluation: Evaluation) -> list[ScoredPlace]:
    """Every place with its measures that have a rule, in the order of the ranking."""
    framework = evaluation.framework
    measures = {name: one for name, one in framework.measures.items() if one.rule is not None}
    rows = {code: group.set_index("measure") for code, group in evaluation.measures.groupby("place_code", sort=False)}
    parts: dict[str, dict[str, float | None]] = {}
    for cut, name in ((evaluation.aspects, "aspect"), (evaluation.indicators, "indicator")):
        for row in cut.to_dict("records"):
            parts.setdefault(str(row["place_code"]), {})[str(row[name])] = _known(row["score"])
    ordered = evaluation.places.sort_values(["league", "rank", "place_code"])
    vetoes = _vetoes(measures)
    found = []
    for place in ordered.to_dict("records"):
        own = rows[place["place_code"]].reindex(list(measures))
        lines = [
            _line(measures[name], row, vetoes[name]) for name, row in zip(measures, own.to_dict("records"), strict=True)
        ]
        factor = own["factor"].dropna()
        found.append(ScoredPlace(
            str(place["place_name"]), str(place["league"]), lines, _known(place["score"]), _known(place["rank"]),
            _known(place["reported_share"]), float(factor.iloc[0]) if len(factor) else None, parts.get(str(place["place_code"]), {}),
        ))  # fmt: skip
    return found


def _vetoes(measures: Mapping[str, Measure]) -> dict[str, list[int]]:
    """Measure → the positions of the vetoes in whose scope it is."""
    found: dict[str, list[int]] = {name: [] for name in measures}
    for position, (name, veto) in enumerate(measures.items()):
        if not isinstance(veto.rule, Veto):
            continue
        scope = veto.rule.scope
        for other, measure in measures.items():
            same = {
                "total": True, "measure": other == name, "indicator": measure.indicator == veto.indicator,
                "aspect": measure.aspect == veto.aspect,
            }  # fmt: skip
            if same[scope]:
                found[other].append(position)
    return found


def _line(measure: Measure, row: Mapping[Any, Any], vetoed_by: Sequence[int]) -> ScoreLine:
    rule = measure.rule
    assert rule is not None
    scale, kind = scale_of(measure.unit)
    state = str(row["state"])
    is_scorable = state not in NOT_RANKED
    stored = {name: _known(row[column]) for name, column in _FACTS.items()}
    unknown = _known(row["rows_unknown"])
    if stored["rows_short"] is not None:
        stored["rows_short"] += unknown or 0.0
    if state == "missing":
        stored |= {"value": None, "rows_short": None}
    facts = {name: value if value is None or name == "rows_short" else value / scale for name, value in stored.items()}
    has_points = bool(measure.points)
    is_held = state in HELD or is_left_empty(row)
    return ScoreLine(
        measure.aspect, measure.indicator, measure.title, marks.say_unit(measure.unit), kind, scale, _seen(facts, rule),
        "" if state == "scored" else STATE_WORDS.get(state, state), float(measure.points or 0) if has_points else None,
        share_formula(rule), rule.needs, rule.describe(), is_scorable, state != "not_applicable", is_held, measure.is_bonus, vetoed_by,
        _share(rule, stored) if is_scorable else None, _known(row["earned"]), _known(row["score"]), _known(row["lost"]),
    )  # fmt: skip


def _share(rule: Rule, stored: Mapping[str, float | None]) -> float | None:
    known = {name: np.nan if value is None else value for name, value in stored.items()}
    return _known(float(rule.share(**known)))


def _seen(facts: dict[str, float | None], rule: Rule) -> dict[str, float | None]:
    """The facts that the rule looks at, and the value always: a cell that changes nothing stays empty."""
    wanted = {"value", *rule.needs, *rule.compared_with}
    return {name: value if name in wanted else None for name, value in facts.items()}


def _known(value: Any) -> float | None:
    return None if words.is_missing(value) else float(value)


def _league_sheet(
    evaluation: Evaluation, choice: leagues.Choice, before: Evaluation | None, title: str, lines: Sequence[str]
) -> Sheet:
    """The league table as the page shows it."""
    table = leagues.league_table(evaluation, choice, before)
    scale, kind = scale_of(choice.unit)
    unit = marks.say_unit(choice.unit)
    rows = pd.DataFrame({
        "rank": numbers(table["rank"]),
        "place": table["place_name"],
        "league": table["league"],
        "value": numbers(table["value"], scale),
        "tied": ["并列" if tied else None for tied in table["is_tied"]],
        "last": numbers(table["last_rank"]),
        "change": [say_rank_change(str(state), change) for state, change in zip(table["change_state"], table["rank_change"], strict=True)],
        "share": numbers(table["reported_share"]),
        "reason": texts(table["reason"]),
    }, dtype=object)  # fmt: skip
    columns = [
        Column("rank", "位次", 6, "serial"), Column("place", "单位" if evaluation.framework.level == "unit" else "县", 20),
        Column("league", "分组", 12), Column("value", f"{choice.title}\n（{unit}）", 18, kind), Column("tied", "并列", 6),
        Column("last", "上期位次", 9, "serial"), Column("change", "较上期", 14), Column("share", "已有数据\n占分值", 10, "percent"),
        Column("reason", "没有位次的原因", 30),
    ]  # fmt: skip
    if choice.is_value:
        columns = [column for column in columns if column.name != "share"]
    return Sheet("位次", title, lines, columns, rows)


def _notes(evaluation: Evaluation) -> list[tuple[str, str]]:
    framework = evaluation.framework
    notes = [
        ("指标体系", f"{framework.title}（版本 {framework.version}）"),
        ("来源", framework.source),
        ("口径校验码", framework.content_hash),
        ("期次", words.say_as_of(evaluation.period, evaluation.day)),
        ("位次怎样排", TIE_RULE_WORDS),
    ]
    notes += [("缺项规则", MISSING_RULE_WORDS)] if framework.is_scored else []
    notes += [
        (f"口径：{measure.title}", f"{measure.says}　{measure.source}") for measure in framework.measures.values()
    ]
    return notes

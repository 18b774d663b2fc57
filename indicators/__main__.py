"""Commands: `python -m indicators evaluate | shortfall | measures | periods | check`, readable or as JSON."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from core.commands import run_command
from core.errors import UserError
from core.places.codes import county_of, significant
from core.settings import data_dir
from core.words import say_rank, say_value
from indicators.checks.answer import add_arguments, check_answer, say_check
from indicators.declared.framework import DEFAULT_FRAMEWORK, Framework, Measure, framework_ids, read_framework
from indicators.evaluation import query
from indicators.evaluation.evaluate import Evaluation, evaluate, periods
from indicators.shortfalls.lists import read_list, request_for
from store.versions import Store

EXIT_REFUSED = 2
_MEASURE_FIELDS = ("value", "numerator", "denominator", "points", "score", "lost")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it answered, 2 when it could not, with the reason in Chinese."""
    options = _parser().parse_args(arguments)
    try:
        answer = options.run(options)
    except UserError as error:
        print(
            json.dumps({"error": error.as_dict()}, ensure_ascii=False) if options.json else error.message,
            file=sys.stderr,
        )
        return EXIT_REFUSED
    print(json.dumps(answer, ensure_ascii=False, indent=None) if options.json else options.say(answer))
    return 0


def evaluate_answer(evaluation: Evaluation, scope: str = "") -> dict[str, Any]:
    """The evaluation as the documented JSON; places inside `scope` only ('' = all of the area)."""
    inside = evaluation.places["place_code"].astype(str).str.startswith(_counties(scope))
    return {
        "framework": evaluation.framework.id,
        "framework_version": evaluation.framework.version,
        "definitions": evaluation.framework.content_hash,
        "period": evaluation.period,
        "last_period": evaluation.last_period or None,
        "data_versions": dict(evaluation.data_versions),
        "places": [_place_answer(evaluation, row) for _, row in evaluation.places[inside].iterrows()],
    }


def _place_answer(evaluation: Evaluation, row: pd.Series) -> dict[str, Any]:
    code = row["place_code"]
    mine = evaluation.measures[evaluation.measures["place_code"] == code]
    return {
        "place_code": code,
        "place_name": row["place_name"],
        "league": row["league"],
        "score": _plain(row["score"]),
        "rank": _whole(row["rank"]),
        "is_tied": bool(row["is_tied"]),
        "rank_change": _whole(row["rank_change"]),
        "last_rank": _whole(row["last_rank"]),
        "reported_share": _plain(row["reported_share"]),
        "reason": row["reason"] or None,
        "aspects": _cut_answer(evaluation.aspects, "aspect", code),
        "indicators": _cut_answer(evaluation.indicators, "indicator", code),
        "measures": {measure["measure"]: _measure_answer(measure) for _, measure in mine.iterrows()},
    }


def _cut_answer(frame: pd.DataFrame, by: str, code: str) -> dict[str, Any]:
    rows = frame[frame["place_code"] == code]
    return {row[by]: {"score": _plain(row["score"]), "points": _plain(row["points"])} for _, row in rows.iterrows()}


def _measure_answer(row: pd.Series) -> dict[str, Any]:
    plain: dict[str, Any] = {name: _plain(row[name]) for name in _MEASURE_FIELDS}
    return plain | {
        "rows_short": _whole(row["rows_short"]),
        "declared_points": _plain(row["declared"]),
        "state": row["state"],
        "rank": _whole(row["rank"]),
        "last_year_value": _plain(row["last_year_value"]),
        "average": _plain(row["average"]),
    }


def _evaluate(options: argparse.Namespace) -> dict[str, Any]:
    framework = read_framework(options.framework)
    evaluation = evaluate(Store(data_dir()), framework, options.period, options.scope)
    return evaluate_answer(evaluation, options.scope)


def _say_evaluation(answer: dict[str, Any]) -> str:
    lines = [f"{answer['framework']}  {answer['period']}  共 {len(answer['places'])} 个地区"]
    places = sorted(answer["places"], key=lambda place: (place["league"], place["rank"] or math.inf))
    for place in places:
        score = say_value(place["score"], "points")
        rank = say_rank(place["rank"], place["is_tied"]) if place["rank"] else place["reason"]
        share = say_value(place["reported_share"], "percent")
        lines.append(f"{place['league']}  {rank}  {place['place_name']}  {score}  已报分值占比 {share}")
        if all(values["declared_points"] is None for values in place["measures"].values()):
            for name, values in place["measures"].items():
                unit = read_framework(answer["framework"]).measure(name).unit
                lines.append(f"    {name}  {say_value(values['value'], unit)}  {say_rank(values['rank'])}")
    return "\n".join(lines)


def _shortfall(options: argparse.Namespace) -> dict[str, Any]:
    measure = _find_measure(options.framework, options.measure)
    is_place = options.place.isdigit() or not options.place
    at, unit_key = (options.place, "") if is_place else ("", options.place)
    store, framework = Store(data_dir()), read_framework(measure.framework)
    request = request_for(measure, options.period, at, lambda: evaluate(store, framework, options.period, at), unit_key)
    found = read_list(store, request, "", options.limit)
    rows = found.rows[query.row_columns(measure)]
    listed = [{name: _plain(value) for name, value in row.items()} for row in rows.to_dict("records")]
    return {
        "measure": measure.id,
        "title": measure.title,
        "place": options.place,
        "period": options.period,
        "count": found.total,
        "rows": listed,
    }


def _say_shortfall(answer: dict[str, Any]) -> str:
    lines = [f"{answer['title']}  {answer['place']}  {answer['period']}  共 {answer['count']} 条"]
    for row in answer["rows"]:
        facts = "  ".join(str(row[name]) for name in row if not name.startswith("source_") and row[name] is not None)
        lines.append(f"{row['source_file']} {row['source_sheet']} 第{row['source_row']}行  {facts}")
    return "\n".join(lines)


def _measures(options: argparse.Namespace) -> dict[str, Any]:
    names = [options.framework] if options.framework else framework_ids()
    return {"frameworks": [_framework_answer(read_framework(name)) for name in names]}


def _framework_answer(framework: Framework) -> dict[str, Any]:
    return {
        "framework": framework.id,
        "title": framework.title,
        "version": framework.version,
        "points": framework.points,
        "aspects": {cut.title: cut.points for cut in framework.aspects},
        "indicators": {cut.title: cut.points for cut in framework.indicators},
        "measures": [_definition_answer(measure) for measure in framework.measures.values()],
    }


def _definition_answer(measure: Measure) -> dict[str, Any]:
    plain = (
        "id",
        "title",
        "aspect",
        "indicator",
        "problem_type",
        "table",
        "unit",
        "direction",
        "points",
        "department",
        "source",
    )
    rule = measure.rule.describe() if measure.rule else "只核查不计分"
    return {name: getattr(measure, name) for name in plain} | {
        "kind": measure.kind,
        "scoring": rule,
        "expressions": dict(measure.texts),
    }


def _say_measures(answer: dict[str, Any]) -> str:
    lines = []
    for framework in answer["frameworks"]:
        lines.append(
            f"{framework['framework']}  {framework['title']}  {framework['points']:g}分  {len(framework['measures'])}项"
        )
        lines += [
            f"  {one['id']}  {one['title']}  {one['points']:g}分  {one['scoring']}" for one in framework["measures"]
        ]
    return "\n".join(lines)


def _periods(options: argparse.Namespace) -> list[str]:
    store = Store(data_dir())
    names = [options.framework] if options.framework else framework_ids()
    return sorted({period for name in names for period in periods(store, read_framework(name))})


def _find_measure(framework_id: str, measure_id: str) -> Measure:
    """The measure in the named framework, else in the one framework that has it."""
    if framework_id:
        return read_framework(framework_id).measure(measure_id)
    frameworks = [read_framework(name) for name in framework_ids()]
    return next((one for one in frameworks if measure_id in one.measures), frameworks[0]).measure(measure_id)


def _counties(scope: str) -> str:
    """The digits that the counties of a scope begin with; '' for a unit, which has no code."""
    return significant(county_of(scope)) if scope.isdigit() else ""


def _plain(value: Any) -> Any:
    """JSON's own types: missing is null, dates are ISO texts."""
    if value is None or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _whole(value: Any) -> int | None:
    plain = _plain(value)
    return None if plain is None else int(plain)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m indicators", description="指标计算：数值、得分、位次、短板清单")
    commands = parser.add_subparsers(required=True, metavar="命令")
    evaluate = commands.add_parser("evaluate", help="计算一期的数值、得分和位次")
    evaluate.add_argument("--framework", default=DEFAULT_FRAMEWORK, help="指标体系")
    evaluate.add_argument("--period", required=True, help="期次，如 2021-11 或 2021")
    evaluate.add_argument("--scope", default="", help="地区代码，如 433100")
    evaluate.set_defaults(run=_evaluate, say=_say_evaluation)
    shortfall = commands.add_parser("shortfall", help="列出一项指标的短板行及来源")
    shortfall.add_argument("--framework", default="", help="指标体系；不写则按指标代码找")
    shortfall.add_argument("--measure", required=True, help="指标代码")
    shortfall.add_argument("--place", default="", help="地区代码，或单位(类别/名称)")
    shortfall.add_argument("--period", required=True, help="期次")
    shortfall.add_argument("--limit", type=int, default=None, help="最多列几条")
    shortfall.set_defaults(run=_shortfall, say=_say_shortfall)
    measures = commands.add_parser("measures", help="列出全部指标口径")
    measures.add_argument("--framework", default="", help="指标体系；不写则全部")
    measures.set_defaults(run=_measures, say=_say_measures)
    periods = commands.add_parser("periods", help="列出有数据的期次，旧的在前")
    periods.add_argument("--framework", default="", help="指标体系；不写则全部")
    periods.set_defaults(run=_periods, say="\n".join)
    check = commands.add_parser("check", help="逐条记录核查一期的数据，给出疑点")
    add_arguments(check)
    check.set_defaults(run=check_answer, say=say_check)
    for command in (evaluate, shortfall, measures, periods, check):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


if __name__ == "__main__":
    sys.exit(run_command(main))

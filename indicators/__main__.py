"""Commands: `python -m indicators evaluate | shortfall | measures | periods | check | entitlements | books`, readable or as JSON."""

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from core.commands import Answer, Program, add_command, make_parser, read_day, run_command
from core.errors import UserError
from core.places import county_of, significant
from core.settings import data_dir
from core.words import say_period, say_rank, say_value
from indicators import books, entitlements
from indicators.books import book_for, nearest_book
from indicators.checks import add_arguments, check_answer
from indicators.declared import (
    DEFAULT_FRAMEWORK,
    ColumnView,
    Framework,
    Measure,
    PeriodBounds,
    day_of_view,
    framework_ids,
    read_framework,
    read_frameworks,
    say_cell,
)  # fmt: skip
from indicators.evaluation import Evaluation, advice, evaluate, offered_grades, periods, query, sources
from indicators.reconciliation import compare_levels, compare_registers, differing
from indicators.reconciliation import words as reconciliation_words
from indicators.shortfalls import has_short_rows, lists, read_list, request_for
from store import Store, warn

_MEASURE_FIELDS = ("value", "numerator", "denominator", "points", "score", "lost")
FEW_MEASURES = 24
"""Of a framework with more, the values are only told of one place asked for."""
_COUNTS = ("rows_short", "rows_judged", "rows_unknown", "left_out", "places_expected", "places_present")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it answered, 2 when it could not, with the reason in Chinese."""
    status = Program(indent=None, json_errors="stderr").run(_parser(), arguments)
    with suppress(UserError):  # said already
        warn(Store(data_dir()).damaged().values())
    return status


def evaluate_answer(evaluation: Evaluation, scope: str = "") -> dict[str, Any]:
    """The evaluation as the documented JSON; places inside `scope` only ('' = all of the area). Units have no place: all are there."""
    prefix = "" if evaluation.framework.level == "unit" else _counties(scope)
    inside = evaluation.places["place_code"].astype(str).str.startswith(prefix)
    return {
        "framework": evaluation.framework.id,
        "framework_version": evaluation.framework.version,
        "definitions": evaluation.framework.content_hash,
        "period": evaluation.period,
        "day": evaluation.day.isoformat(),
        "last_period": evaluation.last_period or None,
        "data_versions": dict(evaluation.data_versions),
        "places": [_place_answer(evaluation, row) for _, row in evaluation.places[inside].iterrows()],
    }


def _place_answer(evaluation: Evaluation, row: pd.Series) -> dict[str, Any]:
    code = row["place_code"]
    mine = evaluation.measures[evaluation.measures["place_code"] == code]
    offered = offered_grades(evaluation, code)
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
        "grade_at_best": offered.best or None,
        "grade_at_best_because": offered.why or None,
        "aspects": _cut_answer(evaluation.aspects, "aspect", code),
        "indicators": _cut_answer(evaluation.indicators, "indicator", code),
        "measures": {
            one["measure"]: _measure_answer(one, evaluation.framework.measures[one["measure"]])
            for _, one in mine.iterrows()
        },
    }


def _cut_answer(frame: pd.DataFrame, by: str, code: str) -> dict[str, Any]:
    rows = frame[frame["place_code"] == code]
    return {row[by]: {"score": _plain(row["score"]), "points": _plain(row["points"])} for _, row in rows.iterrows()}


def _measure_answer(row: pd.Series, measure: Measure) -> dict[str, Any]:
    """One measure of a place, with what can be done about its marks; rows_short is null where no single row falls short, as
    of a growth or a bonus."""
    todo = advice.advise(measure, row)
    is_by_rows = has_short_rows(measure.counted_from(row["names_from"]))
    plain: dict[str, Any] = {name: _plain(row[name]) for name in _MEASURE_FIELDS}
    return plain | {
        **{name: _whole(row[name]) for name in _COUNTS},
        "rows_short": _whole(row["rows_short"]) if is_by_rows else None,
        "scored_value": _plain(row["scored_value"]),
        "declared_points": _plain(row["declared"]),
        "state": row["state"],
        "rank": _whole(row["rank"]),
        "last_year_value": _plain(row["last_year_value"]),
        "source": row["source"],
        "is_by_report": bool(row["is_by_report"]),
        "reported": {name: _plain(row[f"reported_{name}"]) for name in sources.FIGURES},
        "register": {name: _plain(row[f"register_{name}"]) for name in sources.FIGURES},
        "average": _plain(row["average"]),
        "low": _plain(row["low"]),
        "high": _plain(row["high"]),
        "sample_size": _whole(row["sample_size"]),
        "advice": todo.kind,
        "needed": todo.says,
    }


def _evaluate(options: argparse.Namespace) -> Answer:
    framework = read_framework(options.framework or _book_in_force(options.period, options.scope))
    evaluation = evaluate(Store(data_dir()), framework, options.period, options.scope, read_day(options.day))
    record = evaluate_answer(evaluation, options.scope)
    if options.scope and not record["places"]:
        todo = "请查对地区代码，如 433100"
        raise UserError("这一期没有这个地区的数据", field="place", came=options.scope, todo=todo)
    return Answer(record, _say_evaluation(record))


def _say_evaluation(answer: dict[str, Any]) -> Iterator[str]:
    yield f"{answer['framework']}  {answer['period']}  截至 {answer['day']}  共 {len(answer['places'])} 个地区"
    for place in sorted(answer["places"], key=lambda place: (place["league"], place["rank"] or math.inf)):
        score = say_value(place["score"], "points")
        rank = say_rank(place["rank"], place["is_tied"]) if place["rank"] else place["reason"]
        share = say_value(place["reported_share"], "percent")
        yield f"{place['league']}  {rank}  {place['place_name']}  {score}  已报分值占比 {share}"
        if place["grade_at_best"]:
            yield f"    {place['grade_at_best_because']}"
        if len(place["measures"]) <= FEW_MEASURES or len(answer["places"]) == 1:
            yield from _say_measured(read_framework(answer["framework"]), place["measures"])


def _say_measured(framework: Framework, found: dict[str, Any]) -> Iterator[str]:
    """`    财政援助资金完成率  106.35%  6.00 / 6.00 分  第1`."""
    for name, values in found.items():
        measure = framework.measure(name)
        said = [measure.title, say_value(values["value"], measure.unit)]
        if values["points"]:
            said.append(f"{say_value(values['score'], 'ratio')} / {say_value(values['points'], 'points')}")
        elif values["score"]:
            said.append(f"加 {say_value(values['score'], 'points')}")
        yield "  ".join(["  ", *said, say_rank(values["rank"])]).rstrip()


def _shortfall(options: argparse.Namespace) -> Answer:
    measure = _find_measure(options.framework, options.measure, options.period, options.place)
    is_place = options.place.isdigit() or not options.place
    at, unit_key = (options.place, "") if is_place else ("", options.place)
    store, framework = Store(data_dir()), read_framework(measure.framework)
    day = day_of_view(store, options.period, read_day(options.day))
    evaluated = partial(evaluate, store, framework, options.period, at, day)
    request = request_for(measure, options.period, at, evaluated, unit_key, day=day)
    found = read_list(store, request, "", options.limit)
    rows = found.rows[query.row_columns(request.measure)]
    listed = [{name: _plain(value) for name, value in row.items()} for row in rows.to_dict("records")]
    record = {
        "measure": measure.id,
        "title": measure.title,
        "place": options.place,
        "period": options.period,
        "day": day.isoformat(),
        "count": found.total,
        "unclear": _say_unclear_places(evaluated(), measure, at) if framework.is_scored and not unit_key else {},
        "rows": listed,
    }
    return Answer(record, _say_shortfall(record, found.rows, lists.list_columns(request.measure, found.rows)))


def _say_unclear_places(evaluation: Evaluation, measure: Measure, at: str) -> dict[str, str]:
    """What is not known of the measure, by the name of its place; only where something is not."""
    places = lists.list_places(evaluation, measure, county_of(at) if at else "")
    return {name: said for name, said in zip(places["place_name"], places["beside"], strict=True) if said}


def _say_shortfall(answer: dict[str, Any], rows: pd.DataFrame, columns: Sequence[ColumnView]) -> Iterator[str]:
    """Each row by its source, with the columns of its list on pages: `已验收：否`."""
    yield f"{answer['title']}  {answer['place']}  {answer['period']}  截至 {answer['day']}  共 {answer['count']} 条"
    yield from (f"{place}：{said}" for place, said in answer["unclear"].items())
    for row in rows.to_dict("records"):
        facts = [
            f"{view.title}：{say_cell(row[view.name], view, with_unit=True)}" for view in columns if view.name in row
        ]
        yield f"{row['source_file']} {row['source_sheet']} 第{row['source_row']}行  {row['place_name']}  {'  '.join(facts)}"


def _reconcile(options: argparse.Namespace) -> Answer:
    framework = read_framework(options.framework or _book_in_force(options.period, options.scope))
    store, day = Store(data_dir()), read_day(options.day)
    found = compare_registers(store, framework, options.period, options.scope, day, options.level)
    levels = compare_levels(store, options.period, options.scope)
    record = {
        "framework": framework.id,
        "period": options.period,
        "compared": len(found),
        "differing": int((~found["is_within"].astype(bool)).sum()),
        "registers": [{name: _plain(value) for name, value in row.items()} for row in found.to_dict("records")],
        "levels": [{name: _plain(value) for name, value in row.items()} for row in levels.to_dict("records")],
    }
    return Answer(record, _say_reconciled(found))


def _say_reconciled(found: pd.DataFrame) -> Iterator[str]:
    yield reconciliation_words.say_all(found)
    for _, row in differing(found).iterrows():
        yield f"{row['place_name']}  {row['title']}  {reconciliation_words.say_figure(row)}  {row['explains']}"


def _measures(options: argparse.Namespace) -> Answer:
    frameworks = [_framework_answer(read_framework(name)) for name in _framework_names(options)]
    return Answer({"frameworks": frameworks}, _say_measures(frameworks))


def _framework_names(options: argparse.Namespace) -> Sequence[str]:
    return [options.framework] if options.framework else framework_ids()


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
        "says",
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


def _say_measures(frameworks: list[dict[str, Any]]) -> Iterator[str]:
    for framework in frameworks:
        points, count = framework["points"], len(framework["measures"])
        yield f"{framework['framework']}  {framework['title']}  {points:g}分  {count}项"
        for one in framework["measures"]:
            yield f"  {one['id']}  {one['title']}  {one['points']:g}分  {one['scoring']}"
            if one["says"]:
                yield f"    口径：{one['says']}"


def _periods(options: argparse.Namespace) -> Answer:
    store = Store(data_dir())
    frameworks = map(read_framework, _framework_names(options))
    found = sorted({period for framework in frameworks for period in periods(store, framework)})
    return Answer(found, found)


def _book_in_force(period: str, scope: str) -> str:
    """The book that holds. Raises UserError where none does: nothing is scored by another year's in silence."""
    PeriodBounds.of(period)  # refuses what is no period
    held = book_for(period, scope)
    if not held:
        nearest = nearest_book(period, scope)
        todo = f"请用 books copy {nearest} 复制成本年的办法再启用，或加 --framework {nearest} 试算"
        raise UserError(f"没有适用于{say_period(period)}的办法", field="period", came=period, todo=todo)
    return held


def _find_measure(framework_id: str, measure_id: str, period: str, place: str) -> Measure:
    """The measure in the named framework, else in the book that holds for the period, else in the first framework that has it."""
    if framework_id:
        return read_framework(framework_id).measure(measure_id)
    known = read_frameworks()[0]
    held = book_for(period, place if place.isdigit() else "")
    first = [known[held]] if held in known else []
    frameworks = [*first, *known.values()] or [read_framework(DEFAULT_FRAMEWORK)]
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
    parser, commands = make_parser("python -m indicators", "指标计算：数值、得分、位次、短板清单")
    evaluate = add_command(commands, "evaluate", _evaluate, "计算一期的数值、得分和位次")
    evaluate.add_argument("--framework", default="", help="指标体系；不写则取该期适用的办法")
    evaluate.add_argument("--period", required=True, help="期次，如 2021-11 或 2021")
    evaluate.add_argument("--scope", default="", help="地区代码，如 433100")
    _add_day(evaluate)
    shortfall = add_command(commands, "shortfall", _shortfall, "列出一项指标的短板行及来源")
    shortfall.add_argument("--framework", default="", help="指标体系；不写则按指标代码找")
    shortfall.add_argument("--measure", required=True, help="指标代码")
    shortfall.add_argument("--place", default="", help="地区代码，或单位(类别/名称)")
    shortfall.add_argument("--period", required=True, help="期次")
    _add_day(shortfall)
    shortfall.add_argument("--limit", type=int, default=None, help="最多列几条")
    reconcile = add_command(commands, "reconcile", _reconcile, "填报数与登记表、上级数与下级合计逐一核对")
    reconcile.add_argument("--framework", default="", help="指标体系；不写则取该期适用的办法")
    reconcile.add_argument("--period", required=True, help="期次")
    reconcile.add_argument("--scope", default="", help="地区代码，如 433100")
    reconcile.add_argument("--level", default="township", choices=("township", "county"), help="按乡镇或按县核对")
    _add_day(reconcile)
    measures = add_command(commands, "measures", _measures, "列出全部指标口径")
    every_period = add_command(commands, "periods", _periods, "列出有数据的期次，旧的在前")
    for command in (measures, every_period):
        command.add_argument("--framework", default="", help="指标体系；不写则全部")
    add_arguments(add_command(commands, "check", check_answer, "逐条记录核查一期的数据，给出疑点"))
    entitled = add_command(
        commands, "entitlements", entitlements.entitlements_answer, "各项政策应享受、已享受、没有享受、说不清"
    )
    entitlements.add_arguments(entitled)
    books.add_arguments(commands)
    return parser


def _add_day(command: argparse.ArgumentParser) -> None:
    command.add_argument("--day", default="", help="看到哪一天，如 2021-11-20；不写则到今天，期末已过则到期末")


if __name__ == "__main__":
    sys.exit(run_command(main))

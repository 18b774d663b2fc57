"""What `python -m indicators check` answers: every check with its counts, the findings of one with where they stand."""

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pandas as pd

from core.commands import Answer
from core.errors import UserError
from core.settings import data_dir
from indicators.checks import findings
from indicators.checks.engines import DuckdbEngine, Engine
from indicators.checks.findings import ALL_STATES, FindingFilter, FindingRequest, Run
from indicators.checks.making import COUNT_COLUMNS
from indicators.checks.matrix import STATE_WORDS, judged_of
from indicators.declared import CHECKS, Framework, read_framework
from indicators.evaluation import periods
from store import Store

ENGINES = ("duckdb", "spark")
_SAID = ("findings", "gone", "exempt", "unknown")
"""Counts for which a check is said in words."""
_LISTED = {
    "finding_code": "finding", "state": "state", "is_exempt": "is_exempt", "place_code": "place_code",
    "household_code": "household_code", "source_file": "file", "source_sheet": "sheet", "source_row": "row",
}  # fmt: skip
"""Column of a finding → its name in the answer. Never the row key: it may be somebody's ID number."""


def check_answer(options: argparse.Namespace) -> Answer:
    """The documented JSON of a run, made when there is none for the tables as they are, and the same in words."""
    store, framework = Store(data_dir()), read_framework(CHECKS)
    if options.list:
        framework.measure(options.list)
    period = options.period or _newest_period(store, framework)
    with _engine(store, options) as engine:
        run = findings.ensure_compared_run(store, period, engine=engine)
    counts = findings.read_matrix(store, run)
    record = _head(run) | {"checks": _checks(framework, counts), "total": _sums(counts)}
    record |= {"list": _list(store, run, options.list)} if options.list else {}
    return Answer(record, _say_check(record))


def _say_check(answer: dict[str, Any]) -> Iterator[str]:
    total, engine = answer["total"], answer["engine"]
    yield (
        f"{answer['period']}  {len(answer['checks'])} 条规则  疑点 {total['findings']} 条  "
        f"{_say_unknown(total['unknown'])}"
        f"({engine}，{answer['seconds']:g} 秒{_say_counties(answer['counties_checked'])})"
    )
    yield from (f"注意：{notice}" for notice in answer["notices"])
    yield from (_say_counts(one) for one in answer["checks"] if any(one[name] for name in _SAID))
    yield from (_say_finding(one) for one in answer.get("list", []))


def _say_unknown(unknown: int) -> str:
    return f"缺数据无法判断 {unknown} 项次  " if unknown else ""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The options of the command."""
    command.add_argument("--period", default="", help="期次，如 2021-11；不写则为最新一期")
    command.add_argument("--engine", choices=ENGINES, default=None, help="核查引擎；不写则用已有的结果或 duckdb")
    command.add_argument("--master", default="local[*]", help="Spark 集群地址")
    command.add_argument("--list", metavar="规则", default="", help="列出一条规则的全部疑点及来源")


def _engine(store: Store, options: argparse.Namespace) -> AbstractContextManager[Engine | None]:
    if options.engine == "spark":
        from indicators.checks.engines import open_engine

        return open_engine(store, options.master)
    return nullcontext(DuckdbEngine() if options.engine == "duckdb" else None)


def _newest_period(store: Store, framework: Framework) -> str:
    months = [period for period in periods(store, framework) if len(period) == len("2021-11")]
    if not months:
        raise UserError("还没有可核查的数据", todo="请先导入国家系统导出的表，或用 python -m loaders demo 生成演示数据")
    return months[-1]


def _head(run: Run) -> dict[str, Any]:
    return {
        "period": run.period, "run": run.id, "at": run.at, "engine": run.engine, "seconds": run.seconds,
        "previous": run.previous_id, "counties_checked": None if run.counties is None else list(run.counties),
        "data_versions": dict(run.data_versions), "notices": list(run.notices),
    }  # fmt: skip


def _checks(framework: Framework, counts: pd.DataFrame) -> list[dict[str, Any]]:
    """Every check in the order of the framework; zeros where nobody was asked. `judged` is population − unknown: with 0
    judged, 0 findings say nothing."""
    sums = counts.groupby("check")[list(COUNT_COLUMNS)].sum().reindex(list(framework.measures), fill_value=0)
    return [
        {"check": one.id, "code": one.code or None, "title": one.title, "suspicion": one.suspicion or None}
        | {name: int(sums.loc[one.id, name]) for name in COUNT_COLUMNS}
        | {"judged": judged_of(sums.loc[one.id].to_dict())}
        for one in framework.measures.values()
    ]


def _sums(counts: pd.DataFrame) -> dict[str, int]:
    return {name: int(counts[name].sum()) for name in COUNT_COLUMNS if name != "population"}


def _list(store: Store, run: Run, check: str) -> list[dict[str, Any]]:
    rows, _ = findings.read_findings(store, run, FindingRequest("", FindingFilter(check=check, state=ALL_STATES)))
    named = rows[list(_LISTED)].rename(columns=_LISTED).astype(object)
    records: list[dict[str, Any]] = named.where(named.notna(), None).to_dict("records")
    return records


def _say_counties(counties: list[str] | None) -> str:
    """Which were checked anew, when not all were."""
    if counties is None:
        return ""
    return f"，只核查有变化的 {len(counties)} 个县" if counties else "，没有县的数据有变化"


def _say_counts(one: dict[str, Any]) -> str:
    code = f" {one['code']}" if one["code"] else ""
    words = f"{one['check']}{code}  {one['title']}  {one['suspicion'] or ''}  {one['findings']}/{one['judged']}"
    extra = {"new": "新增", "still": "仍在", "gone": "已消除", "exempt": "已豁免", "unknown": "缺数据无法判断"}
    return words + "".join(f"  {title} {one[name]}" for name, title in extra.items() if one[name])


def _say_finding(one: dict[str, Any]) -> str:
    state = "已豁免" if one["is_exempt"] else STATE_WORDS[one["state"]]
    at = f"{one['file']} {one['sheet']} 第{one['row']}行"
    return f"{one['finding']}  {state}  {one['place_code']}  {one['household_code'] or ''}  {at}"

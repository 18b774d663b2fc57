"""One measure's YAML → a checked measure: its table, columns, kind, expressions, scoring, and the register it is held against."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sqlglot import exp

from core.declared import read_declaration
from core.errors import UserError
from core.kinds import Where, one_of
from indicators.declared import views
from indicators.declared.binding import check_types
from indicators.declared.expressions import parse_expression
from indicators.declared.fields import COUNTED, DEFAULT_METHOD, MEASURE, SIMPLE, TO_DATE
from indicators.declared.measures import Cut, Framework, Grouping, Holding, Measure
from indicators.scoring import HIGHER, LOWER, Rule, read_rule
from store import BrokenTableError, find_table

REPORTED_BY_TOWNSHIPS = "，乡镇上报数之和"
"""The end of the sentence of a measure that adds up what townships report."""
_AS_DECLARED = (
    "title", "aspect", "indicator", "problem_type", "table", "unit", "direction", "counter", "amount_unit", "list_columns",
    "department", "why_it_matters", "source", "win_back", "verb", "gone_because", "no_register", "checked_by", "code", "suspicion",
    "compares", "says", "taken_at", "sample", "schedule_source", "wording", "entitles", "since",
)  # fmt: skip
"""Keys of a measure that are taken over as they are."""
HIGHEST_RATE = 10.0
_LINES = ("full_at", "steps", "max", "allowed", "free")
"""The parameter that says where a rule's full marks begin, of the rules that have one."""
_SAMPLED_KINDS = ("share", "ratio")


def with_clock(framework: Mapping[str, Any], measure: Measure) -> Measure:
    """The measure with the day, the schedule and the level of its framework, where it has no day of its own."""
    clock = {
        "taken_at": measure.taken_at or framework["taken_at"], "schedule_method": framework["schedule_method"],
        "of_units": framework["level"] == "unit",
    }  # fmt: skip
    if measure.holding is None:
        return replace(measure, **clock)
    register = replace(measure.holding.register, **clock)
    return replace(measure, **clock, holding=replace(measure.holding, register=register))


def read_count(raw: Mapping[str, Any], name: str, file: str) -> Measure:
    """A measure that only counts: table, population and met (or numerator and denominator), without cuts and points.

    Raises UserError as `framework.read_framework` does.
    """
    whole = {"says": name, "aspect": name, "indicator": name, "unit": "percent", "direction": "higher_is_better", **raw}
    cuts = (Cut(name, name, 0.0),)
    made = _make_measure(MEASURE.read(whole, Where(file)), name, file, "", cuts, cuts)
    check_types(made, file)
    return with_clock({"taken_at": "day", "schedule_method": DEFAULT_METHOD, "level": "county"}, made)


class Share(NamedTuple):
    """What a measure adds to the points of its cuts; None: it is not scored, or its points come on top."""

    aspect: str
    indicator: str
    points: float | None


def read_measure(
    path: Path,
    framework_id: str,
    aspects: Sequence[Cut],
    indicators: Sequence[Cut],
) -> tuple[Share, Measure | BrokenTableError]:
    """What a file of a framework with those cuts adds to their points, and its measure, or what is wrong with the table that it
    needs. Raises UserError as `framework.read_framework` does, but for types, which are bound for many together (`type_faults`)."""
    raw = read_declaration(path, MEASURE)
    share = _share_of(raw, path.name)
    try:
        return share, _make_measure(raw, path.stem, path.name, framework_id, aspects, indicators)
    except BrokenTableError as error:
        return share, error


def read_one(declared: Mapping[str, Any], name: str, framework: Framework) -> Measure:
    """The measure that these keys make in a framework, before they are kept anywhere. Raises UserError as `framework.read_framework`
    does."""
    file = f"{name}.yaml"
    raw = MEASURE.read(dict(declared), Where(file))
    made = _make_measure(raw, name, file, framework.id, framework.aspects, framework.indicators)
    check_types(made, file)
    clock = {"taken_at": framework.taken_at, "schedule_method": framework.schedule_method, "level": framework.level}
    return with_clock(clock, made)


def _share_of(raw: Mapping[str, Any], file: str) -> Share:
    points, rule = _read_scoring(raw, file)
    return Share(raw["aspect"], raw["indicator"], None if rule is None or rule.is_bonus else points)


def _make_measure(
    raw: Mapping[str, Any],
    name: str,
    file: str,
    framework_id: str,
    aspects: Sequence[Cut],
    indicators: Sequence[Cut],
) -> Measure:
    columns = _check_choices(raw, file, aspects, indicators)
    kind, texts = _read_kind(raw, file)
    if raw["sample"] and kind not in _SAMPLED_KINDS:
        raise UserError("抽样误差只对占比和比值有意义", file=file, field="sample", came=kind, todo="请去掉 sample")
    trees = {field: parse_expression(text, columns, file=file, field=field) for field, text in texts.items()}
    points, rule = _read_scoring(raw, file)
    as_declared = {key: raw[key] for key in _AS_DECLARED}
    measure = Measure(
        id=name,
        framework=framework_id,
        kind=kind,
        population=_of_rows_that_belong(trees.get("population"), columns),
        met=trees.get("met"),
        numerator=trees.get("numerator"),
        denominator=trees.get("denominator"),
        reported=trees.get("reported"),
        settled=trees.get("settled"),
        happened_on=trees.get("happened_on"),
        points=points,
        rule=rule,
        binding=raw["period"] or views.period_kind(raw["table"]),
        is_growth=raw["growth"],
        texts=texts,
        **as_declared,
    )
    _check_reachable(measure, file)
    return replace(measure, holding=_read_holding(raw, name, file, framework_id, (aspects, indicators)))


def _read_holding(
    raw: Mapping[str, Any],
    name: str,
    file: str,
    framework_id: str,
    cuts: tuple[Sequence[Cut], Sequence[Cut]],
) -> Holding | None:
    """The register behind a reported measure. Raises UserError as for the measure itself, and where it may not be scored."""
    given = raw.get("holds_against")
    if given is None:
        return None
    where = Where(file, "holds_against")
    if given["compares"] != "value" and given["scored"]:
        raise where.error("只有 compares: value 的登记数才能计分", came=given["compares"], todo="请写 scored: false")
    own = {
        **raw,
        **{key: given[key] for key in COUNTED.names},
        "says": _say_counted(given["says"] or raw["says"], given["table"], bool(given["counted_by"])),
        "reported": None,
        "holds_against": None,
        "counter": given["counter"] or raw["counter"],
        "amount_unit": raw["amount_unit"] if given["numerator"] else "",
    }
    register = _make_measure(own, name, file, framework_id, *cuts)
    register = replace(register, grouping=_read_grouping(register, given, where))
    explains = given["explains"] or raw["department"]
    return Holding(register, given["compares"], given["scored"], given["tolerance"], explains)


def _read_grouping(register: Measure, given: Mapping[str, Any], where: Where) -> Grouping | None:
    """Which rows of a register are counted together. Raises UserError where there is no such column, or nothing to count."""
    column = given["counted_by"]
    if not column:
        return None
    one_of(tuple(views.relation_columns(register.table))).read(column, where.at("counted_by"))
    if register.kind != "share":
        raise where.at("counted_by").error("只有占比(met)能合并计数", came=column, todo="请去掉 counted_by，或写成 met")
    return Grouping(column, given["done_when"] == "any", register.population, register.met, register.settled)


def _say_counted(said: str, relation: str, is_together: bool) -> str:
    """The sentence of a reported figure as it reads when the same is counted from a register."""
    title = find_table(views.base_tables(relation)[0]).title
    how = "合并数出" if is_together else "逐行数出"
    return f"{said.removesuffix(REPORTED_BY_TOWNSHIPS)}，从《{title}》{how}"


def _check_choices(
    raw: Mapping[str, Any], file: str, aspects: Sequence[Cut], indicators: Sequence[Cut]
) -> tuple[str, ...]:
    """The columns of the measure's table, after what it names is known: cuts, table and columns."""
    _one_of(raw["aspect"], [cut.title for cut in aspects], file, "aspect")
    _one_of(raw["indicator"], [cut.title for cut in indicators], file, "indicator")
    _one_of(raw["table"], views.relation_names(), file, "table")
    views.require_tables(raw["table"])
    columns = tuple(views.relation_columns(raw["table"]))
    if raw["period"] == TO_DATE and views.period_kind(raw["table"]) != "month":
        raise UserError("不是按月的表", file=file, field="period", came=TO_DATE, todo="只有按月的表能把各月相加")
    for column in raw["list_columns"]:
        _one_of(column, columns, file, "list_columns")
    if raw["sample"]:
        _one_of(raw["sample"], (SIMPLE, *columns), file, "sample")
    return columns


def _of_rows_that_belong(population: exp.Expression | None, columns: Collection[str]) -> exp.Expression | None:
    """The population, unknown for a row of which nobody can say whether the view is about it (`views.BELONGS`)."""
    if views.BELONGS not in columns:
        return population
    belongs = exp.column(views.BELONGS)
    return belongs if population is None else exp.And(this=belongs, expression=exp.paren(population))


def _read_kind(raw: Mapping[str, Any], file: str) -> tuple[str, dict[str, str]]:
    """The kind and its expressions by field; `population` joins them when declared."""
    shapes = {
        "share": {"met"},
        "ratio": {"numerator", "denominator"},
        "count": {"count"},
        "total": {"total"},
        "mean": {"mean"},
    }
    given = {key for key in ("met", "numerator", "denominator", "count", "total", "mean") if raw[key] is not None}
    allowed = given - {"met"} if given != {"met"} else given
    kind = next((name for name, fields in shapes.items() if fields == allowed), "")
    if not kind:
        todo = "占比写 met，比值写 numerator 和 denominator，个数写 count，合计写 total，平均写 mean；只写一种"
        raise UserError(
            "看不出怎样计算", file=file, field="met", came="、".join(sorted(given)) or "都没有写", todo=todo
        )
    texts = {
        field: raw[field]
        for field in ("population", "reported", "met", "numerator", "denominator", "settled", "happened_on")
        if raw[field] is not None
    }
    if kind in ("total", "mean"):
        texts["numerator"] = raw[kind]
    return kind, texts


def _read_scoring(raw: Mapping[str, Any], file: str) -> tuple[float, Rule | None]:
    points, scoring, where = raw["points"], raw["scoring"], Where(file, "scoring")
    if scoring is None:
        if points is not None:
            raise where.error("有分值却没有计分规则", todo="请补上 scoring，或去掉 points")
        return 0.0, None
    rule = read_rule(scoring, points=points, direction=raw["direction"], unit=raw["unit"], where=where)
    return rule.points, rule


def _check_reachable(measure: Measure, file: str) -> None:
    """Raise UserError where no value there can be earns full marks: a share is from 0 to 1, a count is not below 0; a rate of more
    than `HIGHEST_RATE` is a percentage that was not written as a fraction."""
    if measure.rule is None or measure.is_growth:
        return
    most = 1.0 if measure.kind == "share" else HIGHEST_RATE if measure.unit == "percent" else math.inf
    line = measure.rule.target()
    field = next((f"scoring.{key}" for key in _LINES if hasattr(measure.rule, key)), "scoring")
    is_short = line >= most if measure.rule.is_beyond_target() else line > most
    if measure.direction == HIGHER and is_short:
        todo = "占比最高是 100%，写作 1" if line <= 2 else f"占比写成小数，{line:g}% 写作 {line / 100:g}"
        raise UserError("这条线达不到", file=file, field=field, came=f"{line:g}", todo=todo)
    if measure.direction == LOWER and line < 0 and measure.kind in ("share", "count"):
        todo = "占比和个数都不会小于 0，请改成 0 或以上"
        raise UserError("这条线达不到", file=file, field=field, came=f"{line:g}", todo=todo)


def _one_of(value: str, allowed: Sequence[str], file: str, field: str) -> None:
    one_of(tuple(allowed)).read(value, Where(file, field))

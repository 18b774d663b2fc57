"""Frameworks and measures: the reader of `indicators/definitions/<framework>/`, refusing what is not well declared."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from core.declared import files_by_name, kept_until_changed, read_declaration
from core.errors import UserError
from core.kinds import Where, one_of
from indicators.declared import views
from indicators.declared.expressions import PeriodBounds, bind_period, parse_expression, to_sql
from indicators.declared.fields import COUNTED_FROM, DEFAULT_METHOD, FRAMEWORK, MEASURE, SIMPLE, TO_DATE
from indicators.declared.fields import PROBLEM_TYPES as PROBLEM_TYPES
from indicators.declared.fields import SUSPICIONS as SUSPICIONS
from indicators.declared.limits import LIMITS_FILE
from indicators.scoring import Rule, read_rule
from store import TABLES_FOLDER, find_table

DEFINITIONS_FOLDER = Path(__file__).parents[1] / "definitions"
ARCHIVE = "archive"
"""The folder of a framework that declares evidence instead of measures."""
DEFAULT_FRAMEWORK = "consolidation_2021"
POINTS_TOLERANCE = 1e-9
REPORTED_BY_TOWNSHIPS = "，乡镇上报数之和"
"""The end of the sentence of a measure that adds up what townships report."""
REGISTER, REPORTED = COUNTED_FROM
_AS_DECLARED = (
    "title", "aspect", "indicator", "problem_type", "table", "unit", "direction", "counter", "amount_unit", "list_columns",
    "department", "why_it_matters", "source", "win_back", "verb", "gone_because", "no_register", "code", "suspicion", "compares", "says",
    "taken_at", "sample",
)  # fmt: skip
"""Keys of a measure that are taken over as they are."""
CHECKS = "household_checks"
"""The framework whose measures are checks of single records (疑点); it is run by `checking`, not picked as a framework."""


@dataclass(frozen=True)
class Cut:
    """An aspect or an indicator: `title` is its id too; `short` fits a table head."""

    title: str
    short: str
    points: float


@dataclass(frozen=True)
class Holding:
    """The register that a reported measure is held against.

    `register`: the same measure counted from the register's rows; `compares`: `value`, `done` or `open` (see `COMPARED`);
    `is_scored`: whether its value may be scored; `tolerance`: share of the reported figure; `explains`: a department.
    """

    register: "Measure"
    compares: str
    is_scored: bool
    tolerance: float
    explains: str


@dataclass(frozen=True)
class Measure:
    """One declared measure; a check is a measure without points.

    Expressions are checked sqlglot trees over `table` (a declared table or a view). `kind` says which of them are used:
    share (met), ratio (numerator, denominator), count (rows of the population), total and mean (numerator). A check
    may also carry `code` (the rule's code in the national system), `suspicion` (one of `SUSPICIONS`) and `compares`
    (the department table that it holds against the system). `taken_at` and `schedule_method` are the framework's, unless
    the measure says its own day. `sample`: the column of the clusters its rows were drawn by, `simple` for sums of a simple
    sample, '' where the rows are all there are.
    """

    id: str
    title: str
    framework: str
    aspect: str
    indicator: str
    problem_type: str
    table: str
    kind: str
    population: exp.Expression | None
    met: exp.Expression | None
    numerator: exp.Expression | None
    denominator: exp.Expression | None
    reported: exp.Expression | None
    unit: str
    direction: str
    points: float
    rule: Rule | None
    binding: str
    is_growth: bool
    counter: str
    amount_unit: str
    list_columns: tuple[str, ...]
    department: str
    why_it_matters: str
    source: str
    win_back: str
    texts: Mapping[str, Any]
    no_register: str = ""
    holding: Holding | None = None
    code: str = ""
    suspicion: str = ""
    compares: str = ""
    says: str = ""
    """One Chinese sentence: what is divided by what, or what is counted, and of which rows."""
    verb: str = ""
    gone_because: str = ""
    settled: exp.Expression | None = None
    """The rows short for good of which nothing is left to do."""
    sample: str = ""
    taken_at: str = "day"
    schedule_method: str = DEFAULT_METHOD

    @property
    def is_sample(self) -> bool:
        """Whether the value is of a sample: its rows are no list to finish."""
        return bool(self.sample)

    @property
    def is_bonus(self) -> bool:
        """Whether its points come on top of the framework's."""
        return self.rule is not None and self.rule.is_bonus

    @property
    def is_scored(self) -> bool:
        """Whether it earns or costs points; otherwise it is a check."""
        return self.rule is not None

    def counted_from(self, source: str) -> "Measure":
        """The measure as it is counted from a source, `register` or `reported`: other rows, other expressions, the same rule."""
        return self.holding.register if self.holding is not None and source == REGISTER else self

    @property
    def forms(self) -> "tuple[Measure, ...]":
        """The measure as reported, then as counted from its register where there is one."""
        return (self,) if self.holding is None else (self, self.holding.register)

    @property
    def needs_last_year(self) -> bool:
        """Whether the rule, or a growth, looks at the same period of last year."""
        return self.is_growth or (self.rule is not None and "last_year" in self.rule.needs)


@dataclass(frozen=True)
class Framework:
    """A set of measures with its two cuts; `points` 0 means it is looked at and ranked by measure, not scored."""

    id: str
    title: str
    version: str
    period: str
    level: str
    relation: str
    points: float
    aspects: tuple[Cut, ...]
    indicators: tuple[Cut, ...]
    measures: Mapping[str, Measure]
    normal_at: float
    warning_at: float
    grades: tuple[str, ...]
    valid_years: tuple[str, ...]
    source: str
    content_hash: str
    purpose: str = "evaluation"
    scored_from: str = REGISTER
    unknown_at_most: float = 0.05
    taken_at: str = "day"
    schedule_method: str = DEFAULT_METHOD

    @property
    def is_scored(self) -> bool:
        return self.points > 0

    def tables(self) -> tuple[str, ...]:
        """The declared tables whose rows any measure looks at, sorted."""
        forms = [form for measure in self.measures.values() for form in measure.forms]
        names = {base for form in forms for base in views.base_tables(form.table)}
        return tuple(sorted(names))

    def measure(self, measure_id: str) -> Measure:
        """The measure of that id. Raises UserError listing the ids."""
        if measure_id not in self.measures:
            raise UserError("没有这项指标", field="measure", came=measure_id, todo=f"可用：{'、'.join(self.measures)}")
        return self.measures[measure_id]


def framework_ids(folder: Path = DEFINITIONS_FOLDER) -> tuple[str, ...]:
    """The ids of the frameworks an evaluation may be made by, the default one first; the checks are not among them."""
    found = sorted(path.parent.name for path in folder.glob("*/framework.yaml") if path.parent.name != CHECKS)
    return tuple(sorted(found, key=lambda name: name != DEFAULT_FRAMEWORK))


def measure_files(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Mapping[str, Path]:
    """Measure → its file, sorted by name; they may lie in folders of their own. What evidence is needed is no measure."""
    files = files_by_name(folder / framework_id)
    return {name: path for name, path in files.items() if name != "framework" and path.parent.name != ARCHIVE}


def _home_of(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Path:
    return folder / framework_id


@kept_until_changed(TABLES_FOLDER, views.VIEWS_FOLDER, LIMITS_FILE.parent, own=_home_of)
def read_framework(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Framework:
    """The framework with its measures.

    Raises UserError naming the file, the field, what came and what to do: unknown keys, unknown columns, SQL that is not
    allowed, a direction left out, points that do not add up, an aspect without measures.
    """
    home = folder / framework_id
    if not (home / "framework.yaml").is_file():
        raise UserError(
            "没有这个指标体系", field="framework", came=framework_id, todo=f"可用：{'、'.join(framework_ids(folder))}"
        )
    raw = read_declaration(home / "framework.yaml", FRAMEWORK)
    aspects, indicators = (tuple(map(_make_cut, raw[key])) for key in ("aspects", "indicators"))
    paths = measure_files(framework_id, folder)
    with views.empty_connection() as connection:
        measures = {
            name: _with_clock(raw, _read_measure(connection, path, framework_id, aspects, indicators))
            for name, path in paths.items()
        }
    _check_points(raw, aspects, indicators, measures)
    named = {key: raw[key] for key in ("title", "version", "period", "level", "relation", "points", "grades", "source")}
    return Framework(
        id=framework_id,
        aspects=aspects,
        indicators=indicators,
        measures=dict(sorted(measures.items(), key=lambda pair: _order(pair[1], indicators))),
        valid_years=raw["valid_years"],
        purpose=raw["purpose"],
        scored_from=raw["scored_from"],
        unknown_at_most=raw["unknown_at_most"],
        content_hash=_hash([home / "framework.yaml", *paths.values()]),
        taken_at=raw["taken_at"],
        schedule_method=raw["schedule_method"],
        **named,
        **raw["lights"],
    )


def _with_clock(framework: Mapping[str, Any], measure: Measure) -> Measure:
    """The measure with the day and the schedule of its framework, where it has no day of its own."""
    clock = {"taken_at": measure.taken_at or framework["taken_at"], "schedule_method": framework["schedule_method"]}
    if measure.holding is None:
        return replace(measure, **clock)
    register = replace(measure.holding.register, **clock)
    return replace(measure, **clock, holding=replace(measure.holding, register=register))


def read_frameworks(folder: Path = DEFINITIONS_FOLDER) -> tuple[Mapping[str, Framework], Mapping[str, UserError]]:
    """Id → framework of those an evaluation may be made by, and id → what is wrong of those that are not well declared."""
    found: dict[str, Framework] = {}
    broken: dict[str, UserError] = {}
    for name in framework_ids(folder):
        try:
            found[name] = read_framework(name, folder)
        except UserError as error:
            broken[name] = error
    return found, broken


def _order(measure: Measure, indicators: Sequence[Cut]) -> tuple[int, bool, float]:
    position = [cut.title for cut in indicators].index(measure.indicator)
    return position, not measure.is_scored, -measure.points


def _make_cut(entry: Mapping[str, Any]) -> Cut:
    return Cut(entry["title"], entry["short"] or entry["title"], entry["points"])


def read_count(raw: Mapping[str, Any], name: str, file: str) -> Measure:
    """A measure that only counts: table, population and met (or numerator and denominator), without cuts and points.

    Raises UserError as `read_framework` does.
    """
    whole = {"says": name, "aspect": name, "indicator": name, "unit": "percent", "direction": "higher_is_better", **raw}
    cuts = (Cut(name, name, 0.0),)
    with views.empty_connection() as connection:
        made = _make_measure(connection, MEASURE.read(whole, Where(file)), name, file, "", cuts, cuts)
    return _with_clock({"taken_at": "day", "schedule_method": DEFAULT_METHOD}, made)


def _read_measure(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    framework_id: str,
    aspects: Sequence[Cut],
    indicators: Sequence[Cut],
) -> Measure:
    raw = read_declaration(path, MEASURE)
    return _make_measure(connection, raw, path.stem, path.name, framework_id, aspects, indicators)


def _make_measure(
    connection: duckdb.DuckDBPyConnection,
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
        population=trees.get("population"),
        met=trees.get("met"),
        numerator=trees.get("numerator"),
        denominator=trees.get("denominator"),
        reported=trees.get("reported"),
        settled=trees.get("settled"),
        points=points,
        rule=rule,
        binding=raw["period"] or views.period_kind(raw["table"]),
        is_growth=raw["growth"],
        texts=texts,
        **as_declared,
    )
    _bind_types(connection, measure, file)
    cuts = (aspects, indicators)
    return replace(measure, holding=_read_holding(connection, raw, name, file, framework_id, cuts))


_SAMPLED_KINDS = ("share", "ratio")
_HELD = ("population", "met", "numerator", "denominator", "count", "total", "mean", "table", "period")
"""Keys that say what a holding counts; what it leaves out is not taken over from the measure."""


def _read_holding(
    connection: duckdb.DuckDBPyConnection,
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
        **{key: given[key] for key in _HELD},
        "says": _say_counted(given["says"] or raw["says"], given["table"]),
        "reported": None,
        "settled": None,
        "holds_against": None,
        "counter": given["counter"] or raw["counter"],
        "sample": given["sample"],
        "list_columns": given["list_columns"],
        "amount_unit": raw["amount_unit"] if given["numerator"] else "",
    }
    register = _make_measure(connection, own, name, file, framework_id, *cuts)
    explains = given["explains"] or raw["department"]
    return Holding(register, given["compares"], given["scored"], given["tolerance"], explains)


def _say_counted(said: str, relation: str) -> str:
    """The sentence of a reported figure as it reads when the same is counted from a register."""
    title = find_table(views.base_tables(relation)[0]).title
    return f"{said.removesuffix(REPORTED_BY_TOWNSHIPS)}，从《{title}》逐行数出"


def _check_choices(
    raw: Mapping[str, Any], file: str, aspects: Sequence[Cut], indicators: Sequence[Cut]
) -> tuple[str, ...]:
    """The columns of the measure's table, after what it names is known: cuts, table and columns."""
    _one_of(raw["aspect"], [cut.title for cut in aspects], file, "aspect")
    _one_of(raw["indicator"], [cut.title for cut in indicators], file, "indicator")
    _one_of(raw["table"], views.relation_names(), file, "table")
    columns = tuple(views.relation_columns(raw["table"]))
    if raw["period"] == TO_DATE and views.period_kind(raw["table"]) != "month":
        raise UserError("不是按月的表", file=file, field="period", came=TO_DATE, todo="只有按月的表能把各月相加")
    for column in raw["list_columns"]:
        _one_of(column, columns, file, "list_columns")
    if raw["sample"]:
        _one_of(raw["sample"], (SIMPLE, *columns), file, "sample")
    return columns


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
        todo = "写 met(占比)，或 numerator 和 denominator(比值)，或 count、total、mean 之一"
        raise UserError(
            "看不出怎样计算", file=file, field="met", came="、".join(sorted(given)) or "都没有写", todo=todo
        )
    texts = {
        field: raw[field]
        for field in ("population", "reported", "met", "numerator", "denominator", "settled")
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


def _bind_types(connection: duckdb.DuckDBPyConnection, measure: Measure, file: str) -> None:
    """Let DuckDB bind every expression against empty tables, so that a wrong type is found when the file is read."""
    bounds = PeriodBounds.of("2021-11")
    trees = {field: getattr(measure, field) for field in measure.texts}
    items = {field: to_sql(bind_period(tree, bounds)) for field, tree in trees.items() if tree is not None}
    relation = _empty_relation(connection, measure.table)
    for field, expression in items.items():
        try:
            found = connection.execute(f"DESCRIBE SELECT {expression} AS x FROM {relation}").fetchall()[0][1]
        except duckdb.Error as error:
            todo = f"请对照列的类型：{str(error).splitlines()[0][:120]}"
            raise UserError("表达式的类型不对", file=file, field=field, came=measure.texts[field], todo=todo) from error
        is_condition = field in ("population", "reported", "met", "settled")
        if is_condition and found != "BOOLEAN":
            raise UserError("应为条件(是或否)", file=file, field=field, came=measure.texts[field], todo="请写成比较式")
        if not is_condition and found in ("BOOLEAN", "VARCHAR", "DATE"):
            raise UserError("应为数字", file=file, field=field, came=measure.texts[field], todo="请写成算式")


def _empty_relation(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """An empty table with the columns of a declared table or view; a view's own query takes far longer to bind."""
    if not views.is_view(name):
        return f'"{name}"'
    columns = ", ".join(f'"{column}" {kind}' for column, kind in views.relation_columns(name).items())
    connection.execute(f'CREATE TABLE IF NOT EXISTS "empty_{name}" ({columns})')
    return f'"empty_{name}"'


def _check_points(
    raw: Mapping[str, Any], aspects: Sequence[Cut], indicators: Sequence[Cut], measures: Mapping[str, Measure]
) -> None:
    counted = [measure for measure in measures.values() if measure.is_scored and not measure.is_bonus]
    for key, cuts, attribute in (("aspects", aspects, "aspect"), ("indicators", indicators, "indicator")):
        for cut in cuts:
            mine = [measure for measure in measures.values() if getattr(measure, attribute) == cut.title]
            if not mine and raw["purpose"] != "checks":
                raise UserError(
                    "没有任何指标", file="framework.yaml", field=f"{key}.{cut.title}", todo="请补上指标或去掉此项"
                )
            total = sum(measure.points for measure in counted if getattr(measure, attribute) == cut.title)
            if abs(total - cut.points) > POINTS_TOLERANCE:
                todo = f"其下指标分值之和为 {total:g}，请改为一致"
                raise UserError(
                    "分值对不上", file="framework.yaml", field=f"{key}.{cut.title}", came=f"{cut.points:g}", todo=todo
                )
        total = sum(cut.points for cut in cuts)
        if abs(total - raw["points"]) > POINTS_TOLERANCE:
            todo = f"{key} 之和为 {total:g}，请改为一致"
            raise UserError("总分对不上", file="framework.yaml", field="points", came=f"{raw['points']:g}", todo=todo)


def _one_of(value: str, allowed: Sequence[str], file: str, field: str) -> None:
    one_of(tuple(allowed)).read(value, Where(file, field))


def _hash(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

"""Frameworks and measures: the reader of `indicators/definitions/<framework>/`, refusing what is not well declared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml
from sqlglot import exp

from core.declared import files_by_name
from core.errors import UserError
from core.words import is_unit
from indicators.declared import views
from indicators.declared.expressions import PeriodBounds, bind_period, parse_expression, to_sql
from indicators.scoring.scores import DIRECTIONS, Rule, Where, read_rule

DEFINITIONS_FOLDER = Path(__file__).parents[1] / "definitions"
ARCHIVE = "archive"
"""The folder of a framework that declares evidence instead of measures."""
DEFAULT_FRAMEWORK = "consolidation_2021"
POINTS_TOLERANCE = 1e-9
LEVELS = ("county", "unit")
PURPOSES = ("evaluation", "checks")
CHECKS = "household_checks"
"""The framework whose measures are checks of single records (疑点); it is run by `checking`, not picked as a framework."""
PROBLEM_TYPES = (
    "政策落实不到位", "识别标准把关不严", "三保障不够扎实", "基础资料不完善", "驻村帮扶不认真", "资金管理不规范",
)  # fmt: skip
SUSPICIONS = ("确定有误", "高度可疑", "需要核实")
"""How much a finding of a check says, from what cannot be to what only ought to be looked at."""
BINDINGS = ("month", "year", "latest", "same", "none")
"""How rows are bound to a period: its own month, its year, the newest month not after it, the very same text, not at all."""
KINDS = ("share", "ratio", "count", "total", "mean")


@dataclass(frozen=True)
class Cut:
    """An aspect or an indicator: `title` is its id too; `short` fits a table head."""

    title: str
    short: str
    points: float


@dataclass(frozen=True)
class Measure:
    """One declared measure; a check is a measure without points.

    Expressions are checked sqlglot trees over `table` (a declared table or a view). `kind` says which of them are used:
    share (met), ratio (numerator, denominator), count (rows of the population), total and mean (numerator). A check
    may also carry `code` (the rule's code in the national system), `suspicion` (one of `SUSPICIONS`) and `compares`
    (the department table that it holds against the system).
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
    code: str = ""
    suspicion: str = ""
    compares: str = ""

    @property
    def is_bonus(self) -> bool:
        """Whether its points come on top of the framework's."""
        return self.rule is not None and self.rule.is_bonus

    @property
    def is_scored(self) -> bool:
        """Whether it earns or costs points; otherwise it is a check."""
        return self.rule is not None

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

    @property
    def is_scored(self) -> bool:
        return self.points > 0

    def tables(self) -> tuple[str, ...]:
        """The declared tables whose rows any measure looks at, sorted."""
        names = {base for measure in self.measures.values() for base in views.base_tables(measure.table)}
        return tuple(sorted(names))

    def measure(self, measure_id: str) -> Measure:
        """The measure of that id. Raises UserError listing the ids."""
        if measure_id not in self.measures:
            raise UserError("没有这项指标", field="measure", came=measure_id, todo=f"可用：{'、'.join(self.measures)}")
        return self.measures[measure_id]


_FRAMEWORK_KEYS = {
    "framework", "title", "version", "period", "level", "relation", "points", "aspects", "indicators", "lights", "grades",
    "valid_years", "source", "purpose",
}  # fmt: skip
_MEASURE_KEYS = {
    "title", "aspect", "indicator", "problem_type", "table", "population", "met", "numerator", "denominator", "count",
    "total", "mean", "reported", "growth", "unit", "direction", "points", "scoring", "department", "why_it_matters", "source", "period",
    "counter", "amount_unit", "list_columns", "win_back", "code", "suspicion", "compares",
}  # fmt: skip
_NEEDED = ("title", "aspect", "indicator", "table", "unit", "direction", "source")


def framework_ids(folder: Path = DEFINITIONS_FOLDER) -> tuple[str, ...]:
    """The ids of the frameworks an evaluation may be made by, the default one first; the checks are not among them."""
    found = sorted(path.parent.name for path in folder.glob("*/framework.yaml") if path.parent.name != CHECKS)
    return tuple(sorted(found, key=lambda name: name != DEFAULT_FRAMEWORK))


def measure_files(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Mapping[str, Path]:
    """Measure → its file, sorted by name; they may lie in folders of their own. What evidence is needed is no measure."""
    files = files_by_name(folder / framework_id)
    return {name: path for name, path in files.items() if name != "framework" and path.parent.name != ARCHIVE}


@cache
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
    raw = _read_yaml(home / "framework.yaml")
    _refuse_unknown(raw, _FRAMEWORK_KEYS, "framework.yaml")
    _need(
        raw, ("framework", "title", "version", "period", "points", "aspects", "indicators", "source"), "framework.yaml"
    )
    aspects, indicators = _read_cuts(raw, "aspects"), _read_cuts(raw, "indicators")
    paths = measure_files(framework_id, folder)
    with views.empty_connection() as connection:
        measures = {
            name: _read_measure(connection, path, framework_id, aspects, indicators) for name, path in paths.items()
        }
    _check_points(raw, aspects, indicators, measures)
    lights = raw.get("lights") or {}
    return Framework(
        id=framework_id,
        title=raw["title"],
        version=str(raw["version"]),
        period=_one_of(raw["period"], ("month", "year", "any"), "framework.yaml", "period"),
        level=_one_of(raw.get("level", "county"), LEVELS, "framework.yaml", "level"),
        relation=raw.get("relation", ""),
        points=float(raw["points"]),
        aspects=aspects,
        indicators=indicators,
        measures=dict(sorted(measures.items(), key=lambda pair: _order(pair[1], indicators))),
        normal_at=float(lights.get("normal_at", 0.9)),
        warning_at=float(lights.get("warning_at", 0.7)),
        grades=tuple(raw.get("grades", ("好", "较好", "一般", "差"))),
        valid_years=tuple(str(year) for year in raw.get("valid_years", ())),
        source=raw["source"],
        purpose=_one_of(raw.get("purpose", "evaluation"), PURPOSES, "framework.yaml", "purpose"),
        content_hash=_hash([home / "framework.yaml", *paths.values()]),
    )


def _order(measure: Measure, indicators: Sequence[Cut]) -> tuple[int, bool, float]:
    position = [cut.title for cut in indicators].index(measure.indicator)
    return position, not measure.is_scored, -measure.points


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(
            "不是可读的 YAML 文件", file=path.name, came=str(error)[:120], todo="请检查缩进和冒号"
        ) from error
    if not isinstance(raw, dict):
        raise UserError("应为若干“字段: 值”", file=path.name, came=type(raw).__name__, todo="请参照其他指标的写法")
    return raw


def _read_cuts(raw: Mapping[str, Any], key: str) -> tuple[Cut, ...]:
    cuts = []
    for entry in raw[key]:
        if not isinstance(entry, dict) or not {"title", "points"} <= entry.keys():
            raise UserError("每一项都要有 title 和 points", file="framework.yaml", field=key, came=entry, todo="请补齐")
        _refuse_unknown(entry, {"title", "short", "points"}, "framework.yaml", key)
        cuts.append(Cut(entry["title"], str(entry.get("short") or entry["title"]), float(entry["points"])))
    return tuple(cuts)


def read_count(raw: Mapping[str, Any], name: str, file: str) -> Measure:
    """A measure that only counts: table, population and met (or numerator and denominator), without cuts and points.

    Raises UserError as `read_framework` does.
    """
    whole = {"aspect": name, "indicator": name, "unit": "percent", "direction": "higher_is_better", **raw}
    cuts = (Cut(name, name, 0.0),)
    with views.empty_connection() as connection:
        return _make_measure(connection, whole, name, file, "", cuts, cuts)


def _read_measure(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    framework_id: str,
    aspects: Sequence[Cut],
    indicators: Sequence[Cut],
) -> Measure:
    return _make_measure(connection, _read_yaml(path), path.stem, path.name, framework_id, aspects, indicators)


def _make_measure(
    connection: duckdb.DuckDBPyConnection,
    raw: Mapping[str, Any],
    name: str,
    file: str,
    framework_id: str,
    aspects: Sequence[Cut],
    indicators: Sequence[Cut],
) -> Measure:
    _refuse_unknown(raw, _MEASURE_KEYS, file)
    _need(raw, _NEEDED, file)
    _one_of(raw["aspect"], [cut.title for cut in aspects], file, "aspect")
    _one_of(raw["indicator"], [cut.title for cut in indicators], file, "indicator")
    _one_of(raw["direction"], DIRECTIONS, file, "direction")
    _one_of(raw.get("problem_type", ""), ("", *PROBLEM_TYPES), file, "problem_type")
    _one_of(raw["table"], views.relation_names(), file, "table")
    if not is_unit(raw["unit"]):
        raise UserError(
            "不认识的单位", file=file, field="unit", came=raw["unit"], todo="如 percent、cny、户、人、件、days"
        )
    kind, texts = _read_kind(raw, file)
    trees = {field: _parse(text, raw["table"], file, field) for field, text in texts.items()}
    points, rule = _read_scoring(raw, file)
    listed = tuple(raw.get("list_columns", ()))
    for column in listed:
        _one_of(column, tuple(views.relation_columns(raw["table"])), file, "list_columns")
    measure = Measure(
        id=name,
        title=raw["title"],
        framework=framework_id,
        aspect=raw["aspect"],
        indicator=raw["indicator"],
        problem_type=raw.get("problem_type", ""),
        table=raw["table"],
        kind=kind,
        population=trees.get("population"),
        met=trees.get("met"),
        numerator=trees.get("numerator"),
        denominator=trees.get("denominator"),
        reported=trees.get("reported"),
        unit=raw["unit"],
        direction=raw["direction"],
        points=points,
        rule=rule,
        binding=_one_of(raw.get("period", views.period_kind(raw["table"])), BINDINGS, file, "period"),
        is_growth=bool(raw.get("growth", False)),
        counter=raw.get("counter", "项"),
        amount_unit=raw.get("amount_unit", ""),
        list_columns=listed,
        department=raw.get("department", ""),
        why_it_matters=raw.get("why_it_matters", ""),
        source=raw["source"],
        win_back=raw.get("win_back", ""),
        texts=texts,
        code=_read_code(raw, file),
        suspicion=_one_of(raw.get("suspicion", ""), ("", *SUSPICIONS), file, "suspicion"),
        compares=raw.get("compares", ""),
    )
    _bind_types(connection, measure, file)
    return measure


def _read_code(raw: Mapping[str, Any], file: str) -> str:
    """The rule's code. YAML reads an unquoted 5_14_001 as the number 514001, so anything but a text is refused."""
    code = raw.get("code", "")
    if not isinstance(code, str):
        todo = "请给规则编码加上引号，如 code: '5_14_001'"
        raise UserError("规则编码应为文字", file=file, field="code", came=code, todo=todo)
    return code


def _read_kind(raw: Mapping[str, Any], file: str) -> tuple[str, dict[str, str]]:
    """The kind and its expressions by field; `population` joins them when declared."""
    shapes = {
        "share": {"met"},
        "ratio": {"numerator", "denominator"},
        "count": {"count"},
        "total": {"total"},
        "mean": {"mean"},
    }
    given = {"met", "numerator", "denominator", "count", "total", "mean"} & raw.keys()
    allowed = given - {"met"} if given != {"met"} else given
    kind = next((name for name, fields in shapes.items() if fields == allowed), "")
    if not kind:
        todo = "写 met(占比)，或 numerator 和 denominator(比值)，或 count、total、mean 之一"
        raise UserError(
            "看不出怎样计算", file=file, field="met", came="、".join(sorted(given)) or "都没有写", todo=todo
        )
    texts = {
        field: str(raw[field])
        for field in ("population", "reported", "met", "numerator", "denominator")
        if field in raw
    }
    if kind in ("total", "mean"):
        texts["numerator"] = str(raw[kind])
    if kind == "count" and raw["count"] is not True:
        raise UserError("count 只能写 true", file=file, field="count", came=raw["count"], todo="条件写在 population 里")
    return kind, texts


def _parse(text: str | None, table: str, file: str, field: str) -> exp.Expression | None:
    return (
        None if text is None else parse_expression(text, tuple(views.relation_columns(table)), file=file, field=field)
    )


def _read_scoring(raw: Mapping[str, Any], file: str) -> tuple[float, Rule | None]:
    has_points, has_rule = "points" in raw, "scoring" in raw
    if not has_rule:
        if has_points:
            raise UserError("有分值却没有计分规则", file=file, field="scoring", todo="请补上 scoring，或去掉 points")
        return 0.0, None
    points = raw.get("points")
    rule = read_rule(raw["scoring"], points=points, direction=raw["direction"], unit=raw["unit"], where=Where(file))
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
        is_condition = field in ("population", "reported", "met")
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
            if not mine and raw.get("purpose") != "checks":
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
        if abs(total - float(raw["points"])) > POINTS_TOLERANCE:
            todo = f"{key} 之和为 {total:g}，请改为一致"
            raise UserError("总分对不上", file="framework.yaml", field="points", came=raw["points"], todo=todo)


def _refuse_unknown(raw: Mapping[str, Any], known: set[str], file: str, where: str = "") -> None:
    for key in raw:
        if key not in known:
            field = f"{where}.{key}" if where else str(key)
            raise UserError("不认识的字段", file=file, field=field, came=key, todo=f"可用：{'、'.join(sorted(known))}")


def _need(raw: Mapping[str, Any], needed: Sequence[str], file: str) -> None:
    for key in needed:
        if raw.get(key) in (None, ""):
            raise UserError("缺少必填字段", file=file, field=key, todo="请补上")


def _one_of(value: Any, allowed: Sequence[str], file: str, field: str) -> str:
    if value not in allowed:
        raise UserError("取值不在允许范围", file=file, field=field, came=value, todo=f"可用：{'、'.join(allowed)}")
    return str(value)


def _hash(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

"""The reader of a framework's folder in `indicators/definitions/`, refusing what does not add up."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.declared import files_by_name, kept_until_changed, read_declaration
from core.errors import UserError
from indicators.declared import views
from indicators.declared.fields import FRAMEWORK
from indicators.declared.limits import LIMITS_FILE
from indicators.declared.measures import Cut, Framework, Measure
from indicators.declared.reading_measures import Share, read_measure, with_clock
from store import TABLES_FOLDER, BrokenTableError

DEFINITIONS_FOLDER = Path(__file__).parents[1] / "definitions"
ARCHIVE = "archive"
"""The folder of a framework that declares evidence instead of measures."""
DEFAULT_FRAMEWORK = "consolidation_2021"
POINTS_TOLERANCE = 1e-9
CHECKS = "household_checks"
"""The framework whose measures are checks of single records (疑点); it is run by `checking`, not picked as a framework."""


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
    allowed, a direction left out, points that do not add up, an aspect without measures. A measure whose table is not well
    declared is left out alone.
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
        read = {name: read_measure(connection, path, framework_id, aspects, indicators) for name, path in paths.items()}
    _check_points(raw, aspects, indicators, [share for share, _ in read.values()])
    measures = {name: with_clock(raw, one) for name, (_, one) in read.items() if isinstance(one, Measure)}
    left_out = {name: one for name, (_, one) in read.items() if isinstance(one, BrokenTableError)}
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
        content_hash=_hash([home / "framework.yaml", *paths.values()], left_out),
        left_out=left_out,
        taken_at=raw["taken_at"],
        schedule_method=raw["schedule_method"],
        **named,
        **raw["lights"],
    )


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


def _check_points(
    raw: Mapping[str, Any], aspects: Sequence[Cut], indicators: Sequence[Cut], shares: Sequence[Share]
) -> None:
    for key, cuts, attribute in (("aspects", aspects, "aspect"), ("indicators", indicators, "indicator")):
        for cut in cuts:
            mine = [share for share in shares if getattr(share, attribute) == cut.title]
            if not mine and raw["purpose"] != "checks":
                raise UserError(
                    "没有任何指标", file="framework.yaml", field=f"{key}.{cut.title}", todo="请补上指标或去掉此项"
                )
            total = sum(share.points for share in mine if share.points is not None)
            if abs(total - cut.points) > POINTS_TOLERANCE:
                todo = f"其下指标分值之和为 {total:g}，请改为一致"
                raise UserError(
                    "分值对不上", file="framework.yaml", field=f"{key}.{cut.title}", came=f"{cut.points:g}", todo=todo
                )
        total = sum(cut.points for cut in cuts)
        if abs(total - raw["points"]) > POINTS_TOLERANCE:
            todo = f"{key} 之和为 {total:g}，请改为一致"
            raise UserError("总分对不上", file="framework.yaml", field="points", came=f"{raw['points']:g}", todo=todo)


def _hash(paths: Sequence[Path], left_out: Iterable[str]) -> str:
    digest = hashlib.sha256("".join(left_out).encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

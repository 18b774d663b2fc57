"""The reader of a framework's folder in `indicators/definitions/`, refusing what does not add up."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from core.declared import files_by_name, kept_until_changed, read_declaration
from core.errors import UserError
from indicators.declared import shelf, views
from indicators.declared.binding import type_faults
from indicators.declared.fields import FRAMEWORK
from indicators.declared.limits import LIMITS_FILE
from indicators.declared.measures import Cut, Framework, Measure
from indicators.declared.reading_measures import Share, read_measure, with_clock
from indicators.declared.shelf import DEFINITIONS_FOLDER
from indicators.scoring import GradeCap
from store import TABLES_FOLDER, BrokenTableError

ARCHIVE = "archive"
"""The folder of a framework that declares evidence instead of measures."""
DEFAULT_FRAMEWORK = "consolidation_2021"
FILE = "framework.yaml"
POINTS_TOLERANCE = 1e-9
_NAMED = (
    "title", "area", "version", "period", "level", "relation", "points", "grades", "valid_from", "valid_to", "place", "source",
)  # fmt: skip
"""Keys of a framework that are taken over as they are."""
CHECKS = "household_checks"
"""The framework whose measures are checks of single records (疑点); it is run by `checking`, not picked as a framework."""


def framework_ids(folder: Path = DEFINITIONS_FOLDER) -> tuple[str, ...]:
    """The ids of the frameworks an evaluation may be made by: the default one first, the others that are built in, the books of the
    office that are in force. The checks are not among them."""
    found = sorted(path.parent.name for path in folder.glob("*/framework.yaml") if path.parent.name != CHECKS)
    built_in = sorted(found, key=lambda name: name != DEFAULT_FRAMEWORK)
    return (*built_in, *(_in_force_ids() if folder == DEFINITIONS_FOLDER else ()))


def _in_force_ids() -> Iterable[str]:
    """The office's books that are in force, and those whose log cannot be read."""
    for book in shelf.office_ids():
        try:
            if shelf.in_force(shelf.read_log(book)):
                yield book
        except UserError:
            yield book


def measure_files(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Mapping[str, Path]:
    """Measure → its file, sorted by name; they may lie in folders of their own. What evidence is needed is no measure."""
    return _files_in(shelf.find_home(framework_id, folder))


def _files_in(home: Path) -> Mapping[str, Path]:
    files = files_by_name(home)
    return {name: path for name, path in files.items() if name != "framework" and path.parent.name != ARCHIVE}


def _home_of(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Path:
    try:
        return shelf.find_home(framework_id, folder)
    except UserError:
        return shelf.books_folder() / shelf.book_of(framework_id)


def read_framework(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Framework:
    """The framework with its measures.

    Raises UserError naming the file, the field, what came and what to do: unknown keys, unknown columns, SQL that is not
    allowed, a direction left out, points that do not add up, an aspect without measures. A measure whose table is not well
    declared is left out alone.
    """
    examined = _examined(framework_id, folder)
    if examined.faults:
        raise examined.faults[0].with_traceback(None)
    assert examined.framework is not None
    return examined.framework


class Examined(NamedTuple):
    """A framework as far as it can be read, and all that is wrong with it; None where not even its own keys can be read."""

    framework: Framework | None
    faults: tuple[UserError, ...]


def examine_framework(framework_id: str, folder: Path = DEFINITIONS_FOLDER) -> Examined:
    """What `read_framework` reads, without giving up at the first fault: a draft with the measures that are right."""
    return _examined(framework_id, folder)


@kept_until_changed(TABLES_FOLDER, views.VIEWS_FOLDER, LIMITS_FILE.parent, own=_home_of)
def _examined(framework_id: str, folder: Path) -> Examined:
    """Both readers answer from here, so that a framework is read once."""
    return _examine(shelf.find_home(framework_id, folder), framework_id, folder)


def _examine(home: Path, framework_id: str, folder: Path) -> Examined:
    if not (home / FILE).is_file():
        todo = f"可用：{'、'.join(framework_ids(folder))}"
        return Examined(None, (UserError("没有这个指标体系", field="framework", came=framework_id, todo=todo),))
    try:
        raw, paths = read_declaration(home / FILE, FRAMEWORK), _files_in(home)
    except UserError as error:
        return Examined(None, (error,))
    aspects, indicators = (tuple(map(_make_cut, raw[key])) for key in ("aspects", "indicators"))
    read: dict[str, tuple[Share, Measure | BrokenTableError]] = {}
    faults: list[UserError] = []
    for name, path in paths.items():
        try:
            read[name] = read_measure(path, framework_id, aspects, indicators)
        except UserError as error:
            faults.append(error)
    wrong = type_faults({paths[name].name: one for name, (_, one) in read.items() if isinstance(one, Measure)})
    faults += wrong.values()
    read = {name: one for name, one in read.items() if paths[name].name not in wrong}
    shares = [share for share, _ in read.values()]
    faults += _point_faults(raw, aspects, indicators, shares) if not faults else []
    faults += month_faults(raw)
    faults += _cap_faults(raw["grades"], [one for _, one in read.values() if isinstance(one, Measure)])
    measures = {name: with_clock(raw, one) for name, (_, one) in read.items() if isinstance(one, Measure)}
    left_out = {name: one for name, (_, one) in read.items() if isinstance(one, BrokenTableError)}
    framework = Framework(
        id=framework_id,
        aspects=aspects,
        indicators=indicators,
        measures=dict(sorted(measures.items(), key=lambda pair: _order(pair[1], indicators))),
        purpose=raw["purpose"],
        scored_from=raw["scored_from"],
        unknown_at_most=raw["unknown_at_most"],
        content_hash=_hash([home / FILE, *paths.values()], left_out),
        left_out=left_out,
        taken_at=raw["taken_at"],
        schedule_method=raw["schedule_method"],
        **{key: raw[key] for key in _NAMED},
        **raw["lights"],
    )
    return Examined(framework, tuple(faults))


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


def month_faults(raw: Mapping[str, Any]) -> list[UserError]:
    """What is wrong with the first and the last month that a framework holds for."""
    first, last = raw.get("valid_from"), raw.get("valid_to")
    if not (first and last) or first <= last:
        return []
    todo = f"请改成 {first} 或以后的月份，或改 valid_from"
    return [UserError("适用的最后一月在第一月之前", file=FILE, field="valid_to", came=last, todo=todo)]


def _cap_faults(grades: Sequence[str], measures: Iterable[Measure]) -> list[UserError]:
    """Caps that name none of the framework's grades."""
    caps = {one.id: one.rule.best for one in measures if isinstance(one.rule, GradeCap)}
    return [
        UserError(
            "没有这个等次", file=f"{name}.yaml", field="scoring.best", came=best, todo=f"可选：{'、'.join(grades)}"
        )
        for name, best in caps.items()
        if best not in grades
    ]


def _point_faults(
    raw: Mapping[str, Any], aspects: Sequence[Cut], indicators: Sequence[Cut], shares: Sequence[Share]
) -> list[UserError]:
    """Where the points of measures, cuts and framework do not add up."""
    faults = []
    for key, cuts, attribute in (("aspects", aspects, "aspect"), ("indicators", indicators, "indicator")):
        for cut in cuts:
            mine = [share for share in shares if getattr(share, attribute) == cut.title]
            field = f"{key}.{cut.title}"
            if not mine and raw["purpose"] == "evaluation":
                faults.append(UserError("没有任何指标", file=FILE, field=field, todo="请补上指标或去掉此项"))
            total = sum(share.points for share in mine if share.points is not None)
            if abs(total - cut.points) > POINTS_TOLERANCE:
                todo = f"其下指标分值之和为 {total:g}，请改为一致"
                faults.append(UserError("分值对不上", file=FILE, field=field, came=f"{cut.points:g}", todo=todo))
        total = sum(cut.points for cut in cuts)
        if abs(total - raw["points"]) > POINTS_TOLERANCE:
            todo = f"{key} 之和为 {total:g}，请改为一致"
            faults.append(UserError("总分对不上", file=FILE, field="points", came=f"{raw['points']:g}", todo=todo))
    return faults


def _hash(paths: Sequence[Path], left_out: Iterable[str]) -> str:
    digest = hashlib.sha256("".join(left_out).encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]

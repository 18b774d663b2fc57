"""A file to checked sheets (preview) and to versions in the store (import). The only way data come in."""

import json
import logging
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from core import folder_mark
from core.errors import UserError, unwritable
from core.json_files import write_json
from core.places import PlaceIndex, is_inside
from core.settings import TIME_ZONE, account, data_dir, today
from loaders.cells import SheetProblem
from loaders.check import (
    APART,
    Arriving,
    CheckedSheet,
    ImportContext,
    ReplacePlan,
    check_mode,
    check_sheet,
    drop_duplicates,
    place_refused,
    plan_problems,
    plan_replacement,
)
from loaders.columns import describe_answer, name_after
from loaders.doubts import ask_further
from loaders.files import RawSheet, Workbook, paused_collection, read_workbook
from loaders.place_names import keep_names, propose_names, read_given_names, read_names, say_question
from loaders.recognise import (
    Choices,
    Match,
    MatchedSheet,
    Question,
    RefusedSheet,
    describe_mapping,
    find_sender,
    keep_mapping,
    known_sender,
    match_sheets,
    propose_mapping,
    read_answered,
    read_given,
)
from loaders.registering import PLACES, find_unregistered, places_frame, retire_provisional, say_registered
from loaders.results import SAME_AGAIN, ImportResult, Preview, SheetResult
from loaders.set_apart import keep_apart, list_tables, read_apart, set_apart
from loaders.turned import turn_back, turn_rows
from store import RefusedRows, Store, find_table, keep_original, read_places, read_tables

__all__ = ["Choices", "ImportResult", "Preview", "SheetResult", "import_file", "preview", "read_report"]

LOG = logging.getLogger(__name__)
NOTHING_LEFT = "没有可入库的行"
MOVED = "核对以后，同样的行已被另一次导入改动，什么都没有写入；请看新的核对结果，再确认一次"
SHOWN_ROWS = 20
_LONG = re.compile(r"[\dXx*]{9,}")
Progress = Callable[[str, float], None]
"""Called with what is being done (Chinese) and the share done, 0 to 1."""


def preview(
    path: Path,
    choices: Choices | None = None,
    *,
    folder: Path | None = None,
    file_name: str = "",
    progress: Progress | None = None,
    within: str = "",
) -> Preview:
    """Reads and checks a file without writing anything. UserError when the file cannot be read at all.

    A sheet that cannot be used has its `reason` and the nearest tables in its result.

    `file_name` is the name shown and kept when `path` is a temporary copy; `folder` the data folder.
    `within`: the place whose rows whoever asks may bring ('' for all); a file with rows of others is refused by UserError.
    """
    checked = _check_file(Path(path), choices or Choices(), folder or data_dir(), file_name, progress, "", within)
    return Preview(checked.book.file_name, checked.book.sha256, checked.book, checked.results, seen=checked.seen)


def import_file(
    path: Path,
    choices: Choices | None = None,
    *,
    folder: Path | None = None,
    file_name: str = "",
    who: str = "",
    progress: Progress | None = None,
    keep_columns: bool = True,
    seen: Mapping[str, int] | None = None,
    within: str = "",
) -> ImportResult:
    """Checks a file and stores what is right: one version a table, with the original file and the report kept.

    Sheets of the same table go into one version. `keep_columns` keeps given column targets for files of the same shape.
    `seen` are the versions somebody agreed upon (`Preview.seen`): rows of others that came since are not replaced unsaid, nothing is
    stored then.
    `within`: the place whose rows `who` may bring, '' for all. When nothing could be stored the result has no versions and its `reason`
    says why. UserError when the file cannot be read at all, or has rows of other places.
    """
    path, choices, folder = Path(path), choices or Choices(), folder or data_dir()
    folder_mark.check(folder)
    who = who or account()
    import_id = f"{datetime.now(TIME_ZONE):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    checked = _check_file(path, choices, folder, file_name, progress, import_id, within)
    results = list(checked.results)
    report = folder / "imports" / f"{import_id}.json"
    stored = {name: frame for name, frame in checked.frames.items() if frame.num_rows}
    plans = {one.table: one.plan for one in results if one.table}
    is_asked = any(plan.question for plan in plans.values()) or any(one.names for one in results)
    has_moved = seen is not None and any(_has_moved(plan, seen, checked.seen) for plan in plans.values())
    stored = {
        name: frame for name, frame in stored.items() if not is_asked and not has_moved and not plans[name].is_again
    }
    results = [_held_back(one, is_asked, has_moved) for one in results]
    versions: list[str] = []
    _write_report(report, checked.book, import_id, who, results)
    if stored:
        try:
            keep_original(folder, path)
        except OSError as error:
            raise unwritable(error) from error
        source = {
            "source_file": checked.book.file_name,
            "source_hash": checked.book.sha256[:16],
            "source_sheet": "本次登记",
            "import_id": import_id,
        }
        written_to = {*stored, *([PLACES] if checked.new_places else [])}
        with Store(folder).together(import_id, checked.book.file_name, who, sorted(written_to)) as store:
            if checked.new_places:
                versions.append(_register(store, checked.new_places, source, who))
            for at, (name, frame) in enumerate(stored.items()):
                _say(progress, f"写入 {find_table(name).title}", 0.8 + 0.15 * at / len(stored))
                written = store.write(
                    find_table(name), frame, who, checked.book.file_name, checked.book.sha256, import_id, _note(name, results),
                    sender=plans[name].sender, reach=plans[name].reach, refused=checked.refused[name],
                )  # fmt: skip
                versions.append(f"{name}@{written.version}")
                if name == PLACES and (more := retire_provisional(store, _index_of(store), source, who)):
                    versions.append(more)
                label = f"{name}@{written.version}"
                results = [_with_version(one, label) for one in results]
            _write_report(report, checked.book, import_id, who, results)
    try:
        if stored and checked.names:
            keep_names(folder, checked.names, who)
        for name in stored:
            if plans[name].apart:
                keep_apart(folder, plans[name].sender, plans[name].apart, who)
        if keep_columns:
            _keep_answers(folder, choices, results, who)
    except OSError:
        LOG.warning("what was said at an import could not be kept: the disk cannot be written")
    _say(progress, "完成", 1.0)
    return ImportResult(
        checked.book.file_name, checked.book.sha256, checked.book, results, import_id, tuple(versions), report
    )


def _register(store: Store, rows: list[dict[str, Any]], source: Mapping[str, str], who: str) -> str:
    """Enters the places an export brought; the version's label."""
    written = store.write(
        find_table(PLACES), places_frame(rows, source), who, source["source_file"], source["source_hash"],
        source["import_id"], f"从导出表登记 {len(rows)} 个乡镇和村",
    )  # fmt: skip
    return f"{PLACES}@{written.version}"


def _with_version(result: SheetResult, label: str) -> SheetResult:
    is_mine = result.rows_stored and label.startswith(f"{result.table}@")
    return replace(result, version=label) if is_mine else result


def read_report(folder: Path, import_id: str) -> dict[str, Any]:
    """The kept report of one import. UserError when there is none."""
    path = folder / "imports" / f"{import_id}.json"
    if not import_id.replace("-", "").isalnum() or not path.exists():
        raise UserError("没有这次导入的报告", came=import_id, todo="请从导入历史里选择")
    try:
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        report["sheets"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        said = "已入库的数据不受影响；请从备份取回这个文件"
        raise UserError("这次导入的报告读不出来", file=f"imports/{path.name}", todo=said) from error
    return report


@dataclass(frozen=True)
class _CheckedFile:
    book: Workbook
    results: list[SheetResult]
    frames: dict[str, pa.Table]
    new_places: list[dict[str, Any]]
    names: dict[str, str]
    seen: dict[str, int]
    refused: dict[str, tuple[RefusedRows, ...]]


def _check_file(
    path: Path, choices: Choices, folder: Path, file_name: str, progress: Progress | None, import_id: str, within: str
) -> _CheckedFile:
    with paused_collection():
        checked = _check_sheets(path, choices, folder, file_name, progress, import_id)
    if within:
        _refuse_other_places(checked, within)
    return checked


def _refuse_other_places(checked: _CheckedFile, within: str) -> None:
    """Raises UserError where a file would change what is of another place than the one whose rows somebody may bring."""
    codes = {str(row["code"]) for row in checked.new_places} | set(checked.names.values())
    for name, frame in checked.frames.items():
        if "place_code" not in frame.column_names or "county_code" not in frame.column_names:
            raise UserError(f"没有权限导入{find_table(name).title}：它不是一个地区的表", file=checked.book.file_name)
        codes |= {str(code) for column in ("county_code", "place_code") for code in frame[column].unique().to_pylist()}
    if beyond := sorted(code for code in codes if not is_inside(code, within)):
        raise UserError(
            "文件里有别的地区的行，没有权限导入", file=checked.book.file_name, came=f"{len(beyond)} 个地区",
            todo="请只留本地区的行，或请有权限的人导入",
        )  # fmt: skip


def _check_sheets(
    path: Path, choices: Choices, folder: Path, file_name: str, progress: Progress | None, import_id: str
) -> _CheckedFile:
    _say(progress, "读取文件", 0.05)
    book = read_workbook(path, file_name=file_name or None)
    _say(progress, "辨认表格", 0.4)
    if damage := _open_store(folder.resolve()).damaged().get(PLACES):
        raise damage.as_error()
    seen = _open_store(folder.resolve()).versions()
    index, day = _read_index(folder), today(folder)
    sender = known_sender(choices.sender) if choices.sender else ""
    context = ImportContext(
        book.file_name, book.sha256, import_id, index, choices.period, choices.place, day, sender=sender
    )
    found, refused = match_sheets(book, choices, folder, index, partial(name_after, context=context))
    new_places = find_unregistered(found, index, choices.place)
    index = index.with_places(new_places) if new_places else index
    context = replace(context, index=index)
    checked, failed = _check_each(found, context, choices, folder, progress)
    known = read_names(folder) | read_given_names(choices.names, index)
    proposed = propose_names([one for _, one in checked], index, known)
    given = read_given_names(choices.names, index) | (
        {one.text: one.code for one in proposed} if choices.accept else {}
    )
    if given:
        context = replace(context, index=index.with_names(given))
        checked, failed = _check_each(found, context, choices, folder, progress)
    refused += failed
    check_mode(choices.replace)
    frames: dict[str, pa.Table] = {}
    plans: dict[str, ReplacePlan] = {}
    refused_rows: dict[str, tuple[RefusedRows, ...]] = {}
    more: list[SheetProblem] = []
    for name in dict.fromkeys(match.table.name for match, _ in checked):
        sheets = {one.sheet.label: one for match, one in checked if match.table.name == name}
        together = pa.concat_tables(one.frame for one in sheets.values())
        frames[name], problems = drop_duplicates(find_table(name), together, sheets)
        more += problems
        refused_rows[name] = place_refused(
            [one.refused for one in sheets.values()], together, problems, find_table(name)
        )
        plans[name], frames[name] = _plan(folder, name, frames[name], list(sheets.values()), context, choices)
        more += plan_problems(plans[name], next(iter(sheets)))
    results = [
        replace(
            _result(book, match, one, frames[match.table.name], more, context, len(checked) > 1),
            plan=plans[match.table.name],
        )
        for match, one in checked
    ]
    turned = [one.sheet.label for _, one in checked if one.sheet.is_turned]
    results = [turn_back(one) if one.sheet in turned else one for one in results]
    frames = {name: turn_rows(frame, turned) for name, frame in frames.items()}
    first = next((at for at, one in enumerate(results) if find_table(one.table).brings_places), None)
    if new_places and first is not None:
        more_said = [*results[first].problems, say_registered(new_places, results[first].sheet)]
        results[first] = replace(results[first], problems=more_said)
    if proposed and not choices.accept:
        results = [replace(one, names=proposed) for one in results]
    if PLACES not in _open_store(folder.resolve()).versions():
        results = [_say_places_first(one) for one in results]
    results += [_refused(book, one, import_id) for one in refused]
    return _CheckedFile(book, results, frames, [] if first is None else new_places, given, seen, refused_rows)


def _check_each(
    found: Sequence[MatchedSheet], context: ImportContext, choices: Choices, folder: Path, progress: Progress | None
) -> tuple[list[tuple[Match, CheckedSheet]], list[RefusedSheet]]:
    """(the sheets as checked, those whose period or place has to be asked for)."""
    checked: list[tuple[Match, CheckedSheet]] = []
    refused: list[RefusedSheet] = []
    for at, one in enumerate(found):
        _say(progress, f"核对「{one.sheet.label}」", 0.5 + 0.25 * at / len(found))
        said = choices.of(one.sheet.label, one.sheet.name)
        answered = read_answered(folder, one.match.table, one.header, name_after(one.header, one.sheet, context))
        own = replace(context, period=said.period, place=said.place, answered=answered)
        check = partial(check_sheet, one.sheet, one.header, one.match.mapping)
        try:
            checked.append((one.match, check(own)))
        except UserError as error:
            further = ask_further(error, own, check) if isinstance(error, Question) else ((), ())
            refused.append(RefusedSheet(one.sheet, error, one.header, (one.match,), *further))
    return checked, refused


def _plan(
    folder: Path, name: str, frame: pa.Table, sheets: Sequence[CheckedSheet], context: ImportContext, choices: Choices
) -> tuple[ReplacePlan, pa.Table]:
    """What the table's rows replace, and the rows, set apart under the sender's name where that was said, now or before. The sender is
    the given one, else the one its first sheet or the file's name says."""
    first, table = sheets[0], find_table(name)
    sender = context.sender or find_sender(first.header.title_texts, first.sheet.name, context.file)
    store = _open_store(folder.resolve())
    frame = set_apart(table, frame, sender, read_apart(folder).get(sender, ()))
    is_apart = choices.replace == APART
    came = Arriving(context.file, context.digest, sender, "" if is_apart else choices.replace, choices.older)
    plan = plan_replacement(store, table, frame, context.index, came)
    if not is_apart or APART not in plan.ways or not plan.doubt:
        return plan, frame
    tables = list_tables(table, frame)
    apart = set_apart(table, frame, sender, tables)
    own = plan_replacement(store, table, apart, context.index, came)
    if own.doubt:  # declared figures are nobody's own: setting apart the others does not do
        ways = tuple(way for way in plan.ways if way != APART)
        return replace(plan, ways=ways), frame
    return replace(own, doubt=plan.doubt, ways=plan.ways, apart=tuple(sorted(tables))), apart


def _result(
    book: Workbook,
    match: Match,
    one: CheckedSheet,
    frame: pa.Table,
    more: Iterable[SheetProblem],
    context: ImportContext,
    is_shared: bool,
) -> SheetResult:
    own = frame.filter(pc.equal(frame["source_sheet"], one.sheet.label)) if is_shared else frame
    stored = pc.count_distinct(own["source_row"]).as_py() if own.num_rows else 0
    problems = [*one.problems, *(problem for problem in more if problem.sheet == one.sheet.label)]
    reason = "" if stored else (NOTHING_LEFT if one.rows_read else "表头下面没有数据行")
    return SheetResult(
        file=book.file_name,
        sheet=one.sheet.label,
        table=match.table.name,
        title=match.table.title,
        header_row=one.header.first_row,
        header_rows=(one.header.first_row, one.header.last_row),
        rows_read=one.rows_read,
        rows_stored=stored,
        rows_left_out=one.rows_read - stored,
        values_stored=own.num_rows,
        total_rows=len(one.rows.totals),
        note_rows=one.rows.notes,
        period=one.defaults.period,
        period_source=one.defaults.period_source,
        period_words=one.defaults.period_words,
        place=one.defaults.place,
        place_source=one.defaults.place_source,
        totals=one.totals,
        problems=problems,
        mapping=list(describe_mapping(match.mapping, one.header, one.sheet)),
        suggestions=propose_mapping(match.mapping),
        reason=reason,
        import_id=context.import_id,
        table_name=name_after(one.header, one.sheet, context),
        top_rows=_top_rows(one.sheet),
        frame=own,
        header=one.header,
    )


def _has_moved(plan: ReplacePlan, seen: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Whether the table changed since somebody looked, and rows that stand there now would be replaced."""
    return bool(plan.rows_go or plan.rows_updated) and seen.get(plan.table) != now.get(plan.table) and not plan.is_again


def _held_back(one: SheetResult, is_asked: bool, has_moved: bool) -> SheetResult:
    """A sheet of which nothing is stored, as what it replaces has to be said first (of it or of another sheet), as it is stored
    already, or as others changed the same rows since somebody looked."""
    if not one.rows_stored or not (is_asked or has_moved or one.plan.is_again):
        return one
    reason = (
        (MOVED if has_moved and not is_asked else "")
        or one.plan.question
        or say_question(one.names)
        or ("同一文件里有工作表要先说明替换什么" if is_asked else SAME_AGAIN)
    )
    return replace(one, reason=reason, rows_stored=0, rows_left_out=one.rows_read, values_stored=0)


def _say_places_first(one: SheetResult) -> SheetResult:
    """A sheet of which no row can be stored as no township or village is known: what to import first, and how."""
    unknown = sum(problem.kind == "unknown_place" for problem in one.problems)
    is_deep = bool(one.table) and find_table(one.table).place_level in ("township", "village")
    if one.names or one.reason != NOTHING_LEFT or not is_deep or unknown < one.rows_read / 2:
        return one
    title = find_table(PLACES).title
    reason = (
        f"没有可入库的行：{unknown:,} 行的乡镇、村都认不出，因为还没有导入《{title}》。请先导入《{title}》"
        f"（在“数据导入”下载它的模板，填好全县的乡镇和村后导入；命令行：python -m loaders template {PLACES}），"
        f"或先导入全国系统的导出表（{_bringing()}），乡镇和村从里面登记；然后再导入本表"
    )
    return replace(one, reason=reason)


def _bringing() -> str:
    return "、".join(f"《{table.title}》" for table in read_tables().values() if table.brings_places)


def _read_index(folder: Path) -> PlaceIndex:
    """The places of a data folder; the built-in ones are read once for all folders without a places table."""
    return _index_of(_open_store(folder.resolve()))


def _index_of(store: Store) -> PlaceIndex:
    index = read_places(store) if PLACES in store.versions() else _built_in_places()
    return index.with_names(read_names(store.folder))


@lru_cache(maxsize=8)
def _open_store(folder: Path) -> Store:
    """One store object a folder, because the place index is kept by it."""
    return Store(folder)


@cache
def _built_in_places() -> PlaceIndex:
    return PlaceIndex()


def _refused(book: Workbook, one: RefusedSheet, import_id: str) -> SheetResult:
    result = SheetResult(
        book.file_name, one.sheet.label, reason=one.error.message, import_id=import_id, top_rows=_top_rows(one.sheet),
            )  # fmt: skip
    if isinstance(one.error, Question):
        further = {asked.asks: asked.options for asked in one.further}
        reason = "；".join([one.error.message, *(f"还有：{asked.rule}。{asked.todo}" for asked in one.further)])
        result = replace(result, asks=one.error.asks, options=one.error.options, further=further, reason=reason)
    if one.header:
        result = replace(result, header=one.header, header_row=one.header.first_row)
    if not one.nearest:
        return result
    mapping = one.nearest[0].mapping
    row = one.header.first_row if one.header else None
    is_asked = len(one.nearest) == 1
    problems = [
        SheetProblem(one.sheet.label, row, "", title, "missing_required_column", "", f"有“{title}”列")
        for title in (mapping.missing if is_asked else ())
    ]
    problems += one.problems
    return replace(
        result,
        problems=problems,
        nearest=tuple((match.table.name, match.table.title) for match in one.nearest),
        mapping=list(describe_mapping(mapping, one.header, one.sheet)) if one.header else [],
        suggestions=propose_mapping(mapping),
        missing=mapping.missing,
    )


def _top_rows(sheet: RawSheet) -> tuple[tuple[int, str], ...]:
    """(Excel row, its texts) of the first rows, for saying which of them is the header; numbers as long as a person's are masked."""
    if sheet.is_turned:
        return ()
    found = []
    for at, row in enumerate(sheet.rows[:SHOWN_ROWS]):
        words = "、".join(" ".join(_LONG.sub("…", str(cell)).split())[:12] for cell in row if cell != "")
        found.append((sheet.excel_row(at), words[:80]))
    return tuple(found)


def _note(name: str, results: Sequence[SheetResult]) -> str:
    own = [one for one in results if one.table == name]
    sheets = "、".join(one.sheet for one in own if one.rows_stored)
    left = sum(one.rows_left_out for one in own)
    return f"工作表 {sheets}" + (f"；{left} 行未入库" if left else "")


def _write_report(path: Path, book: Workbook, import_id: str, who: str, results: Sequence[SheetResult]) -> None:
    record = {
        "import_id": import_id,
        "when": datetime.now(TIME_ZONE).isoformat(timespec="seconds"),
        "who": who,
        "file": book.file_name,
        "sha256": book.sha256,
        "sheets": [one.as_dict() for one in results],
    }
    try:
        write_json(path, record, sealed_in=path.parents[1], indent=None)
    except OSError as error:
        raise unwritable(error) from error


def _keep_answers(folder: Path, choices: Choices, results: Sequence[SheetResult], who: str) -> None:
    """Given targets, and periods said for wordings that are none, are kept for the next file of this shape once something was stored
    with them."""
    for one in results:
        if not one.version or not one.header:
            continue
        name = one.sheet.partition("（")[0]
        said, table = choices.of(one.sheet, name), find_table(one.table)
        titles = one.header.title_texts
        answered = describe_answer(table, said.period, titles, name, one.file) if said.period else {}
        if said.columns or said.header or said.table or answered:
            keep_mapping(folder, table, one.header, read_given(table, said.columns), who, answered, one.table_name)


def _say(progress: Progress | None, words: str, share: float) -> None:
    if progress:
        progress(words, share)

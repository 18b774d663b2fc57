"""What the clerk says about columns: suggestions to confirm, targets as text, and confirmed mappings kept by shape."""

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from core.errors import UserError
from core.json_files import write_json
from core.personal import mask_text
from core.settings import TIME_ZONE
from loaders.cells import is_missing, plain_text, read_unit
from loaders.files import RawSheet
from loaders.recognise.header import Header, normalise_header, split_unit
from loaders.recognise.header_periods import split_header_period
from loaders.recognise.mapping import SheetMapping, own_targets
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.targets import COLUMN, FRACTION, IGNORED, ITEM, OPEN, PERIOD, PLACE, UNKNOWN, Assignment, Target
from store import Table

SHOWN_FROM, EXAMPLES, LONGEST_EXAMPLE = 12, 3, 14
_LONG = re.compile(r"[\dXx*]{9,}")
"""As long as the number of a person or a telephone: not shown where nobody knows what the column is."""
DATED = "#"
"""What stands in a shape for the period of a header."""
CLOSE_ENOUGH = 0.6
"""Header texts at least this similar (difflib ratio) are suggested to the clerk; they are never used unasked."""


@dataclass(frozen=True)
class Suggestion:
    """A column of the sheet that is not used, and targets its header resembles, most similar first."""

    header: str
    letter: str
    options: tuple[tuple[str, str], ...]


def list_targets(table: Table) -> list[tuple[str, str]]:
    """(target text, Chinese label) of everything a sheet column can be mapped to, for a picker."""
    targets = [(column.name, column.title) for column in table.columns]
    targets += [
        (Target(ITEM, item.code, slot).text, f"{item.title}·{table.column(slot).title}")
        for item in table.items
        for slot in table.melt_into
    ]
    if table.place_level:
        names = {"code": "区划代码", "province": "省", "prefecture": "市州", "county": "县", "township": "乡镇",
                 "village": "村", "any": "地区名称"}  # fmt: skip
        targets += [(f"place.{kind}", label) for kind, label in names.items()]
    if table.period != "none":
        targets.append(("period", "期次"))
    if table.melt_open:
        targets.append(("open", "按自己的列名收下"))
    return [*targets, ("ignore", "不导入")]


def propose_mapping(mapping: SheetMapping) -> list[Suggestion]:
    """For every unused column with a header: similar targets that are still free, for the clerk to confirm."""
    table = mapping.table
    taken = {one.target for one in mapping.assignments}
    free = {name: target for name, (target, _) in own_targets(table.name).items() if target not in taken}
    labels = dict(list_targets(table))
    suggestions = []
    for one in mapping.of(UNKNOWN):
        near = difflib.get_close_matches(split_unit(one.column.leaf)[0], free, n=6, cutoff=CLOSE_ENOUGH)
        options = dict.fromkeys(free[name].text for name in near)
        pairs = tuple((text, labels.get(text, text)) for text in options)
        suggestions.append(Suggestion(one.column.title, one.column.letter, pairs))
    return [*suggestions, *(Suggestion(column.title, column.letter, ()) for column in mapping.nameless)]


def read_target(table: Table, text: str) -> Target:
    """The target a text means: as written by `Target.text`, or a header name of the table. UserError otherwise."""
    text, has_unit, unit = text.strip().partition("@")
    if has_unit:
        return replace(read_target(table, text), unit=_read_given_unit(unit))
    simple = {"ignore": Target(IGNORED), "period": Target(PERIOD, "any"), "open": Target(OPEN)}
    if text in simple and (text != "open" or table.melt_open):
        return simple[text]
    if text.startswith(f"{OPEN}:") and table.melt_open and text[5:].strip():
        return Target(OPEN, text[5:].strip())
    if text.startswith("place.") and table.place_level and text[6:] in set(read_shared_headers().place.values()):
        return Target(PLACE, text[6:])
    own = own_targets(table.name)
    code, _, slot = text.removeprefix("item:").partition(".")
    if any(item.code == code for item in table.items) and (slot or table.melt_into[-1]) in table.melt_into:
        return Target(ITEM, code, slot or table.melt_into[-1])
    if normalise_header(text) in own:
        return own[normalise_header(text)][0]
    names = "、".join(name for name, _ in list_targets(table)[:40])
    raise UserError("没有这个目标列", field=table.title, came=text, todo=f"可用：{names}")


def _read_given_unit(text: str) -> str:
    unit = FRACTION if text.strip() == FRACTION else read_unit(text)
    if not unit:
        raise UserError(
            "没有这个单位", field="map", came=text, todo=f"请写 万元、元、户、人、% 等，比率写的是 0.85 时写 {FRACTION}"
        )
    return unit


def read_given(table: Table, pairs: Iterable[str]) -> dict[str, Target]:
    """Targets from command line texts '列名=目标'. UserError for a text without '=' or an unknown target."""
    given = {}
    for pair in pairs:
        name, equals, target = pair.rpartition("=")
        if not equals or not name.strip():
            raise UserError("列的对应应写成 列名=目标", came=pair, todo='例如 --map "投资额=budget_cny"')
        given[normalise_header(name)] = read_target(table, target)
    return given


def shape_hash(header: Header) -> str:
    """16 hex digits that are equal for files with the same headers in the same order, whatever periods stand in them."""
    text = "\n".join(_undated(column.path) for column in header.titled)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _undated(path: tuple[str, ...]) -> str:
    """A header as part of a shape: next month's 12月完成数 is this month's 11月完成数."""
    said, rest = split_header_period(path)
    return normalise_header("/".join(rest)) + (DATED if said else "")


def keep_mapping(
    folder: Path,
    table: Table,
    header: Header,
    given: Mapping[str, Target],
    who: str = "",
    answered: Mapping[str, str] | None = None,
    title: str = "",
) -> Path:
    """Keeps the clerk's targets for the next file of this shape, and what wordings of a period are stored as, with what was kept
    before; returns the file. Without targets it is kept that the shape is this table.

    Of a table that takes columns under their own names what is kept is of this `title` only: 任务数 of another title is another figure.
    """
    path = _kept_path(folder, table, header, title)
    given = {**(read_kept(folder, table, header, title) or {}), **given}
    answered = {**read_answered(folder, table, header, title), **(answered or {})}
    record = {
        "table": table.name,
        "title": title,
        "headers": [column.title for column in header.titled],
        "map": {name: target.text for name, target in given.items()},
        "periods": answered,
        "who": who,
        "when": datetime.now(TIME_ZONE).isoformat(timespec="seconds"),
    }
    write_json(path, record, sealed_in=folder)
    return path


def kept_headers(folder: Path) -> set[str]:
    """The headers of all shapes that were confirmed: what a person once said is a header is known as one."""
    found: set[str] = set()
    for path in (folder / "mappings").glob("*.json"):
        with suppress(ValueError, KeyError, TypeError, OSError):
            found.update(
                part for title in json.loads(path.read_text(encoding="utf-8"))["headers"] for part in title.split("/")
            )
    return found


def read_kept(folder: Path, table: Table, header: Header, title: str = "") -> dict[str, Target] | None:
    """What the clerk confirmed for this table, shape and title, by the headers as they are now; None when nothing was."""
    path = _kept_path(folder, table, header, title)
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        now = {normalise_header(was): normalise_header(column.title)
               for was, column in zip(record["headers"], header.titled, strict=True)}  # fmt: skip
        return {now.get(name, name): read_target(table, text) for name, text in record["map"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, UserError) as error:
        raise UserError(
            "保存的列对应读不出", file=path.name, came=str(error)[:100], todo="请删去这个文件，重新确认列的对应"
        ) from error


def read_answered(folder: Path, table: Table, header: Header, title: str = "") -> dict[str, str]:
    """What wordings of a period were said to be stored as for this table, shape and title ({'half': 'last'}); {} when nobody was
    asked."""
    with suppress(ValueError, TypeError, AttributeError, OSError):
        record = json.loads(_kept_path(folder, table, header, title).read_text(encoding="utf-8"))
        return {str(nature): str(answer) for nature, answer in (record.get("periods") or {}).items()}
    return {}


def _kept_path(folder: Path, table: Table, header: Header, title: str) -> Path:
    of_title = f"-{hashlib.sha256(title.encode()).hexdigest()[:8]}" if title and table.melt_open else ""
    return folder / "mappings" / f"{table.name}-{shape_hash(header)}{of_title}.json"


def describe_mapping(mapping: SheetMapping, header: Header, sheet: RawSheet) -> Iterator[dict[str, str]]:
    """One dict a sheet column for previews: letter, header, target text, Chinese label, and its first different cells, masked."""
    labels = dict(list_targets(mapping.table))
    for one in (*mapping.assignments, *(Assignment(column, Target(UNKNOWN)) for column in mapping.nameless)):
        text = one.target.text
        label = labels.get(text, {PERIOD: "期次", OPEN: "按自己的列名收下"}.get(one.target.kind, ""))
        yield {"letter": one.column.letter, "header": one.column.title, "target": text, "label": label,
               "examples": _examples(mapping.table, one, header, sheet)}  # fmt: skip


def _examples(table: Table, one: Assignment, header: Header, sheet: RawSheet) -> str:
    personal = table.column(one.target.name).personal if one.target.kind == COLUMN else ""
    cells = sheet.column(one.column.index, header.data_start, header.data_start + SHOWN_FROM)
    texts = dict.fromkeys(plain_text(cell) for cell in cells if not is_missing(cell))
    shown = [mask_text(text, personal) if personal else _LONG.sub("…", text)[:LONGEST_EXAMPLE] for text in texts]
    return "、".join(shown[:EXAMPLES])

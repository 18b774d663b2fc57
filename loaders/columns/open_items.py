"""What a figure of no declared item is called: the table it stands in, its header with the groups above it, its unit, and the span
it counts over. Figures that differ in any of these are different items; a file's date, place and version are no part of the name."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from core.names import built_in_names
from core.places import PlaceIndex
from loaders.cells import drop_said_periods, stated_unit
from loaders.columns.context import ImportContext, RowDefaults
from loaders.columns.header_dates import COUNTED_UP, OF_THE_MONTH
from loaders.columns.places import drop_places
from loaders.files import RawSheet
from loaders.recognise import (
    COLUMN,
    ITEM,
    OPEN,
    Assignment,
    Header,
    Question,
    SheetMapping,
    Target,
    find_sender,
    is_remark,
    normalise_header,
    own_targets,
)
from store import Table

LONGEST_TABLE_NAME = 40
TYPED = "页面填报"
"""What the files are called that hold figures typed on a page: they say nothing of the figures."""
_NUMBERING = re.compile(
    r"^(?:(?:附件|附表|表|图)[\d一二三四五六七八九十\-–—.、:：()\s]+|[\d\-–—.、:：()\s]+|[一二三四五六七八九十]+[、.:：)\s]+)+"
)
_DOCUMENT = re.compile(
    r"^\s*(?:续表|接上表)[一二三四\d]*(?=[:： 、]|$)|[\u4e00-\u9fff]{1,8}[〔\[【(](?:19|20)\d\d[〕\]】)]第?\d+号"
)
_EVERY_PLACE = re.compile(r"(?:主要年份|历年|历史)|(?:各|分)(?:省|市|州|县|区|旗|乡|镇|街道|村|地|[、()])+")
_KIND_OF_TABLE = re.compile(r"(?:统计|汇总|一览|明细)?表$")
_UNIT_OR_VERSION = re.compile(
    r"\((?:[^()]*单位[^()]*|修订\S*|更正\S*|最终\S*|终稿|续[表一二三四\d]*|\d+|副本)\)"
    r"|[ _\-]*(?:副本|终稿|修订版?|更正版?|最终版?|最新版?)$"
)
_BARE_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-./_](?:1[0-2]|0?[1-9])(?:[-./_](?:3[01]|[12]\d|0?[1-9]))?(?!\d)"
    r"|(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9])$)|(?<![a-zA-Z])[vV]\d+$"
)
"""Days and versions as files' names have them: 2021-11, 2021.11.20, 1120 and v2 behind the name."""
_NO_NAME = re.compile(r"sheet\s*\d*|工作表\s*\d*|表\s*\d*|数据|新建.*|[\d\W_a-z]*", re.IGNORECASE)
_SECTION = re.compile(r"^\s*[(（]?[一二三四五六七八九十]{1,3}(?:[)）]|\s*[、.．])")
_LAST_BRACKET = re.compile(r"\([^()]*\)$")
_ONLY_A_NUMBER = re.compile(r"[\d.]{1,6}|[一二三四五六七八九十]{1,3}")
_EDGES = " _-–—·、,:;|/的"


def name_open_columns(
    mapping: SheetMapping, header: Header, sheet: RawSheet, context: ImportContext, defaults: RowDefaults
) -> SheetMapping:
    """The open columns under the names their figures are kept by, without the unit. UserError for columns whose header is only a
    period, where no title says what their figures are."""
    if not mapping.of(OPEN):
        return mapping
    table_name = name_after(header, sheet, context)
    nameless = [one.column.title for one in mapping.of(OPEN) if not one.target.name]
    if nameless and not table_name:
        raise Question(
            "列名只有期次，没有说是什么数", asks="names", options=nameless, file=context.file, field=sheet.name, came="、".join(nameless),
            todo=f"请在表格上方写一行标题，或用 --map \"{nameless[0]}=open:指标名称\" 说明",
        )  # fmt: skip
    unnamed = [one for one in mapping.of(OPEN) if not one.is_named]
    numbers = [one.column.title for one in unnamed if not one.column.path or _ONLY_A_NUMBER.fullmatch(one.target.name)]
    if numbers:
        raise Question(
            "列名没有说是什么数", asks="numbers", options=numbers, file=context.file, field=sheet.name, came="、".join(numbers),
            todo=f"请在表头写明各是什么（月份写成 9月），或用 --map \"{numbers[0]}=open:指标名称\" 说明",
        )  # fmt: skip
    named = [
        _name(mapping, one, table_name, defaults) if one.target.kind == OPEN else one for one in mapping.assignments
    ]
    return replace(mapping, assignments=tuple(named))


def name_after(header: Header, sheet: RawSheet, context: ImportContext) -> str:
    """What the open figures of a sheet are named after: the title that its table has, else the sheet's or file's name, else the
    department that sent it; '' where nobody knows any of them."""
    others = (sheet.name, Path(context.file).stem)
    name = find_table_name(header.title_texts, context.index, others)
    sender = "" if name else context.sender or find_sender(header.title_texts, *others)
    return name or (sender if sender in built_in_names().departments else "")


def name_rows_after(mapping: SheetMapping, header: Header, sheet: RawSheet, context: ImportContext) -> str:
    """The same for a table with one row an item. Under our own headers (指标, 数值) the items are called what they are meant to be:
    only a title above them says of which table they are."""
    own = {mapping.table.column(name).title for name in ("item", mapping.table.melt_into[0])}
    if own <= {one.column.leaf for one in mapping.of(COLUMN)}:
        return find_table_name(header.title_texts, context.index)
    return name_after(header, sheet, context)


def long_item(table: Table, table_name: str, text: str) -> str:
    """What a row of a table with one row an item is called: with the table it stands in, as 任务数 of two tables are two, unless that
    is the declared one itself."""
    is_said = not table_name or text.startswith(table_name) or _is_own_title(table, table_name)
    return text if is_said else f"{table_name}：{text}"


def _is_own_title(table: Table, table_name: str) -> bool:
    """Whether the title is that of our own template, or of what is typed on a page."""
    return table_name in (table.title, _KIND_OF_TABLE.sub("", table.title), TYPED)


def _name(mapping: SheetMapping, one: Assignment, table_name: str, defaults: RowDefaults) -> Assignment:
    name, own = one.target.name, own_targets(mapping.table.name).get(normalise_header(table_name))
    if not name and own and own[0].kind == ITEM and not _span(one, defaults):
        return replace(one, target=own[0])
    title = name if one.is_named else "：".join(dict.fromkeys(filter(None, (table_name, name))))
    span = _span(one, defaults)
    covers = one.covers or ("" if one.said else _covers_by_name(name))
    return replace(one, target=Target(OPEN, f"{title}（{span}）" if span else title, one.target.slot), covers=covers)


def _covers_by_name(name: str) -> str:
    return "累计" if COUNTED_UP.search(name) else "当月" if OF_THE_MONTH.search(name) else ""


def _span(one: Assignment, defaults: RowDefaults) -> str:
    """What sets a figure apart from that of its month or year: 累计, or over how many months it is."""
    span = one.span if one.said else defaults.span
    return "" if span == "累计" and COUNTED_UP.search(one.target.name) else span


def item_code(title: str, unit: str | None) -> str:
    """What an item of no declared name is kept by: its title and unit, as 户 and 人 of one name are two."""
    if not unit:
        return title
    return f"{title[:-1]}，{unit}）" if title.endswith("）") else f"{title}（{unit}）"


def find_table_name(titles: Sequence[str], index: PlaceIndex, others: Iterable[str] = ()) -> str:
    """What a table is called by the first of its titles that says it, else of the others (sheet, file): without its date, place,
    number, unit and version, so that next month's table and the next county's have the same name; '' when none says anything.

    A heading such as 一、务工就业 is of this table alone: it stands behind the title that is said of all tables of the sheet.
    """
    parts: dict[bool, str] = {}
    for text in titles:
        is_section = bool(_SECTION.match(text))
        if is_section not in parts and (name := _bare(text, index)):
            parts[is_section] = name
    if parts:
        return "：".join(parts[kind] for kind in (False, True) if kind in parts)
    return next((name for text in others if (name := _bare(text, index))), "")


def _bare(text: str, index: PlaceIndex) -> str:
    clean = _UNIT_OR_VERSION.sub("", _DOCUMENT.sub("", unicodedata.normalize("NFKC", text)))
    clean = _NUMBERING.sub("", _BARE_DATE.sub("", drop_said_periods(clean)).replace("()", ""))
    if is_remark(clean):
        return ""
    clean = _EVERY_PLACE.sub("", drop_places(clean, index))
    clean = re.sub(r"\s+", "", clean).strip(_EDGES)
    clean = _LAST_BRACKET.sub("", clean) if stated_unit(clean) else clean
    clean = _KIND_OF_TABLE.sub("", clean).strip(_EDGES) or clean
    is_name = 1 < len(clean) <= LONGEST_TABLE_NAME and not _NO_NAME.fullmatch(clean)
    return clean if is_name else ""

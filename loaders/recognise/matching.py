"""Which declared table a sheet holds, by its headers; several that fit equally are named, never chosen from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loaders.files import RawSheet
from loaders.recognise.choices import COLUMNS, TABLE, Question
from loaders.recognise.confirmed import list_targets, propose_mapping, read_kept
from loaders.recognise.header import Header, normalise_header
from loaders.recognise.main_figures import counted_columns, figures_left, lacks_main_figures
from loaders.recognise.mapping import SheetMapping, map_columns
from loaders.recognise.place_content import depth_of_places, several_areas
from loaders.recognise.rows import FIGURE_TYPES
from loaders.recognise.strangers import name_stranger
from loaders.recognise.targets import COLUMN, IGNORED, ITEM, OPEN, PERIOD, PLACE, UNKNOWN, Target
from store import Table, read_tables

TITLE_BONUS = 3.0
"""A table's title above the headers, in the sheet's or the file's name counts as much as this many known headers."""
UNKNOWN_COST = 0.25
KEPT_BONUS = 100.0
"""A mapping the clerk confirmed for this shape goes before everything else."""
_DEEPEST = {"province": 1, "prefecture": 1, "county": 1, "township": 2, "village": 3}


class NoTable(Question):
    """No declared table, or no single one, fits a sheet; `nearest` are the matches that come closest, best first."""

    def __init__(
        self,
        rule: str,
        nearest: Sequence["Match"],
        *,
        file: str,
        field: str,
        came: str = "",
        todo: str,
        asks: str = TABLE,
    ) -> None:
        super().__init__(rule, asks=asks, file=file, field=field, came=came, todo=todo)
        self.nearest = tuple(nearest)


@dataclass(frozen=True)
class Match:
    """A declared table, how the sheet's columns go into it, and how well they fit (more is better)."""

    table: Table
    mapping: SheetMapping
    score: float
    given: Mapping[str, Target]

    @property
    def fits(self) -> bool:
        """Whether every required column is there."""
        return not self.mapping.missing


@dataclass(frozen=True)
class About:
    """What is known of a sheet besides its headers: the file's name, the data folder with confirmed mappings, whether a place was
    given, which columns hold places (`find_place_contents`), and what its table is called."""

    file: str = ""
    folder: Path | None = None
    has_place: bool = False
    contents: Mapping[int, str] = field(default_factory=dict)
    title: str = ""


def choose_table(
    header: Header, sheet: RawSheet, about: About = About(), tables: Iterable[Table] | None = None
) -> Match:
    """The best fitting table.

    Raises NoTable naming the nearest tables and what they lack when none fits, the choices when several do, and the columns when the
    main figures would be left over.
    """
    matches = [
        match_table(table, header, sheet, about) for table in (read_tables().values() if tables is None else tables)
    ]
    fitting = sorted((match for match in matches if _is_candidate(match, about)), key=_closeness, reverse=True)
    fitting = [match for match in fitting if not _knows_persons_alone(match, header, sheet, about)]
    while fitting and _swallows(fitting[0], header, sheet):
        fitting.pop(0)
    if not fitting:
        raise _no_table(matches, header, sheet, about.file)
    best = [match for match in fitting if _closeness(match) == _closeness(fitting[0])]
    if len(best) > 1:
        names = "、".join(f"{match.table.name}（{match.table.title}）" for match in best)
        raise NoTable(
            "这张表同样像几种表", best, file=about.file, field=sheet.label, came=names, todo="请用 --table 指定其中一种"
        )
    if best[0].score < KEPT_BONUS / 2 and (left := lacks_main_figures(best[0].mapping, header, sheet)):
        raise _figures_left(best[0], left, sheet, about.file)
    return best[0]


def _swallows(match: Match, header: Header, sheet: RawSheet) -> bool:
    """Whether the table would leave most figures over: a satisfaction and its 排名 are no standings of a year."""
    required = {column.name for column in match.table.columns if column.required}
    is_named = any(one.target.name in required for one in match.mapping.of(COLUMN)) and not match.table.is_melted
    if is_named or match.score > KEPT_BONUS / 2:
        return False
    own = [match.table.column(one.target.name) for one in match.mapping.of(COLUMN)]
    has_figures = match.table.is_melted or any(column.type in FIGURE_TYPES for column in own)
    left = len(figures_left(match.mapping, header, sheet))
    return left > counted_columns(match.mapping) or (left > 0 and not has_figures and left == len(own))


def _knows_persons_alone(match: Match, header: Header, sheet: RawSheet, about: About) -> bool:
    """Whether all the table knows of a sheet with more columns is who is in it, which any list of persons says: names, numbers."""
    if match.score > KEPT_BONUS / 2 or not match.mapping.of(UNKNOWN) or _is_titled(match.table, header, sheet, about):
        return False
    persons = {column.name for column in match.table.columns if column.personal or column.name == "household_code"}
    known = {one.target.name for one in match.mapping.of(COLUMN)}
    return bool(known) and known <= persons


def _is_titled(table: Table, header: Header, sheet: RawSheet, about: About) -> bool:
    texts = normalise_header("|".join((*header.title_texts, sheet.name, about.file)))
    return normalise_header(table.title).strip("()") in texts


def _closeness(match: Match) -> tuple[float, int]:
    """Of two tables that fit equally, the sheet is the one that cannot do without the columns it has."""
    found = {one.target.name for one in match.mapping.of(COLUMN)}
    return match.score, sum(column.required and column.name in found for column in match.table.columns)


def match_table(
    table: Table, header: Header, sheet: RawSheet, about: About = About(), given: Mapping[str, Target] | None = None
) -> Match:
    """How well a sheet fits one table; `given` targets go before those the clerk confirmed earlier."""
    kept = read_kept(about.folder, table, header, about.title) if about.folder else None
    together = {**(kept or {}), **(given or {})}
    mapping = map_columns(table, header, sheet, together, about.contents)
    score = _score(mapping, header, sheet, about) + (KEPT_BONUS if kept is not None else 0)
    return Match(table, mapping, score, together)


def _score(mapping: SheetMapping, header: Header, sheet: RawSheet, about: About) -> float:
    own = len(mapping.of(COLUMN)) + len(mapping.of(ITEM))
    shared = 0.1 * (len(mapping.of(PLACE)) + len(mapping.of(PERIOD)) + len(mapping.of(IGNORED)))
    unused = UNKNOWN_COST * len(mapping.of(UNKNOWN))
    table = mapping.table
    placeless = 1.0 if table.place_required and not (mapping.of(PLACE) or about.has_place) else 0.0
    titled = TITLE_BONUS if _is_titled(table, header, sheet, about) else 0.0
    return own + shared + titled - unused - placeless


def _is_candidate(match: Match, about: About) -> bool:
    mapping = match.mapping
    if not match.fits or not _is_of_level(match, about):
        return False
    if not match.table.is_melted:
        return _says_enough(mapping)
    if not (mapping.of(ITEM) or mapping.is_long):
        where = mapping.of(PLACE) or mapping.of(PERIOD) or mapping.of(COLUMN)
        return bool(mapping.of(OPEN) and where)
    return True


def _is_of_level(match: Match, about: About) -> bool:
    """Whether rows of the sheet's places can be rows of the table at all: none finer than its level, and none coarser of a table of
    townships or one that has a row a village."""
    table, columns = match.table, match.mapping.of(PLACE)
    if not table.place_level or not columns:
        return True
    held = [about.contents[one.column.index] for one in columns if one.column.index in about.contents]
    deepest = depth_of_places([one.target.name for one in columns if one.target.name not in ("any", "code")], held)
    if not deepest or any(one.target.name == "code" for one in columns):
        return True
    is_a_row_each = set(table.key) <= {"county_code", "place_code", "period"}
    is_coarse = (
        deepest < 2
        and table.place_required
        and (table.place_level == "township" or (is_a_row_each and _DEEPEST[table.place_level] > 1))
    )
    return deepest <= _DEEPEST[table.place_level] and not is_coarse


def _says_enough(mapping: SheetMapping) -> bool:
    """One column (`姓名`) beside columns nobody knows fits many tables and points to none of them; a rank alone to none at all."""
    own = len(mapping.of(COLUMN))
    if own and not counted_columns(mapping):
        return False
    return own > 1 or (own == 1 and bool(mapping.of(PLACE) or mapping.of(PERIOD) or not mapping.of(UNKNOWN)))


def _no_table(matches: Sequence[Match], header: Header, sheet: RawSheet, file: str) -> NoTable:
    stranger = name_stranger(header)
    if stranger:
        return NoTable(stranger[0], (), asks="", file=file, field=sheet.label, todo=stranger[1])
    near = sorted((match for match in matches if match.mapping.of(COLUMN) or match.mapping.of(ITEM)), key=_lack)
    lacks = [
        f"{match.table.name}（{match.table.title}）还缺 {'、'.join(match.mapping.missing)}"
        for match in near[:3]
        if match.mapping.missing
    ]
    todo = f"最接近的是：{'；'.join(lacks)}" if lacks else "请对照模板的表头"
    is_placeless = not any(match.mapping.of(PLACE) for match in matches)
    if is_placeless:
        todo += "。没有找到写地区的列：请用 --map 列名=place.any 说明县名在哪一列，或用 --place 指定地区"
    return NoTable(
        "不像任何一种已声明的表", near[:5], file=file, field=sheet.label,
        todo=f"{todo}。可用 --table 指定表、用 --map 指定列，或在导入页面确认列的对应",
    )  # fmt: skip


def _figures_left(match: Match, left: Sequence[str], sheet: RawSheet, file: str) -> NoTable:
    """The question where a table's own amounts are not there and other amounts are."""
    free = [
        column
        for column in match.table.columns
        if column.additive and column.type == "money" and match.mapping.find(COLUMN, column.name) is None
    ]
    words = "、".join(f"{column.name}（{column.title}）" for column in free)
    return NoTable(
        f"像{match.table.title}，但主要的数字没有去处", [match], file=file, field=sheet.label, came="、".join(left),
        todo=f"请说明它是哪一项：{words}。例如 --map \"{left[0]}={free[0].name}\"；不要这一列就写 --map \"{left[0]}=ignore\"。"
        "回答一次，同样表头的文件以后照办",
    )  # fmt: skip


def refuse_twins(match: Match, sheet: RawSheet, file: str) -> None:
    """NoTable where several columns with different cells claim one thing of the table: which of them it is, is asked once a shape."""
    labels = dict(list_targets(match.table))
    for target, columns in match.mapping.ambiguous:
        if target.kind not in (COLUMN, ITEM, OPEN):
            continue
        came = "、".join(f"{column.letter} 列“{column.title}”" for column in columns)
        title = labels.get(target.text, columns[0].title)
        own = "，或 =open:名称 另记一项" if match.table.melt_open else ""
        raise NoTable(
            f"“{title.partition('·')[0]}”只收一列，现有几列", [match], asks=COLUMNS, file=file, field=sheet.label, came=came,
            todo=f'请说明收哪一列：不收的写 --map "{columns[-1].title}=ignore"{own}，或在导入页面选定。'
            "回答一次，同样表头的文件以后照办",
        )  # fmt: skip


def refuse_two_places(match: Match, sheet: RawSheet, about: About) -> None:
    """NoTable where two columns hold areas and the rows may be of either."""
    columns = several_areas(match.mapping.assignments, about.contents)
    if columns:
        came = "、".join(f"{column.letter} 列“{column.title}”" for column in columns)
        raise NoTable(
            "有几列都是地区，看不出数是哪里的", [match], asks=COLUMNS, file=about.file, field=sheet.label, came=came,
            todo=f'请说明数是哪一列的：--map "{columns[0].title}=place.any"，或在导入页面选定。回答一次，同样表头的文件以后照办',
        )  # fmt: skip


def missing_columns(match: Match, sheet: RawSheet, file: str) -> NoTable:
    """The error for a table that was named but whose required columns are not all there, with suggestions."""
    hints = [
        f"“{one.header}”可能是 {one.options[0][1]}（{one.options[0][0]}）"
        for one in propose_mapping(match.mapping)
        if one.options
    ]
    hint = f"；{'、'.join(hints[:3])}" if hints else ""
    return NoTable(
        f"缺少必填列：{'、'.join(match.mapping.missing)}", [match], file=file, field=sheet.label,
        todo=f"请补上该列，或用 --map 列名=目标 指定{hint}",
    )  # fmt: skip


def _lack(match: Match) -> tuple[float, str]:
    return len(match.mapping.missing) - match.score, match.table.name

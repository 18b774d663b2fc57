"""A sheet of a scoring book as it was published → its tree: aspects, indicators, items, with points, rules and remarks."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import UserError
from loaders.files import RawSheet

_CODES = ("代码", "序号", "编号")
_NAMES = ("考核指标", "一级指标", "二级指标", "三级指标", "四级指标", "考核内容", "评价内容", "考核项目", "指标名称", "考核要点",
          "评价指标", "项目", "类别", "内容", "指标")  # fmt: skip
_POINTS = ("计分分值", "考核分值", "标准分", "分值", "满分", "权重", "基础分", "分数")
_RULES = ("计分条件", "评分细则", "评分标准", "评分办法", "计分办法", "计分规则", "考核标准", "赋分规则", "赋分标准", "扣分标准",
          "评价标准")  # fmt: skip
_REMARKS = ("备注", "说明", "数据来源", "责任单位", "牵头单位", "考核部门", "考核单位", "责任部门", "评分部门")
_OWNERS = ("责任单位", "牵头单位", "考核部门", "考核单位", "责任部门", "评分部门")
_CN = "一二三四五六七八九十"
_NUMBERINGS = (
    ("cn", re.compile(rf"第?([{_CN}]+)(?:[、.．]|$)")), ("cn_paren", re.compile(rf"\(?([{_CN}]+)\)")),
    ("dotted", re.compile(r"(\d+(?:\.\d+)+)(?=\D|$)[、.．]?")), ("number", re.compile(r"(\d+)(?:[、.．)]|$)(?!\d)")),
    ("paren", re.compile(r"\((\d+)\)")),
)  # fmt: skip
"""Ways to number, each a level of its own in the order in which they come in."""
_POINTS_IN_NAME = re.compile(r"[(（](?:共|计|满分)?(\d+(?:\.\d+)?)分[)）]")
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)分?")
_SUBTOTAL = re.compile(r"共?(\d+)项[,，。]?")
_HEADER_ROWS = 15


@dataclass
class Node:
    """One entry of the tree. `row` and `columns` say where it stands in the sheet; `stated` is how many entries the document says it
    has."""

    name: str
    style: str
    row: int
    code: str = ""
    points: float | None = None
    rule: str = ""
    notes: str = ""
    remarks: str = ""
    owner: str = ""
    stated: int | None = None
    children: list["Node"] = field(default_factory=list)

    @property
    def leaves(self) -> list["Node"]:
        """The items below it, itself where it has none."""
        return [leaf for child in self.children for leaf in child.leaves] if self.children else [self]

    @property
    def sum(self) -> float:
        """What its items come to."""
        return sum(leaf.points or 0.0 for leaf in self.leaves)


@dataclass(frozen=True)
class PublishedTree:
    """`title` and `total` stand in a row above the tree, where there is one."""

    title: str
    total: float | None
    roots: tuple[Node, ...]
    rule_column: str
    points_column: str


@dataclass(frozen=True)
class _Columns:
    names: tuple[int, ...]
    code: int | None
    points: int | None
    rule: int | None
    notes: tuple[int, ...]
    remarks: tuple[int, ...]
    owners: tuple[int, ...]


def read_tree(sheet: RawSheet, file: str) -> PublishedTree:
    """The tree of a sheet. Raises UserError where no row heads a scoring book."""
    at, columns = _find_header(sheet, file)
    grower = _Grower(columns, _title_above(sheet, at))
    for index in range(at + 1, len(sheet.rows)):
        grower.add([_text(cell) for cell in sheet.rows[index]], sheet.excel_row(index))
    if not grower.roots:
        raise UserError("表头下面没有考核指标", file=file, field=sheet.label, todo="请确认选对了工作表")
    rule, points = (None if one is None else sheet.letter(one) for one in (columns.rule, columns.points))
    return PublishedTree(grower.title, grower.total, tuple(grower.roots), rule or "", points or "")


def is_scoring_book(sheet: RawSheet) -> bool:
    """Whether a sheet has a header of a scoring book."""
    try:
        _find_header(sheet, "")
    except UserError:
        return False
    return True


def _title_above(sheet: RawSheet, at: int) -> str:
    """The longest text above the header."""
    return max((_text(cell) for row in sheet.rows[:at] for cell in row), key=len, default="")


def _find_header(sheet: RawSheet, file: str) -> tuple[int, _Columns]:
    for at, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        found = _read_header([_text(cell) for cell in row])
        if found is not None:
            return at, found
    todo = "表头应有指标名称、分值、评分细则（或评分标准、计分办法）这样的列"
    raise UserError("看不出是考核评分办法", file=file, field=sheet.label, todo=todo)


def _read_header(titles: Sequence[str]) -> _Columns | None:
    heads = [re.sub(r"[\s()（）%/、]", "", title) if "分值" not in title else "分值" for title in titles]
    named = [index for index, head in enumerate(heads) if head in _NAMES or re.fullmatch(r"[一二三四]级指标", head)]
    rules = sorted(
        (index for index, head in enumerate(heads) if head in _RULES), key=lambda index: _RULES.index(heads[index])
    )
    points = next((index for index, head in enumerate(heads) if head in _POINTS), None)
    if not named or not (rules or points is not None) or (not rules and points is None):
        return None
    return _Columns(
        names=tuple(named),
        code=next((index for index, head in enumerate(heads) if head in _CODES), None),
        points=points,
        rule=rules[0] if rules else None,
        notes=tuple(rules[1:]),
        remarks=tuple(index for index, head in enumerate(heads) if head in _REMARKS),
        owners=tuple(index for index, head in enumerate(heads) if head in _OWNERS),
    )


class _Grower:
    """Grows the tree row by row; the path is the entries that are open."""

    def __init__(self, columns: _Columns, title: str) -> None:
        """`title` stands above the header, with the points where it says so."""
        self._columns = columns
        self._path: list[Node] = []
        self.roots: list[Node] = []
        stated = _POINTS_IN_NAME.search(title)
        self.title = _POINTS_IN_NAME.sub("", title).strip()
        self.total: float | None = float(stated[1]) if stated else None

    def add(self, row: Sequence[str], number: int) -> None:
        """One row below the header."""
        columns = self._columns
        code = row[columns.code] if columns.code is not None else ""
        said = [(place, row[place]) for place in columns.names if _is_said(row[place])]
        names = [(place, name) for place, name in said if _SUBTOTAL.fullmatch(name) is None]
        points = _read_points(row[columns.points]) if columns.points is not None else None
        new = [name for place, name in names if not self._is_open(name, place)]
        if not names and not code:
            self._go_on(row, points, number)
        elif not self.roots and not code and _numbering(names[0][1])[0] == "" and len(columns.names) == 1:
            self.title, self.total = _clean(names[0][1]), points
        else:
            for place, name in names or [(columns.names[0], code)]:
                if name in new or not names:
                    self._open(name, code if name == names[0][1] else "", place, number)
            if new or code:
                self._fill(self._path[-1], row, points)
            else:
                self._go_on(row, points, number)

    def _is_open(self, name: str, place: int) -> bool:
        """Whether a name is only repeated, as lists do that fill merged cells."""
        return place != self._columns.names[-1] and any(node.name == _clean(name) for node in self._path)

    def _open(self, name: str, code: str, place: int, number: int) -> None:
        style, found = _numbering(f"{code}" if code else name)
        style = style or f"column {place}"
        while any(node.style == style for node in self._path):
            self._path.pop()
        if style.startswith("column"):
            while self._path and self._path[-1].style.startswith("column") and self._path[-1].style >= style:
                self._path.pop()
        stated = _POINTS_IN_NAME.search(name)
        node = Node(_clean(name), style, number, code or found, float(stated[1]) if stated else None)
        (self._path[-1].children if self._path else self.roots).append(node)
        self._path.append(node)

    def _fill(self, node: Node, row: Sequence[str], points: float | None) -> None:
        columns = self._columns
        node.points = points if points is not None else node.points
        node.rule = row[columns.rule] if columns.rule is not None and _is_said(row[columns.rule]) else ""
        counts = [_SUBTOTAL.fullmatch(cell) for cell in (node.rule, *(row[place] for place in columns.names))]
        node.stated = next((int(count[1]) for count in counts if count), None)
        node.rule = "" if counts[0] else node.rule
        node.notes = "。".join(row[place] for place in columns.notes if _is_said(row[place]))
        node.owner = "、".join(row[place] for place in columns.owners if _is_said(row[place]))
        node.remarks = "；".join(
            row[place] for place in columns.remarks if _is_said(row[place]) and place not in columns.owners
        )

    def _go_on(self, row: Sequence[str], points: float | None, number: int) -> None:
        """A row without a name: another part of the last item where it has points, else more of its words."""
        rule = row[self._columns.rule] if self._columns.rule is not None else ""
        if not self._path or not (_is_said(rule) or points is not None):
            return
        last = self._path[-1]
        if points is None:
            last.rule = f"{last.rule}\n{rule}".strip()
            return
        if not last.children:
            last.children.append(
                Node(
                    last.name, "part", last.row, last.code, last.points, last.rule, last.notes, last.remarks, last.owner
                )
            )
            last.points, last.rule = None, ""
        part = Node(f"{last.name}（第 {len(last.children) + 1} 部分）", "part", number, last.code)
        self._fill(part, row, points)
        last.children.append(part)


def _numbering(text: str) -> tuple[str, str]:
    """(style of numbering, number) at the head of a name; ('', '') without one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for style, pattern in _NUMBERINGS:
        match = pattern.match(plain)
        if match:
            return (f"dotted {match[1].count('.')}" if style == "dotted" else style), match[1]
    return "", ""


def _clean(name: str) -> str:
    """The name without its number and points."""
    plain = _POINTS_IN_NAME.sub("", name).strip()
    folded = unicodedata.normalize("NFKC", plain)
    for _, pattern in _NUMBERINGS:
        match = pattern.match(folded)
        if match and len(match[0]) < len(folded):
            return (
                plain[len(match[0]) :].strip(" 、.．") if len(folded) == len(plain) else folded[match.end() :].strip()
            )
    return plain


def _read_points(text: str) -> float | None:
    match = _FIGURE.fullmatch(text.strip())
    return float(match[1]) if match else None


def _is_said(text: str) -> bool:
    return text not in ("", "-", "—", "–", "/", "－")


def _text(cell: Any) -> str:
    """A cell as text; whole numbers as such."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def walk(nodes: Iterable[Node]) -> Iterable[Node]:
    """Every entry, parents before their children."""
    for node in nodes:
        yield node
        yield from walk(node.children)

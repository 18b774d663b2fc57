"""The tree of a published book → a draft: plain data with all that was understood, what the document gets wrong, what is to ask."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.errors import UserError
from indicators.books.published.meanings import GRADE_ORDERS, read_rule_words
from indicators.books.published.parts import split_parts
from indicators.books.published.reading import ITEM, Ask, Choice, RuleFound, RuleReading
from indicators.books.published.taking import plain
from indicators.books.published.tree import Node, PublishedTree, is_scoring_book, read_tree, walk
from indicators.books.raw import RawBook
from loaders.files import RawSheet, Workbook, read_workbook

FIRST_VERSION = "1"
_SCOPES = (("所在指标", "indicator"), ("所在方面", "aspect"), ("总分", "total"))
_OF_ANY_UNIT = ("not_below_last_year", "versus_average")
_UNIT_CHOICES = (
    ("百分比", "percent"),
    ("人", "persons"),
    ("户", "households"),
    ("元/人", "cny_per_person"),
    ("元", "cny"),
    ("个", "count"),
)
_UNITS = (
    (("率", "占比", "比例", "比重"), "percent"), (("人数", "人员"), "persons"), (("户数",), "households"),
    (("人均", "收入"), "cny_per_person"), (("资金", "金额", "投入"), "cny"), (("数",), "count"),
)  # fmt: skip
_LONGEST_TITLE = 40
_BESIDE = {"bonus": "加分", "grade_cap": "封顶"}
_NEAR = 1e-6
_DEPARTMENT = re.compile(r"^([^、,，;；]{1,12}?(?:部门|局|办|委|中心))(?:提供|负责|组织|牵头|及)")
_ASK_OF_WHOLE = "期次先按年、对象先按县，等次先用好、较好、一般、差，请核对"


@dataclass(frozen=True)
class Problem:
    """Something the document has wrong, by the cell or entry where it stands."""

    where: str
    rule: str
    came: str
    todo: str

    @property
    def message(self) -> str:
        """One line."""
        return f"{self.where}：{self.rule}，实际为「{self.came}」。{self.todo}"


@dataclass(frozen=True)
class Question:
    """Something that a person has to say before the draft is whole. `measure` is '' where it is about the book."""

    measure: str
    words: str
    sentence: str = ""
    choices: tuple[Choice, ...] = ()
    is_taken: bool = False
    """Whether the first answer is offered as the one to take."""


@dataclass(frozen=True)
class PublishedDraft:
    """What a published book came to. `sentences` are the items' words that score, `understood` those that became rules."""

    book: RawBook
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    sentences: int
    understood: int


@dataclass
class _Making:
    """What is collected while the measures are made."""

    source: str
    measures: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    sentences: int = 0
    understood: int = 0


def read_published(path: str | Path, name: str = "", *, file_name: str = "") -> PublishedDraft:
    """The draft that a file with a scoring book comes to (.xlsx, .xls, .csv); `name` becomes the book's id.

    Raises UserError where no sheet has a scoring book's header.
    """
    file = file_name or Path(path).name
    return read_published_book(read_workbook(path, file_name=file), file, name)


def read_published_book(book: Workbook, file: str, name: str = "") -> PublishedDraft:
    """The draft of a file that was read."""
    sheet = next((one for one in book.sheets if is_scoring_book(one)), book.sheets[0])
    return make_draft(read_tree(sheet, file), sheet, file, name)


def make_draft(tree: PublishedTree, sheet: RawSheet, file: str, name: str = "") -> PublishedDraft:
    """The draft of a tree."""
    title = tree.title or sheet.name
    making = _Making(source=f"《{title}》（文件「{file}」）")
    titles = _indicator_titles(tree.roots)
    for number, root in enumerate(tree.roots, 1):
        for indicator, leaf, path in _items(root, str(number)):
            cuts = {"aspect": root.name, "indicator": titles[id(indicator)]}
            _add_item(leaf, f"item_{path}", cuts, len(indicator.leaves) == 1, making)
    making.problems[:0] = _check_sums(tree)
    making.questions.insert(0, Question("", _ASK_OF_WHOLE))
    framework = _framework(tree, making.measures, title, name or "published_book", making.source)
    return PublishedDraft(
        {"framework": framework, "measures": making.measures}, tuple(making.problems), tuple(making.questions),
        making.sentences, making.understood,
    )  # fmt: skip


def _items(root: Node, number: str) -> Iterator[tuple[Node, Node, str]]:
    """(indicator, item, path of numbers) of an aspect's items; an indicator is an entry of the second level."""
    for at, indicator in enumerate(root.children, 1):
        for path, leaf in _numbered(indicator, f"{number}_{at}"):
            yield indicator, leaf, path
    if not root.children:
        yield root, root, number


def _numbered(node: Node, path: str) -> Iterator[tuple[str, Node]]:
    if not node.children:
        yield path, node
    for at, child in enumerate(node.children, 1):
        yield from _numbered(child, f"{path}_{at}")


def _indicator_titles(roots: Sequence[Node]) -> Mapping[int, str]:
    """A title for each indicator; those of one name are told apart by their aspect."""
    pairs = [(root, child) for root in roots for child in (root.children or [root])]
    names = [child.name for _, child in pairs]
    return {
        id(child): child.name if names.count(child.name) == 1 else f"{child.name}（{root.name}）"
        for root, child in pairs
    }


def _add_item(leaf: Node, name: str, cuts: Mapping[str, str], is_alone: bool, making: _Making) -> None:
    """The measures of one item: its parts, or itself; with the vetoes and bonuses that its words bring along."""
    where = f"第 {leaf.row} 行「{leaf.name}」"
    if leaf.points is None:
        making.questions.append(Question(name, "没有写分值，请写几分", leaf.rule or leaf.name))
    parts = split_parts(leaf.rule, leaf.points or 0.0)
    total = sum(part.points for part in parts)
    if parts and leaf.points is not None and abs(total - leaf.points) > _NEAR:
        todo = f"各部分之和为 {total:g} 分，先按各部分的分值"
        making.problems.append(Problem(where, "分值与各部分之和对不上", f"{leaf.points:g}", todo))
        leaf.points = total
    if not parts:
        reading = read_rule_words(leaf.rule, leaf.points or 0.0, f"{leaf.name}。{leaf.notes}")
        _add_reading(reading, leaf, name, cuts, is_alone, making, leaf.rule, _short(leaf.name), leaf.points)
    for number, part in enumerate(parts, 1):
        reading = read_rule_words(part.words, part.points, part.statement)
        words = f"{part.statement}（{part.points:g}分）"
        wording = f"{words}{part.words.removeprefix(part.statement)}"
        _add_reading(
            reading, leaf, f"{name}_{number}", cuts, is_alone, making, wording, _short(part.statement), part.points
        )


def _add_reading(
    reading: RuleReading,
    leaf: Node,
    name: str,
    cuts: Mapping[str, str],
    is_alone: bool,
    making: _Making,
    wording: str,
    title: str,
    points: float | None,
) -> None:
    making.sentences += 1
    making.understood += reading.is_understood
    common = {**cuts, "wording": wording.strip("。 \n") or leaf.name, "source": _source(leaf, making.source)}
    common |= {"department": department} if (department := _department(leaf)) else {}
    main = [rule for rule in reading.rules if rule.points is not None]
    first: dict[str, Any] = main[0].keys if main else {"points": points or 0.0}
    if points is None:
        first.pop("points")
    if main and main[0].scoring["rule"] in _OF_ANY_UNIT:
        first["unit"] = _ask_unit(name, title, making)
    beside = [rule for rule in reading.rules if rule.points is None]
    if points and beside and not main:
        said = f"的 {points:g} 分全是加减分，草稿不计入总分；要计入的，请改成别的计分规则"
        making.questions.append(Question("", f"“{title}”{said}", wording))
    if main or not beside:
        making.measures[name] = {"title": title, **common, **_whole_points(first)}
    for number, rule in enumerate(beside, 1):
        kind = str(rule.scoring["rule"]).removesuffix("_steps")
        own = f"{name}_{kind}" + (str(number) if number > 1 else "")
        making.measures[own] = {
            "title": _title_beside(title, rule, kind),
            **common,
            **_scoped(rule, is_alone, own, making).keys,
        }
    making.questions += [Question(name, ask.words, ask.sentence, ask.choices) for ask in reading.asks]
    if reading.is_absent_left_out:
        words = "没有任务的按缺项：请在“哪些行算”里只留有任务的行，没有任务的县就不参评，其余折算成满分"
        making.questions.append(Question(name, words, leaf.rule, (Choice("表里没有任务的县本来就没有行"),)))


def _ask_unit(name: str, title: str, making: _Making) -> str:
    """The unit of what is only compared with itself or with others; the title may say it."""
    unit = next((unit for words, unit in _UNITS if any(word in title for word in words)), "percent")
    said = {one: words for words, one in _UNIT_CHOICES}[unit]
    choices = tuple(Choice(words, {"unit": one}) for words, one in _UNIT_CHOICES)
    making.questions.append(Question(name, f"计量单位没有写，先按“{said}”", title, choices))
    return unit


def _whole_points(keys: dict[str, Any]) -> dict[str, Any]:
    return keys | {"points": plain(keys["points"])} if "points" in keys else keys


def _title_beside(title: str, rule: RuleFound, kind: str) -> str:
    about = rule.about.strip("的 ,")
    return _short(about) if about else f"{title}{_BESIDE.get(kind, '否决')}"


def _scoped(rule: RuleFound, is_alone: bool, name: str, making: _Making) -> RuleFound:
    """A veto of one item is one of its indicator where the indicator has no other item; else somebody has to say."""
    if rule.scoring.get("scope") != ITEM:
        return rule
    if not is_alone:
        choices = tuple(
            Choice(f"{words}不得分", {"scoring": {**rule.scoring, "scope": scope}}) for words, scope in _SCOPES
        )
        making.questions.append(
            Question(name, "这条否决只管本项，所在指标还有别的项，请选管到哪里，先按所在指标", "", choices)
        )
    return replace(rule, scoring={**rule.scoring, "scope": "indicator"})


def _source(leaf: Node, source: str) -> str:
    remarks = f"；{leaf.remarks}" if leaf.remarks else ""
    return f"{source}{f'第 {leaf.code} 项' if leaf.code else leaf.name}{remarks}"


def _department(leaf: Node) -> str:
    if leaf.owner:
        return leaf.owner
    found = _DEPARTMENT.match(leaf.remarks)
    return found[1] if found and not found[1].startswith("查阅") else ""


def _short(text: str) -> str:
    """A title from words: up to the first stop, at most `_LONGEST_TITLE` long."""
    first = re.split(r"[。;；]", text.strip())[0]
    return first if len(first) <= _LONGEST_TITLE else f"{first[: _LONGEST_TITLE - 1]}…"


def _framework(
    tree: PublishedTree, measures: Mapping[str, Mapping[str, Any]], title: str, name: str, source: str
) -> dict[str, Any]:
    """The keys of the framework; every cut has the points of its measures, so that they add up."""
    cuts = {key: _cuts(measures, key) for key in ("aspect", "indicator")}
    return {
        "framework": name, "title": title, "version": FIRST_VERSION, "period": "year", "level": "county",
        "points": plain(sum(cut["points"] for cut in cuts["aspect"])),
        "aspects": cuts["aspect"], "indicators": cuts["indicator"], **_grades(measures), "source": source,
    }  # fmt: skip


def _grades(measures: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The grades that the caps of the document are of, where they are not the usual ones."""
    best = {str(one["scoring"]["best"]) for one in measures.values() if "best" in one.get("scoring", {})}
    known = [order for order in GRADE_ORDERS if best <= {*order}]
    return {"grades": list(known[0])} if known and known[0] != GRADE_ORDERS[0] else {}


def _cuts(measures: Mapping[str, Mapping[str, Any]], key: str) -> list[dict[str, Any]]:
    points: dict[str, float] = {}
    for measure in measures.values():
        points[measure[key]] = points.get(measure[key], 0.0) + float(measure.get("points", 0))
    return [{"title": title, "points": plain(one)} for title, one in points.items()]


def _check_sums(tree: PublishedTree) -> list[Problem]:
    """Where the document's own sums and counts do not agree with what stands below them."""
    found = []
    for node in walk(tree.roots):
        where = f"第 {node.row} 行「{node.name}」"
        if node.children and node.points is not None and abs(node.sum - node.points) > _NEAR:
            todo = f"其下 {len(node.leaves)} 项之和为 {node.sum:g} 分，草稿按其下各项"
            found.append(Problem(where, "分值对不上", f"{node.points:g}", todo))
        if node.stated is not None and node.stated not in (len(node.children), len(node.leaves)):
            found.append(
                Problem(where, "项数对不上", f"共 {node.stated} 项", f"文件里只有 {len(node.leaves)} 项，是否缺页")
            )
    total = sum(root.points if root.points is not None else root.sum for root in tree.roots)
    if tree.total is not None and abs(total - tree.total) > _NEAR:
        todo = f"各方面之和为 {total:g} 分，是否缺页"
        found.append(Problem(f"「{tree.title}」", "总分对不上", f"{tree.total:g}", todo))
    return found


__all__ = ["Ask", "Problem", "PublishedDraft", "Question", "UserError", "make_draft", "read_published"]

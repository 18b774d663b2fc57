"""A file that somebody drops → a draft of a book: the program's own workbook, or a scoring book as it was published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators.books.asked_items import ask_items
from indicators.books.published import Question, read_published_book
from indicators.books.raw import RawBook
from indicators.books.workbook import is_book_workbook, list_cell_faults, take_in
from loaders.files import read_workbook
from store import Store

WORKBOOK, PUBLISHED = "workbook", "published"
KIND_WORDS: Mapping[str, str] = {WORKBOOK: "按模板填的办法", PUBLISHED: "公开的考核评分细则"}


@dataclass(frozen=True)
class BookFile:
    """What a file came to. `book` is the draft as far as it could be read; `problems` say by sheet, row and column what is wrong;
    `questions` ask what a published book leaves open, or which stored figure is meant, each with the answers proposed.

    `sentences` and `understood` count the items' words of a published book, and those that became rules; `lost` names the measures
    that a cell cost.
    """

    kind: str
    book: RawBook
    problems: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    sentences: int = 0
    understood: int = 0
    lost: tuple[str, ...] = ()

    @property
    def draft(self) -> RawBook:
        """The book to keep: a measure that a cell cost stands in it by its id alone, so that it is missed and the book cannot be put in
        force as if nobody had wanted it."""
        return {**self.book, "measures": {**self.book["measures"], **{name: {} for name in self.lost}}}

    def as_dict(self) -> dict[str, Any]:
        """The same for JSON, without the book."""
        asked = [
            {"measure": one.measure, "question": one.words, "sentence": one.sentence, "answers": [choice.words for choice in one.choices]}
            for one in self.questions
        ]  # fmt: skip
        return {
            "kind": self.kind, "title": str(self.book["framework"].get("title", "")), "measures": len(self.book["measures"]),
            "points": self.book["framework"].get("points"), "problems": list(self.problems), "questions": asked,
            "sentences": self.sentences, "understood": self.understood, "lost": list(self.lost),
        }  # fmt: skip


def read_book_file(path: str | Path, file_name: str = "", name: str = "", store: Store | None = None) -> BookFile:
    """The draft that a file comes to (.xlsx, .xls, .csv); `name` is the id that a published book gets. Figures that the draft names
    and `store` has not are asked.

    Raises UserError where the file cannot be read or is neither.
    """
    file = file_name or Path(path).name
    workbook = read_workbook(path, file_name=file)
    if is_book_workbook(workbook):
        read = take_in(workbook, file)
        found = [*read.problems, *list_cell_faults(read)]
        lost = sorted({one.measure for one in read.problems if one.measure})
        asked = tuple(ask_items(read.book, store)) if store is not None else ()
        return BookFile(WORKBOOK, read.book, _said(file, (one.message for one in found)), asked, lost=tuple(lost))
    draft = read_published_book(workbook, file, name)
    return BookFile(
        PUBLISHED,
        draft.book,
        _said(file, (one.message for one in draft.problems)),
        draft.questions,
        draft.sentences,
        draft.understood,
    )


def _said(file: str, problems: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"文件「{file}」{one}" for one in problems)


def say_book_file(found: BookFile) -> str:
    """What a file came to, in one line."""
    framework, count = found.book["framework"], len(found.book["measures"])
    said = f"{KIND_WORDS[found.kind]}：{framework.get('title', '（没有名称）')}，{count} 项指标，总分 {framework.get('points', '—')}"
    if found.kind == PUBLISHED:
        said += f"；计分文字 {found.sentences} 处，读懂 {found.understood} 处"
    return f"{said}；因单元格有误未读入 {len(found.lost)} 项" if found.lost else said

"""What a document is made of: headings of three levels, paragraphs, tables, page breaks."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is numbered 一、, level 2 （一）, level 3 1.; the number is put before it here."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """One paragraph of the body, its first line indented by two letters."""

    words: str


@dataclass(frozen=True)
class Grid:
    """A table with a title above it; `numbers` are the columns that stand right, `widths` their shares of the page (even without)."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page, under a title of its own such as 附件1."""

    mark: str
    title: str


Part = Heading | Text | Grid | Break


@dataclass(frozen=True)
class Paper:
    """A document: title, to whom, its parts, who signs it and when; `note` stands last, in small letters."""

    title: str
    parts: tuple[Part, ...]
    to: str = ""
    number: str = ""
    signed_by: str = ""
    signed_on: str = ""
    note: str = ""
    is_demo: bool = False
    keywords: tuple[str, ...] = field(default=())

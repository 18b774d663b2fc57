"""What a document is made of: headings of three levels, paragraphs, tables, annexes; and what stands around them."""

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
    """A table with a title above it; `numbers` are the columns that stand right, `widths` their shares of the page (even without),
    `unit` what stands at the right above it (`单位：万元`)."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    widths: tuple[float, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page, under a title of its own such as 附件1."""

    mark: str
    title: str


Part = Heading | Text | Grid | Break


@dataclass(frozen=True)
class Signed:
    """Who sends a document (`by`, with its red head), to whom, under which number (发文字号), to whom copies go; '' leaves it out."""

    by: str = ""
    to: str = ""
    number: str = ""
    copies: str = ""


UNSIGNED = Signed()


@dataclass(frozen=True)
class Paper:
    """A document: title, its parts, who signs it and when. `annexes` are the lines below the body that name what is enclosed, `note`
    stands last in small letters; a wide one has its pages lying, one without head is no letter
    (a list, a card)."""

    title: str
    parts: tuple[Part, ...]
    signed: Signed = UNSIGNED
    signed_on: str = ""
    annexes: tuple[str, ...] = ()
    note: str = ""
    is_demo: bool = False
    is_wide: bool = False
    has_head: bool = True
    keywords: tuple[str, ...] = field(default=())

    @property
    def body(self) -> tuple[Part, ...]:
        """The parts before the first annex."""
        return self.parts[: self._first_annex()]

    @property
    def enclosed(self) -> tuple[Part, ...]:
        """The annexes."""
        return self.parts[self._first_annex() :]

    def _first_annex(self) -> int:
        return next((at for at, part in enumerate(self.parts) if isinstance(part, Break)), len(self.parts))

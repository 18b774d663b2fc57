"""The clauses of one item while they are read: each is taken by one reader, and what stays open is collected."""

from collections.abc import Callable
from dataclasses import dataclass, field

from indicators.books.published.clauses import Clause, Condition
from indicators.books.published.reading import Ask


@dataclass
class Words:
    """The clauses of one item, taken one by one by the readers; `asks` collects what stays open."""

    clauses: list[Clause]
    points: float
    hint: Condition | None
    """The line that a note names (`入学率达到93%以上`), for rules that name none."""
    asks: list[Ask] = field(default_factory=list)

    def has(self, effect: str) -> bool:
        """Whether a clause with that effect is still there."""
        return any(one.effect == effect for one in self.clauses if one.kind != "most")

    def take(self, *kinds: str, effect: str = "", is_right: Callable[[Clause], bool] = lambda _: True) -> list[Clause]:
        """The clauses of these kinds and that effect, which nobody else gets any more."""
        found = [
            one for one in self.clauses if one.kind in kinds and effect in ("", one.effect) and is_right(one)
        ]  # fmt: skip
        self.clauses = [one for one in self.clauses if one not in found]
        return found


def plain(number: float) -> float:
    """A whole number as such, so that a book reads as it was written."""
    rounded = round(number, 9)
    return int(rounded) if rounded == int(rounded) else rounded

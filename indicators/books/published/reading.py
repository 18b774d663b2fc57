"""What reading a rule's words gives: the scoring rules found, and what is left to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.scoring import HIGHER, LOWER

ITEM = "item"
"""The scope of a veto inside one item of a book; the draft says which scope of the program that is."""


@dataclass(frozen=True)
class Choice:
    """One answer to a question: its words, and the keys of the measure that it sets; without any the draft stays as it is."""

    words: str
    keys: Mapping[str, Any] = field(default_factory=dict)


def rule_choices(words: str, scoring: Mapping[str, Any], key: str, values: Iterable[float]) -> tuple[Choice, ...]:
    """Answers that each set one parameter of a rule; `words` say the value at `{}`."""
    return tuple(Choice(words.format(value), {"scoring": {**scoring, key: value}}) for value in values)


@dataclass(frozen=True)
class Ask:
    """Something the words leave open: what is asked, the sentence that leaves it open, and the answers proposed."""

    words: str
    sentence: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class RuleFound:
    """One scoring rule that was read, with what it asks of the value; `points` is None where it brings its own (bonus, veto)."""

    scoring: Mapping[str, Any]
    unit: str
    direction: str
    points: float | None
    about: str = ""
    """What the words say the value is of, where they say more than the item's title does."""
    is_growth: bool = False
    """Whether the line is of the growth against last year."""

    @property
    def keys(self) -> dict[str, Any]:
        """The keys of a measure that it sets."""
        points = {} if self.points is None else {"points": self.points}
        growth = {"growth": True} if self.is_growth else {}
        return {"unit": self.unit, "direction": self.direction, **growth, **points, "scoring": dict(self.scoring)}


@dataclass(frozen=True)
class RuleReading:
    """What an item's words come to. `rules` begins with the one that carries the points; without any nothing was understood."""

    rules: tuple[RuleFound, ...]
    asks: tuple[Ask, ...] = ()
    is_absent_left_out: bool = False
    """Whether the words say that who has no such task is not examined in it."""

    @property
    def is_understood(self) -> bool:
        """Whether every part of the words that speaks of points was read."""
        return bool(self.rules) and not any(ask.sentence and not ask.choices for ask in self.asks)


__all__ = ["HIGHER", "ITEM", "LOWER", "Ask", "Choice", "RuleFound", "RuleReading", "rule_choices"]

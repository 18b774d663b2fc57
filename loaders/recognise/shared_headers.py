"""Headers any table may carry (`headers.yaml`): places, periods, columns that are no figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.declared import Declaration, Field, read_declaration
from core.kinds import TEXTS, WORDS
from loaders.cells import normalise_header

HEADERS_FILE = Path(__file__).with_name("headers.yaml")
_FIELDS = Declaration(
    (Field("place", WORDS, needed=True), Field("period", WORDS, needed=True), Field("ignored", TEXTS, default=()))
)


@dataclass(frozen=True)
class SharedHeaders:
    """Normalised header → what it is: a kind of place column, a kind of period column; and those without figures."""

    place: Mapping[str, str]
    period: Mapping[str, str]
    ignored: frozenset[str]


@cache
def read_shared_headers() -> SharedHeaders:
    """The shared headers, read once."""
    raw = read_declaration(HEADERS_FILE, _FIELDS)
    return SharedHeaders(
        _invert(raw["place"]), _invert(raw["period"]), frozenset(map(normalise_header, raw["ignored"]))
    )


def _invert(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {normalise_header(text): kind for kind, texts in groups.items() for text in texts}

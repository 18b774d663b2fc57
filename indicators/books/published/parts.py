"""An item that is several: `1.…（3分）2.…（2分）`, `以上指标，每项1.5分`. Each part is scored by itself."""

import re
from dataclasses import dataclass

from indicators.books.published.clauses import parse_clause
from indicators.books.published.wording import is_scoring, split_clauses, tidy

_NUMBERED = re.compile(r"(?:(?<=^)|(?<=[\s;。,)]))(?:\d{1,2}[.、)](?!\d)|\(\d{1,2}\))\s*")
_POINTS = re.compile(r"[(,](?:计|共)?(\d+(?:\.\d+)?)分\)?(?=[;。,\s]|$)")
_OWN_POINTS = re.compile(r"\((?:计|共|本项)?(\d+(?:\.\d+)?)分\)")
_COMMON = re.compile(r"(?:以上|上述)(?:指标|各项|内容|任务|\d+项)")
_NEAR = 1e-6


@dataclass(frozen=True)
class Part:
    """One part: what it asks, the words that score it (its own and those said of all parts), its points."""

    statement: str
    words: str
    points: float


def split_parts(text: str, points: float) -> list[Part]:
    """The parts of an item's words, in their order; none where it is one. Their points are the words' own, whatever they add up to."""
    plain = tidy(text)
    found = _COMMON.search(plain)
    body, common = (plain[: found.start()], plain[found.start() :]) if found else (plain, "")
    pieces = [piece.strip(" ;。,") for piece in _NUMBERED.split(body)]
    pieces = [piece for piece in pieces[1:] if piece] if _NUMBERED.search(body) else []
    pieces = pieces or _by_points(body)
    if len(pieces) < 2:
        return []
    own = [_points_of(piece) for piece in pieces]
    each = _shared(common or plain)
    if all(one is not None for one in own):
        worth = [one or 0.0 for one in own]
    elif each is not None and abs(each * len(pieces) - points) < _NEAR:
        worth = [each] * len(pieces)
    else:
        return []
    pieces[-1], tail = _cut_tail(pieces)
    common = common or tail
    cleaned = [_POINTS.sub("", _OWN_POINTS.sub("", piece)).strip(" ;。,") for piece in pieces]
    return [Part(piece, f"{piece}。{common}", one) for piece, one in zip(cleaned, worth, strict=True)]


def _cut_tail(pieces: list[str]) -> tuple[str, str]:
    """The last piece, and what behind its points is said of all of them, where none of the others is scored by itself."""
    last = pieces[-1]
    found = _OWN_POINTS.search(last)
    if found is None or any(is_scoring(_OWN_POINTS.sub("", piece)) for piece in pieces[:-1]):
        return last, ""
    tail = last[found.end() :].strip(" ;。,")
    return (last[: found.end()], tail) if is_scoring(tail) else (last, "")


def _by_points(body: str) -> list[str]:
    """Pieces that each end with their points in brackets."""
    ends = [match.end() for match in _OWN_POINTS.finditer(body)]
    starts = [0, *ends[:-1]]
    return [body[start:end].strip(" ;。,") for start, end in zip(starts, ends, strict=False)] if len(ends) > 1 else []


def _points_of(piece: str) -> float | None:
    found = _OWN_POINTS.search(piece) or _POINTS.search(piece)
    return float(found[1]) if found else None


def _shared(words: str) -> float | None:
    shared = [one.points for one in map(parse_clause, split_clauses(words)) if one.kind == "shared"]
    return shared[0] if shared else None

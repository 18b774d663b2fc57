"""The place of a row of a problem list: by code, else by exact or declared names within the places above. Never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.places import Place, PlaceIndex
from loaders.cells import is_missing, plain_text
from loaders.columns import CODE_KINDS, LEVELS

ALL_NAMES = (*LEVELS, "any")
_CANDIDATES = 3


@dataclass(frozen=True)
class ListPlace:
    """Code and name ('' : not written), and what is wrong: the kind of column and what belongs there."""

    code: str = ""
    name: str = ""
    wrong_kind: str = ""
    expected: str = ""


def read_place(cells: Mapping[str, object], index: PlaceIndex, scope: str) -> ListPlace:
    """The place of cells by kind (`village`, `code`, …). Without any, or when they cannot be read, it is the scope."""
    texts = {kind: plain_text(cell) for kind, cell in cells.items() if not is_missing(cell)}
    default = _as_list_place(index.find(scope) if scope else None)
    for kind in CODE_KINDS:
        if kind in texts:
            return _by_code(kind, texts[kind], texts, index, default)
    return _by_names(texts, index, scope, default)


def _as_list_place(place: Place | None) -> ListPlace:
    return ListPlace(place.code, place.name) if place else ListPlace()


def _by_code(kind: str, code: str, texts: Mapping[str, str], index: PlaceIndex, default: ListPlace) -> ListPlace:
    place = index.find(code)
    if place:
        return _as_list_place(place)
    wrong = index.code_problem(code)
    if wrong:
        return ListPlace(default.code, default.name, kind, wrong)
    name = next((texts[level] for level in reversed(ALL_NAMES) if level in texts), "")
    return ListPlace(code, name[:100])


def _by_names(texts: Mapping[str, str], index: PlaceIndex, scope: str, default: ListPlace) -> ListPlace:
    within, place = scope, None
    for kind in ALL_NAMES:
        if kind not in texts:
            continue
        found = index.resolve(texts[kind], within=within, level="" if kind == "any" else kind)
        if not found.place and not found.candidates:
            if _names_above(texts[kind], index, within):
                continue
            return _wrong(place, default, kind, "本地区已知的地名或区划代码")
        if not found.place:
            names = "、".join(f"{one.full_name}（{one.code}）" for one in found.candidates[:_CANDIDATES])
            return _wrong(place, default, kind, f"不重名的地名，可能是：{names}")
        place, within = found.place, found.place.code
    return _as_list_place(place) if place else default


def _wrong(place: Place | None, default: ListPlace, kind: str, expected: str) -> ListPlace:
    """What could be read above the wrong name stays."""
    kept = _as_list_place(place) if place else default
    return ListPlace(kept.code, kept.name, kind, expected)


def _names_above(name: str, index: PlaceIndex, within: str) -> bool:
    """Whether it says again the name of the place that was already known, or of one above it."""
    found = index.resolve(name).place
    place = index.find(within) if within else None
    while place:
        if found and found.code == place.code:
            return True
        place = index.find(place.parent_code) if place.parent_code else None
    return False

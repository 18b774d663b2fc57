"""What the Excel lists of several pages share: their type, their button, the columns that name the places of their rows."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from core.places import LENGTHS, LEVELS, PlaceIndex, cut_to, depth_of
from core.settings import today
from core.words import say_date
from pages.parts.common import cache, state
from pages.parts.common.address import LEVEL_WORDS
from pages.parts.common.saving import offer_file
from reports.workbook import Sheet, write_workbook

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def place_columns(
    codes: Sequence[str], at: str, places: PlaceIndex, *, is_code_shown: bool = False
) -> dict[str, list[str | None]]:
    """县, 乡镇, 村 below `at`, as far as the rows name them: heading → a name for each code, None where it is of a wider place.

    A place that no table knows is left empty, or stands by its code.
    """
    found: dict[str, list[str | None]] = {}
    for level, heading in LEVEL_WORDS.items():
        if LEVELS.index(level) <= depth_of(at):
            continue
        around = {code: cut_to(code, level) for code in set(codes) if LENGTHS[level] <= len(code)}
        names = {code: _name(part, places, is_code_shown) for code, part in around.items()}
        if any(names.values()):
            found[heading] = [names.get(code) for code in codes]
    return found


def _name(code: str, places: PlaceIndex, is_code_shown: bool) -> str | None:
    place = places.find(code)
    return place.name if place else code if is_code_shown else None


def draw_excel(
    title: str,
    place: str,
    period: str,
    make: Callable[[], Sequence[Sheet]],
    notes: Sequence[tuple[str, str]] = (),
    *,
    key: str,
    label: str = "下载 Excel",
) -> None:
    """The button of what a page shows as a workbook; `make` is asked on a click. A projection has none."""
    is_demo, day = cache.is_demo(), say_date(today(cache.folder()))

    def build() -> bytes:
        return write_workbook(make(), [*notes, ("制表日期", day)], is_demo=is_demo)

    draw_file(build, file_name(title, place, period), key=key, label=label)


def draw_file(build: Callable[[], bytes], name: str, *, key: str, label: str = "下载 Excel") -> None:
    """The button of a workbook that is made on a click. A projection has none."""
    if not state.picked().is_show:
        offer_file(label, build, file_name=name, mime=EXCEL, key=key)


def file_name(*parts: str) -> str:
    """What a file is called: title, place, period, without what no file may be called."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", "_".join(part for part in parts if part)) + ".xlsx"

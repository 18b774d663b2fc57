"""How long the files of a whole province take: the mobilization meeting as PowerPoint, the 通报 with an annex a county as Word."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from indicators.declared import DEFAULT_FRAMEWORK, read_framework
from reports.deck import Deck, write_page, write_presentation
from reports.paper import write_paper
from shows import READY_MADE, make_deck, take_snapshot, write_notice
from store import Store

PERIOD, PROVINCE = "2021-11", "430000"


def measure(folder: Path) -> dict[str, float]:
    """Seconds and processor seconds of each, of an evaluation that is there already as a page has it; slides, bytes."""
    os.environ["DATA_DIR"] = str(folder)
    snapshot = take_snapshot(Store(folder), read_framework(DEFAULT_FRAMEWORK), PERIOD, PROVINCE)
    decks: list[Deck] = []
    files: list[bytes] = []
    found = {"counties": float(len(snapshot.evaluation.places))}
    found |= _timed("slides made", lambda: decks.append(make_deck(snapshot, READY_MADE)))
    found |= _timed(
        "PowerPoint written (aim with the slides ≤ 5 s)", lambda: files.append(write_presentation(decks[0]))
    )
    found |= _timed("one page without a server", lambda: files.append(write_page(decks[0]).encode()))
    found |= _timed("通报 as Word (aim ≤ 10 s)", lambda: files.append(write_paper(write_notice(snapshot))))
    sizes = dict(zip(("PowerPoint, bytes", "page, bytes", "Word, bytes"), map(float, map(len, files)), strict=True))
    return found | {"slides": float(len(decks[0].slides))} | sizes


def _timed(what: str, act: Callable[[], object]) -> dict[str, float]:
    began, busy = time.perf_counter(), time.process_time()
    act()
    return {f"{what}, s": time.perf_counter() - began, f"{what}, processor s": time.process_time() - busy}

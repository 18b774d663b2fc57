"""Imports of eight tables cut off at seeded moments: what the store holds then, table by table, and whether it is told.

`python -m tests.browser.interrupted --moments 60` tries that many moments of each kind: the command killed by -9, the page's tab closed,
another page clicked, the server killed by -9 (every other time with all its children). The suite tries a few.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, expect, sync_playwright

from loaders.importing import import_file
from store import Store
from store.at_once import read_notes
from store.begun import BEGUN
from tests.browser.conftest import FLAGS, PROJECT, WAIT_MILLISECONDS, chromium, free_port, start_server
from tests.loaders.eight_tables import STATES, TABLES, read_digests, write_state

ROWS = 300
OLDER = "知道本文件比已有的旧"
"""Both states have been stored before: each import brings the older one back, and says that it means to."""
SEED = 20211120
BEFORE, AFTER, BETWEEN = "before", "after", "between"
PATIENCE = 120.0
SPREAD = 1.5
"""Moments are spread over so many times what an import takes alone: beside a server and a browser it takes longer."""


@dataclass(frozen=True)
class Outcome:
    """One moment: how long after it had begun the import was cut off, what the store held then and at the end, and whether it was told."""

    kind: str
    seconds: float
    at_once: str
    in_the_end: str
    is_told: bool

    @property
    def is_right(self) -> bool:
        """One import is one thing, and whoever looks next is told what became of it."""
        return BETWEEN not in (self.at_once, self.in_the_end) and self.is_told


@dataclass
class Trial:
    """A data folder that goes from one state to the other and back, and what looks at it."""

    work: Path
    browser: Browser | None = None
    rows: int = ROWS
    folder: Path = field(init=False)
    state: str = "甲"
    seconds: float = 0.0
    """How long a whole import takes once it has begun."""
    server: "subprocess.Popen[bytes] | None" = None
    address: str = ""

    def __post_init__(self) -> None:
        self.folder = self.work / "data"
        self.folder.mkdir()
        self.books = {state: write_state(self.work, state, self.rows) for state in STATES}
        self.digests = {}
        for state in reversed(STATES):
            began = time.monotonic()
            import_file(self.books[state], folder=self.folder)
            self.seconds = time.monotonic() - began
            self.digests[state] = read_digests(self.folder)
        first, second = self.digests.values()
        assert set(first) == set(second) == set(TABLES) and all(first[name] != second[name] for name in TABLES)

    @property
    def other(self) -> str:
        """The state that the next import brings."""
        return next(state for state in STATES if state != self.state)

    def look(self) -> str:
        """Whether the store holds the state from before, the other one, or a part of each."""
        found = read_digests(self.folder)
        return BEFORE if found == self.digests[self.state] else AFTER if found == self.digests[self.other] else BETWEEN

    def wait_until(self, holds: Callable[[], bool], watch: Callable[[], None] = lambda: None) -> None:
        """Until that is so; AssertionError when it takes too long."""
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, "it does not come to an end"
            watch()
            time.sleep(0.01)

    def has_begun(self) -> bool:
        """Whether the import of the other state's workbook was noted since the last one was seen."""
        name = self.books[self.other].name
        return any(note.file_name == name for note in read_notes(self.folder / BEGUN))

    def settle(self, kind: str, seconds: float, at_once: str, is_told: Callable[[str], bool]) -> Outcome:
        """What became of it; the next trial goes on from there, with nothing left to tell."""
        end = self.look()
        outcome = Outcome(kind, seconds, at_once, end, is_told(end))
        store = Store(self.folder)
        for note in store.undone():
            store.forget_undone(note)
        if end == AFTER:
            for note in read_notes(self.folder / BEGUN):
                store.forget_undone(note)
            self.state = self.other
        return outcome

    def is_last_version(self) -> bool:
        """Whether the newest version of every table is the import of the other state's workbook."""
        name, store = self.books[self.other].name, Store(self.folder)
        newest = [store.history(table)[0] for table in TABLES]
        return all(entry.operation == "import" and entry.file_name == name for entry in newest)

    def serve(self) -> None:
        """Starts the server where none runs."""
        if self.server is None:
            port = free_port()
            self.server = start_server(self.folder, port)
            self.address = f"http://127.0.0.1:{port}"

    def stop(self, *, with_children: bool = True) -> list[psutil.Process]:
        """Kills the server; the processes it had begun."""
        if self.server is None:
            return []
        children: list[psutil.Process] = psutil.Process(self.server.pid).children(recursive=True)
        self.server.kill()
        for child in children if with_children else ():
            with suppress(psutil.NoSuchProcess):
                child.kill()
        self.server.wait()
        self.server = None
        return children

    @contextmanager
    def page(self) -> Iterator[Page]:
        """数据导入 in a tab of its own."""
        self.serve()
        assert self.browser is not None
        context = self.browser.new_context(viewport={"width": 1366, "height": 768})
        context.set_default_timeout(WAIT_MILLISECONDS)
        page = context.new_page()
        page.goto(f"{self.address}/imports")
        expect(page.locator("input[type=file]")).to_have_count(1)
        try:
            yield page
        finally:
            context.close()

    def confirm(self, page: Page) -> None:
        """Drops the other state's workbook and confirms it; returns when it has begun."""
        book = self.books[self.other]
        page.locator("input[type=file]").set_input_files(book)
        page.locator("label", has_text=OLDER).click()
        page.get_by_role("button", name="确认导入").click()
        self.wait_until(self.has_begun)

    def is_told_on_page(self, end: str) -> bool:
        """Whether 数据导入 says that it was not finished, or lists it among the versions and says nothing of the kind."""
        words = f"导入的“{self.books[self.other].name}”没有完成"
        with self.page() as page:
            expect(page.get_by_role("heading", name="版本记录")).to_be_visible()
            told = page.get_by_text(words).count() > 0
        return told if end == BEFORE else not told and self.is_last_version()

    def run(self, *words: str, is_heard: bool = True) -> "subprocess.Popen[str]":
        """A command on the folder."""
        environment = os.environ | {"DATA_DIR": str(self.folder)}
        command, output = [sys.executable, "-m", "loaders", *words], subprocess.PIPE if is_heard else subprocess.DEVNULL
        return subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.DEVNULL, text=True
        )


def kill_command(trial: Trial, moment: float, _: int) -> Outcome:
    """The command is killed; the next command tells."""
    process = trial.run("import", "--older", str(trial.books[trial.other]), is_heard=False)
    trial.wait_until(lambda: trial.has_begun() or process.poll() is not None)
    time.sleep(moment)
    process.kill()
    process.wait()
    at_once = trial.look()

    def is_told(end: str) -> bool:
        said = trial.run("history").communicate()[0]
        told = f"导入的“{trial.books[trial.other].name}”没有完成" in said
        return told if end == BEFORE else not told and trial.is_last_version()

    return trial.settle("command killed", moment, at_once, is_told)


def close_tab(trial: Trial, moment: float, _: int) -> Outcome:
    """The tab is closed; the import goes on, and 数据导入 tells in another tab."""
    with trial.page() as page:
        trial.confirm(page)
        time.sleep(moment)
    return _leave(trial, "tab closed", moment)


def click_menu(trial: Trial, moment: float, _: int) -> Outcome:
    """Another page is opened from the menu; back on 数据导入 the result stands there."""
    with trial.page() as page:
        trial.confirm(page)
        time.sleep(moment)
        page.locator("[data-testid='stSidebar'] a", has_text="总览").click()
        expect(page).not_to_have_url(f"{trial.address}/imports")
        outcome = _leave(trial, "menu clicked", moment)
        page.locator("[data-testid='stSidebar'] a", has_text="数据导入").click()
        expect(page.locator("h1.answer")).to_contain_text("入库")
    return outcome


def _leave(trial: Trial, kind: str, moment: float) -> Outcome:
    """An import that nobody waits for is watched to its end, which is that all is stored."""
    seen = {trial.look()}
    trial.wait_until(lambda: trial.look() == AFTER, lambda: seen.add(trial.look()))
    trial.wait_until(lambda: not trial.has_begun())
    return trial.settle(kind, moment, BETWEEN if BETWEEN in seen else BEFORE, trial.is_told_on_page)


def kill_server(trial: Trial, moment: float, number: int) -> Outcome:
    """The server is killed, every other time without what it had begun; the next server tells."""
    with trial.page() as page:
        trial.confirm(page)
        time.sleep(moment)
        children = trial.stop(with_children=number % 2 == 0)
        at_once = trial.look()
    trial.wait_until(
        lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)
    )
    return trial.settle("server killed", moment, at_once, trial.is_told_on_page)


KINDS = {"command": kill_command, "tab": close_tab, "menu": click_menu, "server": kill_server}


def try_moments(trial: Trial, kind: str, moments: int, seed: int = SEED) -> Iterator[Outcome]:
    """So many moments of one kind, spread over the time that an import takes."""
    chance = random.Random(f"{seed} {kind}")
    for number in range(moments):
        yield KINDS[kind](trial, chance.uniform(0, SPREAD * trial.seconds), number)


def main() -> int:
    """Tries all kinds and prints how each moment ended."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.interrupted", description=__doc__)
    parser.add_argument("--moments", type=int, default=60)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--rows", type=int, default=ROWS, help="rows of each table")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    wrong = 0
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        trial = Trial(Path(work), browser, options.rows)
        try:
            for kind in options.kinds:
                found = []
                for outcome in try_moments(trial, kind, options.moments, options.seed):
                    found.append(outcome)
                    print(outcome, flush=True)
                wrong += sum(not one.is_right for one in found)
                ends = {end: sum(one.in_the_end == end for one in found) for end in (BEFORE, AFTER, BETWEEN)}
                told = sum(one.is_told for one in found)
                print(json.dumps({"kind": kind, "moments": len(found), **ends, "told": told}), flush=True)
        finally:
            trial.stop()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

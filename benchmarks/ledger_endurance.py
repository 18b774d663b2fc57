"""`make bench-ledger`: many writers at once for a minute, and processes killed while writing, on each database.

python -m benchmarks.ledger_endurance [--seconds 60] [--writers 16] [--kills 50] [--databases sqlite,postgresql]

Prints a table; ends with 1 and says what is lost when anything is. What counts as lost: `tests.ledger.book.writers.find_losses`.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger.book import Ledger, make_engine, upgrade
from tests.ledger.book.writers import (
    REFUSED,
    WRITTEN,
    Attempt,
    Writers,
    count_events,
    find_losses,
    open_some,
    writing_at_once,
)
from tests.ledger.servers import kill_server, started_postgresql

ENDLESS = 10_000_000
FEW = 4
"""Writers in the rounds that end with a kill."""
MOST_BEFORE = 60
"""Answers after which a round is killed, at most."""


def main() -> int:
    """Run all and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger_endurance")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--databases", default="sqlite,postgresql")
    chosen = parser.parse_args()
    print(
        "| database | what | written | conflicts reported | written, not yet reported | lost |\n|---|---|---|---|---|---|"
    )
    lost = 0
    for kind in chosen.databases.split(","):
        lost += _report(kind, f"{chosen.writers} writers for {chosen.seconds:.0f} s", _write_long, chosen)
        lost += _report(kind, f"{chosen.kills} × kill -9 of {FEW} writers", _kill_writers, chosen)
        if kind == "postgresql":
            lost += _report(kind, f"{chosen.kills} × kill -9 of the database server", _kill_servers, chosen)
    return 1 if lost else 0


def _report(kind: str, what: str, run: Callable[[Ledger, str, Any, Any], list[Attempt]], chosen: Any) -> int:
    """Run on an empty ledger, print the row; how much was lost."""
    with _server(kind) as (url, server), tempfile.TemporaryDirectory() as folder:
        engine = make_engine(url)
        upgrade(engine)
        ledger = Ledger(engine, Path(folder))
        open_some(ledger)
        attempts = run(ledger, url, server, chosen)
        losses = find_losses(ledger, attempts)
        outcomes = Counter(one.outcome for one in attempts)
        untold = count_events(ledger) - outcomes[WRITTEN]
        engine.dispose()
    print(
        f"| {kind} | {what} | {outcomes[WRITTEN]:,} | {outcomes[REFUSED]:,} | {untold:,} | {len(losses)} |", flush=True
    )
    print("".join(f"{loss}\n" for loss in losses), end="", file=sys.stderr)
    return len(losses)


@contextmanager
def _server(kind: str) -> Iterator[tuple[str, Any]]:
    if kind == "postgresql":
        with started_postgresql() as server:
            yield str(server.get_uri()), server
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'ledger.db'}", None


def _write_long(ledger: Ledger, url: str, _server: Any, chosen: Any) -> list[Attempt]:
    with writing_at_once(url, ledger.folder, chosen.writers, ENDLESS) as writers:
        writers.listen(until=1)
        end = time.monotonic() + chosen.seconds
        while time.monotonic() < end:
            writers.listen(until=len(writers.attempts) + 1)
        writers.kill()
    return writers.attempts


def _kill_writers(ledger: Ledger, url: str, _server: Any, chosen: Any) -> list[Attempt]:
    return _rounds(ledger, url, chosen, Writers.kill)


def _kill_servers(ledger: Ledger, url: str, server: Any, chosen: Any) -> list[Attempt]:
    def kill(writers: Writers) -> None:
        kill_server(server)
        writers.listen()
        server.ensure_postgres_running()

    return _rounds(ledger, url, chosen, kill)


def _rounds(ledger: Ledger, url: str, chosen: Any, kill: Callable[[Writers], None]) -> list[Attempt]:
    dice, attempts = random.Random(20211120), list[Attempt]()
    for number in range(chosen.kills):
        with writing_at_once(url, ledger.folder, FEW, ENDLESS, seed=number) as writers:
            writers.listen(until=dice.randint(1, MOST_BEFORE))
            time.sleep(dice.random() / 50)
            kill(writers)
        attempts += writers.attempts
    return attempts


if __name__ == "__main__":
    sys.exit(main())

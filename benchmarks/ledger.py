"""`make bench-ledger`: looking into a ledger of 100 000 problems and a million events, on each database.

python -m benchmarks.ledger [--problems 100000] [--events 10] [--databases sqlite,postgresql]

Prints tables like those of docs/performance.md: each question asked several times, its median and its worst.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.ledger_rows import PERSONS, TODAY, fill
from ledger.book import make_engine, upgrade, words
from ledger.looking import DUES, GROUPS, UNCLOSED, ProblemFilter, count_problems, find_problems, read_curve
from tests.ledger.servers import started_postgresql

ROUNDS = 5
DATABASES = ("sqlite", "postgresql")
FILTERS: Mapping[str, tuple[ProblemFilter, ...]] = {
    "no filter": (ProblemFilter(),),
    "state": tuple(ProblemFilter(state=state) for state in (*words.STATES, UNCLOSED)),
    "time left": tuple(ProblemFilter(due=due) for due in DUES),
    "source": tuple(ProblemFilter(source=source) for source in words.SOURCES),
    "source document": (ProblemFilter(source_document="第7批问题清单"),),
    "type": (ProblemFilter(problem_type="资金管理不规范"), ProblemFilter(problem_type="三保障不够扎实")),
    "aspect, indicator": (ProblemFilter(aspect="工作落实"), ProblemFilter(indicator="就业稳岗")),
    "measure": (ProblemFilter(measure="household_checks/c7"), ProblemFilter(measure="household_checks/none")),
    "place, province to village": tuple(
        ProblemFilter(place=place) for place in ("430000", "430100", "430122", "430122104", "430122104205")
    ),
    "household": (ProblemFilter(household_code="4301221042050007"),),
    "department": (ProblemFilter(department="住建局"), ProblemFilter(lead_department="乡村振兴局")),
    "person": (ProblemFilter(person=PERSONS[3]), ProblemFilter(person="无此人")),
    "severity, term, root cause": (ProblemFilter(severity="严重"), ProblemFilter(term="短期攻坚"), ProblemFilter(root_cause="作风")),
    "came again": (ProblemFilter(recurred=True),),
    "number": (ProblemFilter(words="2021-54321"),),
    "words, common": (ProblemFilter(words="危房"), ProblemFilter(words="户")),
    "words, rare": (ProblemFilter(words="第54321号村"), ProblemFilter(words="没有这样的话")),
    "several at once": (
        ProblemFilter(place="430122", state=UNCLOSED, due=DUES[0]), ProblemFilter(department="住建局", due=DUES[0]),
        ProblemFilter(source="信访", problem_type="资金管理不规范", state="整改中"),
        ProblemFilter(place="430100", words="危房", state=UNCLOSED), ProblemFilter(severity="严重", term="短期攻坚", due=DUES[1]),
    ),
}  # fmt: skip


def main() -> None:
    """Fill each database and print what looking takes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger")
    parser.add_argument("--problems", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=10)
    parser.add_argument("--databases", default=",".join(DATABASES))
    chosen = parser.parse_args()
    columns = {name: _measure_one(name, chosen.problems, chosen.events) for name in chosen.databases.split(",")}
    print(f"\n{chosen.problems:,} problems, {chosen.problems * chosen.events:,} events: median, worst in seconds\n")
    print(f"| what | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for what in next(iter(columns.values())):
        print(f"| {what} | {' | '.join(column[what] for column in columns.values())} |", flush=True)


def _measure_one(kind: str, problems: int, events: int) -> dict[str, str]:
    with _filled(kind, problems, events) as (engine, seconds):
        return {"filling": f"{seconds:.0f}", **dict(_measure(engine))}


@contextmanager
def _filled(kind: str, problems: int, events: int) -> Iterator[tuple[Engine, float]]:
    """An engine of a filled ledger, and what filling took."""
    with _address(kind) as url:
        engine = make_engine(url)
        upgrade(engine)
        began = time.perf_counter()
        fill(engine, problems, events)
        yield engine, time.perf_counter() - began
        engine.dispose()


@contextmanager
def _address(kind: str) -> Iterator[str]:
    if kind == "postgresql":
        with started_postgresql() as server:
            yield str(server.get_uri())
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'ledger.db'}"


def _measure(engine: Engine) -> Iterator[tuple[str, str]]:
    for what, filters in FILTERS.items():
        asked = [partial(find_problems, engine, one, TODAY) for one in filters]
        yield f"first page and total: {what}", _time(asked)
    yield "the last page of all", _time([partial(find_problems, engine, ProblemFilter(), TODAY, offset=99_800)])
    for by in GROUPS:
        yield f"counts by {by}", _time([partial(count_problems, engine, ProblemFilter(), [by], TODAY)])
    crossed = partial(count_problems, engine, ProblemFilter(place="430122"), ["department", "due"], TODAY)
    yield "counts by department and time left of a county", _time([crossed])
    curves = {
        "all": ProblemFilter(),
        "a county": ProblemFilter(place="430122"),
        "a department": ProblemFilter(department="住建局"),
    }
    for what, one in curves.items():
        yield f"curve of {what}", _time([partial(read_curve, engine, one, TODAY)])


def _time(questions: Sequence[Callable[[], object]]) -> str:
    """Median and worst of all rounds of all questions."""
    taken = []
    for ask in questions:
        ask()
        for _ in range(ROUNDS):
            began = time.perf_counter()
            ask()
            taken.append(time.perf_counter() - began)
    return f"{statistics.median(taken):.3f}, {max(taken):.3f}"


if __name__ == "__main__":
    main()

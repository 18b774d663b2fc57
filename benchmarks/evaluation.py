"""What an evaluation of a province takes, counting the registers behind reported figures, each step in a process of its own.

python -m benchmarks.evaluation FOLDER [STEP …]   a folder that `benchmarks.make_province --persons …` filled, all steps or these

The steps of a run follow one another: `counted` takes away the answers that were kept and counts everything, the next find them.
`resent` stores the rows of one county once more. With DuckDB's memory limited as by `benchmarks.checks`.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.checks import MEMORY_LIMIT
from benchmarks.checks_steps import resend_county
from demo.places.world import PERIODS, PROVINCE
from indicators.declared import DEFAULT_FRAMEWORK, PeriodBounds, read_framework
from indicators.evaluation import EVALUATIONS_FOLDER, evaluate
from indicators.reconciliation import compare_registers
from store import ANSWERS_FOLDER, Store

PERIOD, AGAIN = PERIODS[-1], 5
DAY = PeriodBounds.of(PERIOD).period_end
PAGES = {
    "overview": "总览", "ranking": "排名", "county_map": "地图", "shortfalls": "短板清单", "quality": "数据质量", "checks": "疑点核查",
}  # fmt: skip
Figures = Mapping[str, float]


def measure(folder: Path, steps: Sequence[str] = ()) -> dict[str, float]:
    """Figures of the steps by name, seconds and bytes."""
    return {f"{step}: {name}": value for step in steps or tuple(STEPS) for name, value in _run(step, folder).items()}


def _run(step: str, folder: Path) -> Figures:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.evaluation", "--step", step, str(folder)]
    environment = {
        **os.environ, "DUCKDB_MEMORY_LIMIT": MEMORY_LIMIT, "DATA_DIR": str(folder), "TODAY": DAY.isoformat(),
    }  # fmt: skip
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    print(f"… {step}: { {name: round(value, 2) for name, value in found.items()} }", file=sys.stderr, flush=True)
    return found


def count_all(folder: Path) -> Figures:
    """Every register counted, nothing known before."""
    shutil.rmtree(folder / ANSWERS_FOLDER, ignore_errors=True)
    shutil.rmtree(folder / EVALUATIONS_FOLDER, ignore_errors=True)
    return evaluate_kept(folder)


def evaluate_kept(folder: Path) -> Figures:
    """The first evaluation of a program that has just begun, and the same again."""
    store, framework = Store(folder), read_framework(DEFAULT_FRAMEWORK)
    first = _timed(lambda: evaluate(store, framework, PERIOD, PROVINCE))
    again = [_timed(lambda: evaluate(store, framework, PERIOD, PROVINCE)) for _ in range(AGAIN)]
    return {"first, s (aim ≤ 3)": first, "again, s (aim ≤ 0.3)": statistics.median(again)}


def evaluate_resent(folder: Path) -> Figures:
    """The first evaluation after one county sent its monthly export again."""
    resend_county(Store(folder))
    return evaluate_kept(folder)


def evaluate_day_before(folder: Path) -> Figures:
    """As of a day that nobody has asked for."""
    store, framework = Store(folder), read_framework(DEFAULT_FRAMEWORK)
    day = DAY - timedelta(days=1)
    shutil.rmtree(folder / EVALUATIONS_FOLDER, ignore_errors=True)
    return {"first, s": _timed(lambda: evaluate(store, framework, PERIOD, PROVINCE, day))}


def reconcile(folder: Path) -> Figures:
    """Every reported figure held against its register, township by township."""
    store, framework = Store(folder), read_framework(DEFAULT_FRAMEWORK)
    seconds = [_timed(lambda: compare_registers(store, framework, PERIOD, PROVINCE)) for _ in range(2)]
    return {"first, s": seconds[0], "again, s": seconds[1]}


def open_pages(_: Path) -> Figures:
    """Each page opened at the province for the first time by a program that has just begun, and again (without a browser)."""
    from streamlit.runtime.pages_manager import PagesManager

    from tests.pages.opening import open_page

    begin = PagesManager.__init__

    def begin_without_folder(self: PagesManager, *given: object, **named: object) -> None:
        begin(self, *given, **named)  # type: ignore[arg-type]
        PagesManager.uses_pages_directory = False

    PagesManager.__init__ = begin_without_folder  # type: ignore[method-assign]
    figures = {}
    for name, title in PAGES.items():
        seconds = [_timed(lambda name=name: open_page(name, place=PROVINCE, period=PERIOD)) for _ in range(4)]  # type: ignore[misc]
        figures[f"{title}, first, s (aim ≤ 2)"] = seconds[0]
        figures[f"{title}, again, s (aim ≤ 1)"] = statistics.median(seconds[1:])
    return figures


STEPS: Mapping[str, Callable[[Path], Figures]] = {
    "counted": count_all,
    "kept": evaluate_kept,
    "resent": evaluate_resent,
    "another day": evaluate_day_before,
    "reconciled": reconcile,
    "pages": open_pages,
}


def _timed(step: Callable[[], object]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def main(arguments: Sequence[str]) -> int:
    """All steps of a folder, each in a process of its own; with `--step` one step in this one."""
    if arguments[:1] == ["--step"]:
        figures = dict(STEPS[arguments[1]](Path(arguments[2])))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({**figures, "peak_bytes": peak}, ensure_ascii=False))
        return 0
    for name, value in measure(Path(arguments[0]), arguments[1:]).items():
        print(f"| {name} | {value:,.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

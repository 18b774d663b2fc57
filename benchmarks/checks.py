"""`make bench-checks`: the household checks on a whole province, every figure from one run, each in a process of its own.

python -m benchmarks.checks [--folder F] [--persons 7000000] [--growth 700000,35000000] [--steps all,scan,…]

Fills `F/p<persons>` where it is not filled yet and prints tables like those of docs/performance.md. Stops with an error
when pandas or Spark finds something else than DuckDB.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from benchmarks.checks_pandas import TEN
from store import Store

MEMORY_LIMIT = "3GB"
"""DuckDB's limit while measuring; the process around it takes some more, together not above 4 GiB."""
STEPS = ("all", "scan", "each", "ten", "pandas", "lists", "again", "sums", "spark")
Figures = Mapping[str, float]


def main(arguments: list[str] | None = None) -> int:
    """Run the steps and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks")
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--persons", type=int, default=7_000_000)
    parser.add_argument("--growth", default="700000,35000000")
    parser.add_argument("--steps", default=",".join(STEPS))
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        base = chosen.folder or Path(scratch)
        figures = _measure(_filled(base, chosen.persons), chosen.steps.split(","))
        _say(f"{chosen.persons:,} persons", _rows(figures))
        for persons in [int(text) for text in chosen.growth.split(",") if text]:
            grown = _measure(_filled(base, persons), ["all", "scan"])
            _say(f"{persons:,} persons", _rows(grown))
    return _refuse_differences(figures)


def _filled(base: Path, persons: int) -> Path:
    """The folder, made in a process of its own: the peak memory of this one would be inherited by every step."""
    folder = base / f"p{persons}"
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    if not Store(folder).versions():
        command = [sys.executable, "-m", "benchmarks.make_province", str(folder), "--persons", str(persons)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
        _say("Making the data", {"seconds": time.perf_counter() - began, "bytes of Parquet": float(size)})
    return folder


def _measure(folder: Path, steps: list[str]) -> dict[str, Figures]:
    return {step: _run(step, folder) for step in steps}


def _run(step: str, folder: Path) -> Figures:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.checks_steps", step, str(folder)]
    environment = {**os.environ, "DUCKDB_MEMORY_LIMIT": MEMORY_LIMIT}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    shown = {name: round(value, 2) for name, value in figures.items() if name not in TEN and not name.startswith("of ")}
    print(f"… {step} {folder.name}: {shown}", file=sys.stderr, flush=True)
    return figures


def _rows(figures: Mapping[str, Figures]) -> dict[str, float]:
    """Figures by the words of the table, with the ratios that the aims are about."""
    rows = {
        f"{step}: {name}": value
        for step, found in figures.items()
        for name, value in found.items()
        if name not in TEN and not name.startswith("of ")
    }
    if {"all", "scan"} <= figures.keys():
        rows["all checks / bare scan (aim ≤ 3)"] = figures["all"]["seconds"] / figures["scan"]["seconds"]
    if {"all", "each"} <= figures.keys():
        rows["one query each / all checks"] = figures["each"]["seconds"] / figures["all"]["seconds"]
    if {"ten", "pandas"} <= figures.keys():
        rows["pandas / ten checks (aim ≥ 10)"] = figures["pandas"]["seconds"] / figures["ten"]["seconds"]
    if {"all", "spark"} <= figures.keys():
        rows["Spark local / all checks"] = figures["spark"]["seconds"] / figures["all"]["seconds"]
    return rows


def _refuse_differences(figures: Mapping[str, Figures]) -> int:
    """1 with words when two ways of answering differ, else 0."""
    differences = []
    if {"ten", "pandas"} <= figures.keys():
        mine, other = figures["ten"], figures["pandas"]
        differences += [check for check in TEN if mine.get(check, 0) != other.get(check, 0)]
    if {"sums", "spark"} <= figures.keys():
        mine, other = figures["sums"], figures["spark"]
        named = {name for name in (*mine, *other) if name.startswith("of ")}
        differences += sorted(name for name in named if mine.get(name, 0) != other.get(name, 0))
        print(f"Spark and DuckDB: {len(named)} counts compared")
    if differences:
        print(f"different answers: {', '.join(differences)}", file=sys.stderr)
    return 1 if differences else 0


def _say(title: str, rows: Mapping[str, float]) -> None:
    print(f"\n## {title}\n")
    for name, value in rows.items():
        print(f"| {name} | {value:,.2f} |" if value != int(value) else f"| {name} | {int(value):,} |")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

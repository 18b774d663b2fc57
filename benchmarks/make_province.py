"""Make the big invented data set that the benchmarks read.

python -m benchmarks.make_province FOLDER                    122 counties, 200 000 projects, 24 months
python -m benchmarks.make_province FOLDER --persons 7000000  the same and the registered households of one month
python -m benchmarks.make_province FOLDER --country          one month of every county of the country
"""

import argparse
import sys
import time
from pathlib import Path

from demo.places.world import SEED
from demo.province.fill import PROJECTS, fill_country, fill_province
from demo.province.households import fill_households
from store import Store


def make_province(
    folder: Path, *, projects: int = PROJECTS, persons: int = 0, is_country: bool = False, seed: int = SEED
) -> dict[str, int]:
    """Fills an empty folder and returns rows by table; a folder that holds data already is left as it is ({})."""
    if Store(folder).versions():
        return {}
    if is_country:
        return fill_country(folder, seed=seed)
    rows = fill_province(folder, projects=projects, seed=seed)
    return rows | fill_households(folder, persons=persons, seed=seed) if persons else rows


def main(arguments: list[str] | None = None) -> int:
    """The command: prints rows by table and the seconds it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.make_province")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--projects", type=int, default=PROJECTS)
    parser.add_argument("--persons", type=int, default=0, help="registered persons, two in seven of them households")
    parser.add_argument("--country", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(arguments)
    began = time.perf_counter()
    rows = make_province(
        chosen.folder,
        projects=chosen.projects,
        persons=chosen.persons,
        is_country=chosen.country,
        seed=chosen.seed,
    )
    if not rows:
        print(f"{chosen.folder} already holds data; left as it is", file=sys.stderr)
        return 0
    for table, count in rows.items():
        print(f"{table}: {count}")
    print(f"{time.perf_counter() - began:.1f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

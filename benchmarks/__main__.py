"""`make bench`: every figure of docs/performance.md from one run on this machine, printed as a table.

python -m benchmarks [import|map|excel|eight|province|wire|files|evaluation …]

`wire` and `files` take the filled province that the variable WIRE names, or make one without registers.
`evaluation` reads the registers of 7 million persons: of the folder that the variable PROVINCE names, or made anew.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import evaluation, import_speed, in_browser, map_bytes, office_files, on_the_wire, workbooks
from benchmarks.make_province import make_province
from demo.fill import fill_store
from demo.province.households import PERSONS
from store import Store

SECTIONS: Mapping[str, str] = {
    "import": "Import of 200 000 rows",
    "map": "Bytes of maps",
    "excel": "A list as Excel",
    "eight": "In the browser, 8 counties",
    "province": "In the browser, 122 counties × 24 months × 60 measures, 200 000 projects",
    "wire": "On the wire and on a phone, 122 counties",
    "files": "Files of 122 counties",
    "evaluation": "Evaluation of 122 counties with the registers of 7 million persons",
}


def main(arguments: list[str]) -> int:
    """Run the named sections, or all."""
    wanted = arguments or list(SECTIONS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        steps: dict[str, Callable[[], Mapping[str, float]]] = {
            "import": lambda: import_speed.measure(folder),
            "map": _map_bytes,
            "excel": workbooks.measure,
            "eight": lambda: _in_browser(folder / "eight", fill_store, "433123"),
            "province": lambda: _in_browser(folder / "province", make_province, "433123"),
            "wire": lambda: on_the_wire.measure(_province(folder)),
            "files": lambda: office_files.measure(_province(folder)),
            "evaluation": lambda: _evaluation(Path(os.environ.get("PROVINCE") or folder / "registers")),
        }
        for section in wanted:
            _say(SECTIONS[section], steps[section]())
    return 0


def _map_bytes() -> Mapping[str, float]:
    program = map_bytes.measure_program_files()
    figures = {}
    for scope in map_bytes.SCOPES:
        found = map_bytes.measure_map(scope)
        first = found["outlines_gzip"] + program + found["recolouring"]
        figures[f"first map, {found['places']} places, bytes gzip (aim ≤ 400 kB)"] = first
        figures[f"recolouring, {found['places']} places, bytes (aim ≤ 60 kB)"] = found["recolouring"]
    return figures


def _in_browser(folder: Path, fill: Callable[[Path], object], place: str) -> Mapping[str, float]:
    folder.mkdir()
    os.environ["DATA_DIR"] = str(folder)
    fill(folder)
    return in_browser.measure(folder, place)


def _province(folder: Path) -> Path:
    """The province that is there, else one made for both sections."""
    there = os.environ.get("WIRE")
    made = Path(there) if there else folder / "files"
    made.mkdir(exist_ok=True)
    make_province(made)
    return made


def _evaluation(folder: Path) -> Mapping[str, float]:
    folder.mkdir(parents=True, exist_ok=True)
    if not Store(folder).versions():
        command = [sys.executable, "-m", "benchmarks.make_province", str(folder), "--persons", str(PERSONS)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return evaluation.measure(folder)


def _say(title: str, figures: Mapping[str, float]) -> None:
    print(f"\n## {title}\n")
    for name, figure in figures.items():
        print(f"| {name} | {figure:,.2f} |" if isinstance(figure, float) else f"| {name} | {figure:,} |")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Nothing is read or connected when a module is imported."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PROBE = """
import importlib, sys
from pathlib import Path
project = Path({project!r})
rooms = ("core", "store", "access", "loaders", "indicators", "ledger", "shows", "demo", "geo", "charts", "reports")
names = sorted(
    ".".join(path.relative_to(project).with_suffix("").parts)
    for room in rooms for path in (project / room).rglob("*.py")
    if path.stem not in ("__main__", "__init__") and "migrations" not in path.parts
)
opened = []
def watch(event, arguments):
    if event in ("open", "socket.connect", "sqlite3.connect"):
        path = str(arguments[0])
        if event != "open" or (path.startswith(str(project)) and "/.venv/" not in path and not path.endswith((".py", ".pyc"))
                               and "__pycache__" not in path):
            opened.append((event, path))
sys.addaudithook(watch)
for name in names:
    importlib.import_module(name)
print(len(names), opened)
sys.exit(1 if opened else 0)
"""


def test_importing_the_rooms_reads_no_file_and_connects_to_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(project=str(PROJECT))],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

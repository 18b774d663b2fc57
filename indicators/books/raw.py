"""A book as plain data: what its YAML files hold, read from a folder and written to one."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict

import yaml

from core.declared import Declaration, read_yaml
from core.errors import UserError
from core.on_disk import write_kept
from indicators.declared import fields, measure_files

MEASURES = "measures"
"""The folder of the measures inside a book that the program writes."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""What a measure's id may be: it is the name of its file."""
_WIDTH = 120


class RawBook(TypedDict):
    """`framework`: the keys of framework.yaml; `measures`: id → the keys of its file. Nothing but what YAML has: texts, numbers,
    booleans, lists and mappings."""

    framework: dict[str, Any]
    measures: dict[str, dict[str, Any]]


def read_raw(home: Path) -> RawBook:
    """The book whose files lie in a folder. Raises UserError naming the file that cannot be read or holds no keys."""
    measures = {name: _read_keys(path) for name, path in measure_files(home.name, home.parent).items()}
    return {"framework": _read_keys(home / "framework.yaml"), "measures": measures}


def write_raw(book: RawBook, home: Path) -> None:
    """Write the book's files into a new folder; the same book always makes the same bytes."""
    (home / MEASURES).mkdir(parents=True)
    for path, text in files_of(book).items():
        write_kept(home / path, text)


def files_of(book: RawBook) -> Mapping[Path, str]:
    """Path inside the folder → text of every file that a book is written as."""
    measures = {
        Path(MEASURES, f"{name}.yaml"): _dump(raw, fields.MEASURE.names)
        for name, raw in sorted(book["measures"].items())
    }
    return {Path("framework.yaml"): _dump(book["framework"], fields.FRAMEWORK.names), **measures}


def _read_keys(path: Path) -> dict[str, Any]:
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise UserError(Declaration(()).shape, file=path.name, came=raw, todo="请参照现有文件的写法")
    return raw


def _dump(raw: Mapping[str, Any], names: Iterable[str]) -> str:
    """The keys in the order of the documents, those that are none of them last."""
    known = [name for name in names if name in raw]
    ordered = {name: raw[name] for name in [*known, *sorted(raw.keys() - set(known), key=str)]}
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=_WIDTH)

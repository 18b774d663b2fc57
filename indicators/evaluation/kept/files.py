"""The files of evaluations in the data folder, each under the name of all that it depends on: the rows, the definitions, the day, the
program. One out of step has another name and is never found; a damaged one counts as not there."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from core.declared import kept_until_changed
from core.errors import UserError
from indicators.declared import LIMITS_FILE, Framework, read_framework, views
from indicators.evaluation.kept.frames import Unpackable, pack, unpack
from store import TABLES_FOLDER

EVALUATIONS_FOLDER: Final = "evaluations"
"""Where the files stand in the data folder; it may be taken away at any time."""
SLOW_SECONDS: Final = 0.3
"""An evaluation that took so long is kept."""
KEPT_FILES: Final = 200
"""More are not kept: the oldest half goes."""
_DIGEST: Final = 32
_PROJECT: Final = Path(__file__).parents[3]
_ROOMS: Final = ("core", "store", "indicators")
"""The code that an evaluation runs through."""


def key_of(framework: Framework, rows: str, asked: Iterable[object]) -> str:
    """The name of an evaluation by a framework: `rows` changes with the tables it looks at, `asked` is what else it is of. '' for a
    framework that is not as its files say (a draft with another measure): nothing says what it depends on."""
    plain = framework.undated or framework
    if not _is_as_declared(plain):
        return ""
    parts = (
        _code_stamp(),
        _declared_stamp(),
        plain.id,
        plain.content_hash,
        str(framework.called),
        rows,
        *map(str, asked),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


def _is_as_declared(framework: Framework) -> bool:
    try:
        return read_framework(framework.id) is framework
    except UserError:
        return False


def read_kept(folder: Path, key: str) -> tuple[list[pd.DataFrame], dict[str, Any]] | None:
    """The frames and the record that were kept under a name; None where there are none that can be read."""
    try:
        data = (folder / EVALUATIONS_FOLDER / key).read_bytes()
        packed = data[_DIGEST:]
        if hashlib.sha256(packed).digest() != data[:_DIGEST]:
            return None
        return unpack(pa.decompress(packed[8:], int.from_bytes(packed[:8], "little"), codec="zstd", asbytes=True))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(folder: Path, key: str, frames: Sequence[pd.DataFrame], record: Mapping[str, Any]) -> None:
    """Keep frames under a name, whole or not at all; a folder that cannot be written costs nothing but the time to evaluate again."""
    home = folder / EVALUATIONS_FOLDER
    unfinished = home / f"{uuid.uuid4().hex}.unfinished"
    with suppress(OSError, Unpackable):
        plain = pack(frames, record)
        packed = len(plain).to_bytes(8, "little") + pa.compress(plain, codec="zstd", asbytes=True)
        try:
            home.mkdir(exist_ok=True)
            unfinished.write_bytes(hashlib.sha256(packed).digest() + packed)
            unfinished.replace(home / key)
            _drop_old(home)
        finally:
            unfinished.unlink(missing_ok=True)


def _drop_old(home: Path) -> None:
    names = list(home.iterdir())
    if len(names) > KEPT_FILES:
        for path in sorted(names, key=lambda path: path.stat().st_mtime)[: len(names) // 2]:
            path.unlink(missing_ok=True)


@cache
def _code_stamp() -> str:
    """A text that changes with the program: its code as this process found it, and the packages that compute."""
    digest = hashlib.sha256("|".join((duckdb.__version__, pd.__version__, np.__version__, pa.__version__)).encode())
    for room in _ROOMS:
        for path in sorted((_PROJECT / room).rglob("*.py")):
            digest.update(path.relative_to(_PROJECT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@kept_until_changed(TABLES_FOLDER, views.VIEWS_FOLDER, LIMITS_FILE.parent)
def _declared_stamp() -> str:
    """A text that changes with what every definition stands on: tables, views, lines."""
    digest = hashlib.sha256()
    below = [path for folder in (TABLES_FOLDER, views.VIEWS_FOLDER) for path in folder.rglob("*.*") if path.is_file()]
    for path in (
        *sorted(below),
        *sorted(LIMITS_FILE.parent.glob("*.yaml")),
        *sorted((_PROJECT / "core").rglob("*.yaml")),
    ):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()

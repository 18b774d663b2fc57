"""Declarations on disk: one file a name, in folders that only sort them for the reader."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.errors import UserError


def files_by_name(folder: Path, ending: str = ".yaml") -> Mapping[str, Path]:
    """Name → file, sorted by name, of every file in a folder and the folders below it.

    A name stands once, whatever folder it is in. Raises UserError naming both files otherwise.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob(f"*{ending}"), key=lambda path: path.name):
        if path.stem in found:
            both = [str(one.relative_to(folder)) for one in (found[path.stem], path)]
            raise UserError("两个文件同名", file=path.name, came="、".join(both), todo="请改名或删去一个")
        found[path.stem] = path
    return found

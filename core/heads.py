"""Digests noted a second time, beside the database: lines cut off at its end, and a chain rewritten without a key, are missed by them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.settings import audit_heads

_NAME: Final = "heads"
_DIGITS: Final = 64


def heads_path(folder: Path) -> Path:
    """Where a chain's digests are noted: a file in its folder, or in the folder `AUDIT_HEADS`, better on another disk or share."""
    return Path(audit_heads(), f"{folder.name}.{_NAME}") if audit_heads() else folder / _NAME


def note_heads(folder: Path, heads: Iterable[tuple[str, str]]) -> None:
    """Note (line's name, digest) of lines that are committed; written at once, so that processes do not mix.

    A disk that is full costs the notes and not the act: the chain itself goes on.
    """
    path = heads_path(folder)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab", buffering=0) as file:
            file.write("".join(f"{name} {digest}\n" for name, digest in heads).encode())


def read_heads(folder: Path) -> Iterator[tuple[int, str, str]]:
    """(row of the file, line's name, digest) of every note; '' for both where a note cannot be read."""
    path = heads_path(folder)
    if not path.exists():
        return
    with path.open(encoding="ascii", errors="replace") as file:
        for row, said in enumerate(file, 1):
            name, _, digest = said.strip().partition(" ")
            yield (row, name, digest) if name and len(digest) == _DIGITS else (row, "", "")


def put_heads_aside(folder: Path, mark: str) -> None:
    """Begin new notes: those there are belong to what was replaced (`heads.<mark>`)."""
    path = heads_path(folder)
    if path.exists():
        path.replace(path.with_name(f"{path.name}.{mark}"))

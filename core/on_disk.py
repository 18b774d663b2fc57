"""Files that a killed program leaves as they were or as they were to be, never in between."""

import os
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file, all of it or nothing, and on disk before anything that comes after."""
    partial = path.with_suffix(".part")
    write_kept(partial, text)
    partial.replace(path)
    keep_names(path.parent)


def write_kept(path: Path, text: str) -> None:
    """Write a file that nobody looks at yet, on disk before anything that comes after."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def keep_names(folder: Path) -> None:
    """The folder's list of names on disk; Windows keeps it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""What an office decided beside the ledger and keeps as files of its own: its books and policies, its shows, its answers at imports.

A backup takes them along, and a restore puts them back: a ledger without the books that its scores were made by tells only half.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from core import seals
from core.errors import UserError
from indicators.declared import shelf
from ledger.book import china_time

FOLDERS = (shelf.BOOKS, "shows", "mappings")
"""Of the data folder. `mappings` holds how the columns and places of files that came were understood, and which way of a figure is
better."""
_MARK = "office/"
NAME = re.compile(
    rf"{_MARK}(?:{shelf.BOOKS}/b\d{{4,}}/(?:{re.escape(shelf.LOG)}|\d{{4,}}/(?:[a-z0-9_]+/)*[a-z0-9_]+\.yaml)|(?:shows|mappings)/[\w.-]+\.json)"
)
"""Names of these files inside the zip: a book's log and the files of its versions, a show, an answer."""
_LOG = f"/{shelf.LOG}"


def write_office(archive: zipfile.ZipFile, folder: Path) -> dict[str, dict[str, Any]]:
    """Add the files; name in the zip → size and hash.

    The logs are read first: a version's files are there before its line is, and never change, so that every version that a log
    names is whole, whatever is saved meanwhile.
    """
    written: dict[str, dict[str, Any]] = {}
    for name, path in sorted(_list_files(folder), key=lambda pair: (not pair[0].endswith(_LOG), pair[0])):
        content = path.read_bytes()
        archive.writestr(name, content)
        written[name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return written


def check_names(files: Iterable[str]) -> str:
    """A name that none of these files can have, '' where all are right."""
    return next((name for name in files if not NAME.fullmatch(name) or ".." in name), "")


def refuse_others(folder: Path, files: Mapping[str, Mapping[str, Any]], *, replace: bool) -> None:
    """Raises UserError where the data folder has books, shows or answers that are not those of the backup, unless they may be replaced."""
    if replace or not files:
        return
    others = [name for name, digest in _digests(folder).items() if files.get(name, {}).get("sha256") != digest]
    if others:
        todo = "确需替换请加 --replace：原来的办法、投影和导入时的选择会先另存在旁边"
        raise UserError("数据目录里已有本单位的办法、投影或导入时的选择", came=f"{len(others)} 个文件", todo=todo)


def put_office(unpacked: Path, folder: Path, files: Mapping[str, Mapping[str, Any]]) -> tuple[Path, ...]:
    """Put the unpacked folders in place, each at once, unless the same is there; where the replaced ones are now."""
    aside = []
    known = _digests(folder)
    for name in sorted({Path(name).parts[1] for name in files}):
        home, mark = folder / name, f"{_MARK}{name}/"
        there = {one: digest for one, digest in known.items() if one.startswith(mark)}
        if there == {one: about["sha256"] for one, about in files.items() if one.startswith(mark)}:
            continue
        if home.exists():
            kept = home.with_name(f"{name}.before-{china_time():%Y%m%d-%H%M%S-%f}")
            replaced = [path for path in home.rglob("*") if path.is_file()]
            home.rename(kept)
            seals.drop(folder, *replaced)
            aside.append(kept)
        (unpacked / _MARK / name).rename(home)
        seals.seal(folder, *(path for path in home.rglob("*") if path.is_file()))
    return tuple(aside)


def _digests(folder: Path) -> dict[str, str]:
    """Name in the zip → SHA-256 of what is in the data folder now."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in _list_files(folder)}


def _list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for home in FOLDERS:
        for path in (folder / home).rglob("*"):
            name = f"{_MARK}{path.relative_to(folder).as_posix()}"
            if NAME.fullmatch(name) and path.is_file():
                yield name, path

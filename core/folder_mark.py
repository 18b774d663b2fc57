"""Which data folder this is: a number of its own in a file, so that one that is away, or another in its place, is noticed and never
taken for an empty program.

A process remembers the number of each folder it has seen. A folder gets its number when first something is kept in it.
"""

import re
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.errors import UserError
from core.settings import data_id

MARK: Final = "folder_id"
_NUMBER = re.compile(r"[0-9a-f]{32}")
_known: dict[Path, str] = {}


def read(folder: Path) -> str:
    """The folder's number; '' where it has none that can be read."""
    try:
        text = (folder / MARK).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return text if _NUMBER.fullmatch(text) else ""


def check(folder: Path) -> None:
    """Raises UserError where the folder that was there is away, or another is in its place: nothing shall be read or written then."""
    expected = _known.get(folder) or data_id()
    found = read(folder)
    if not expected or found == expected:
        if found:
            _known[folder] = found
        return
    if not folder.is_dir():
        raise _away(folder, "数据目录不在了")
    if not found and (folder / "store").is_dir():
        return  # the mark alone is damaged
    raise _away(folder, "数据目录换成了另一个" if found else "数据目录是空的，不是原来那个")


def check_there(folder: Path) -> bool:
    """The same, and raises UserError where not even the folder is there that it would be made in, as of a drive that is away; whether the
    data folder is there."""
    check(folder)
    if not folder.parent.is_dir():
        todo = "请检查 U 盘、网络盘是否接好，DATA_DIR 是否写对；确实是第一次使用时，先新建这个文件夹再来"
        raise UserError("数据目录不存在", file=str(folder), todo=todo)
    return folder.is_dir()


def ensure(folder: Path) -> None:
    """Gives the folder a number where it has none. One that cannot be written goes without."""
    check(folder)
    if not read(folder):
        with suppress(OSError):
            (folder / MARK).write_text(uuid.uuid4().hex, encoding="ascii")
    if found := read(folder):
        _known[folder] = found


def _away(folder: Path, what: str) -> UserError:
    todo = "什么都没有写入；请接好 U 盘、网络盘或改正 DATA_DIR 后刷新；确实要换数据目录时请重新启动程序"
    return UserError(what, file=str(folder), todo=todo)

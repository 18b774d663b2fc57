"""Original files as they were imported, kept by content so that every figure can be traced to its workbook."""

import hashlib
import os
import shutil
import uuid
from pathlib import Path

from core import seals
from core.errors import UserError

_FOLDER = "files"
_BLOCK = 1 << 20


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes, 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_original(folder: Path, path: Path) -> str:
    """Copies the file to `<folder>/files/<sha256>.<extension>` unless it is there, and returns the SHA-256.

    The copy appears whole or not at all; the same bytes are kept once.
    """
    digest = file_hash(path)
    kept = folder / _FOLDER
    target = kept / f"{digest}{path.suffix.lower()}"
    if target.exists():
        return digest
    kept.mkdir(parents=True, exist_ok=True)
    partial = kept / f".{uuid.uuid4().hex}.part"
    try:
        with path.open("rb") as source, partial.open("xb") as copy:
            shutil.copyfileobj(source, copy, _BLOCK)
            copy.flush()
            os.fsync(copy.fileno())
        seals.add(folder, {target: seals.Seal(digest, partial.stat().st_size)})
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return digest


def original_path(folder: Path, digest: str) -> Path:
    """The kept file whose SHA-256 starts with `digest` (at least the 16 digits that rows carry).

    Raises UserError when the digest is no such text or nothing was kept under it.
    """
    if len(digest) < 16 or not all(letter in "0123456789abcdef" for letter in digest):
        raise UserError("文件编号应为 16 位以上的十六进制数", came=digest, todo="请从导入历史里复制文件编号")
    found = sorted((folder / _FOLDER).glob(f"{digest}*"))
    if not found:
        raise UserError("原始文件不在数据目录里", came=digest, todo="请向报送单位索要原表后重新导入")
    return found[0]


def sweep(folder: Path) -> None:
    """Take away halves of copies that killed imports left. Only while nobody else imports."""
    for path in (folder / _FOLDER).glob(".*.part"):
        path.unlink(missing_ok=True)

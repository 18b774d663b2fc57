"""Files kept for the ledger: each stored once under its SHA-256, limited in size and kind."""

import hashlib
import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import UserError

FOLDER = "evidence"
MAX_BYTES = 20 * 1024 * 1024
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".pptx": (b"PK\x03\x04",),
    ".doc": (b"\xd0\xcf\x11\xe0",),
    ".xls": (b"\xd0\xcf\x11\xe0",),
    ".wps": (b"\xd0\xcf\x11\xe0", b"PK\x03\x04"),
    ".et": (b"\xd0\xcf\x11\xe0", b"PK\x03\x04"),
    ".ofd": (b"PK\x03\x04",),
    ".zip": (b"PK\x03\x04",),
    ".txt": (b"",),
}
"""Kinds of files that may be kept → how their bytes begin."""


@dataclass(frozen=True)
class Evidence:
    """A file kept with a problem. `size` in bytes."""

    id: int
    problem_id: int
    digest: str
    name: str
    size: int
    at: datetime
    who: str


def keep_file(folder: Path, name: str, content: bytes) -> str:
    """Store the bytes and return their hash. Raises UserError for an empty, too large or unexpected file."""
    _check_file(name, content)
    digest = hashlib.sha256(content).hexdigest()
    path = kept_path(folder, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_name(f"{digest}.{uuid.uuid4().hex}.part")
        with written.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    return digest


def kept_path(folder: Path, digest: str) -> Path:
    """Where the file of that hash stands below the ledger's folder."""
    return folder / FOLDER / digest[:2] / digest


def read_file(folder: Path, digest: str) -> bytes:
    """The bytes. Raises UserError when the file is gone or is not what was stored."""
    path = kept_path(folder, digest)
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise UserError("佐证文件已丢失或被改动", came=digest[:12], todo="请从备份恢复：python -m ledger restore")
    return content


def _check_file(name: str, content: bytes) -> None:
    ending = Path(name).suffix.lower()
    if ending not in BEGINNINGS:
        raise UserError(f"只收这些文件：{'、'.join(BEGINNINGS)}", file=name, came=ending or "没有扩展名")
    if not content:
        raise UserError("文件是空的", file=name)
    if len(content) > MAX_BYTES:
        raise UserError(f"文件不超过 {MAX_BYTES // 1024**2} MB", file=name, came=f"{len(content) / 1024**2:.1f} MB")
    if not content.startswith(BEGINNINGS[ending]):
        raise UserError(f"内容不是 {ending} 文件", file=name, todo="请用原来的程序打开后另存再上传")

"""A chain over lines that are only ever added: each line's digest is of the line and of the digest before it.

With a key (`AUDIT_KEY_FILE`) nobody who lacks it can make a digest; without one a chain finds what was changed by hand or by accident,
not what somebody rewrote from there to the end.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from core.errors import UserError
from core.settings import audit_key_file

SHORTEST_KEY: Final = 16
UNKNOWN_KEY: Final = "用的密钥不是 AUDIT_KEY_FILE 里的任何一把，无法核对，可能被重写"
NO_KEY: Final = ""
_MARK: Final = 8


@dataclass(frozen=True)
class Key:
    """What digests are made with; `mark` tells keys apart and nothing of them, '' where there is none."""

    secret: bytes = b""

    @property
    def mark(self) -> str:
        """Eight hex digits; '' without a key."""
        return hashlib.sha256(b"mark" + self.secret).hexdigest()[:_MARK] if self.secret else NO_KEY

    def link(self, previous: str, line: Mapping[str, Any]) -> str:
        """The digest (64 hex digits) of a line after the digest before it, '' for the first."""
        said = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        told = f"{previous}\n{said}".encode()
        return (hmac.new(self.secret, told, hashlib.sha256) if self.secret else hashlib.sha256(told)).hexdigest()


def read_key() -> Key:
    """The office's key, or the one of nobody. Raises UserError where the file that is named cannot be read or holds too little."""
    return _keys()[0]


def known_keys() -> dict[str, Key]:
    """Mark → key of every key that lines may be made with: none, the office's, and those it had before."""
    return {key.mark: key for key in (Key(), *_keys())}


def _keys() -> tuple[Key, ...]:
    """The keys of the file, one a line, the one in use first."""
    named = audit_key_file()
    if not named:
        return (Key(),)
    path = Path(named)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise UserError(
            "操作记录的密钥读不到", field="AUDIT_KEY_FILE", todo="请检查文件是否在、本程序的账户能否读"
        ) from error


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> tuple[Key, ...]:
    secrets = [line.strip() for line in path.read_bytes().splitlines() if line.strip()]
    if not secrets or min(map(len, secrets)) < SHORTEST_KEY:
        raise UserError(f"操作记录的密钥至少 {SHORTEST_KEY} 个字符", field="AUDIT_KEY_FILE")
    return tuple(map(Key, secrets))

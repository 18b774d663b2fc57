"""Whose a file is that was handed out: its address is no key, and only whoever asked for the file gets it.

Kept in memory, as the files themselves are: a server that starts anew has neither.
"""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Final

MOST: Final = 10_000
"""Files whose owners are known; the oldest are asked for again with a click."""
_owners: OrderedDict[bytes, frozenset[str]] = OrderedDict()
_lock = Lock()


def note(content: bytes, login: str) -> None:
    """The account asked for this file, and may fetch it."""
    key = hashlib.sha256(content).digest()
    with _lock:
        _owners[key] = _owners.pop(key, frozenset()) | {login}
        while len(_owners) > MOST:
            _owners.popitem(last=False)


def is_of(content: bytes, login: str) -> bool:
    """Whether the account asked for a file of this content."""
    with _lock:
        return login in _owners.get(hashlib.sha256(content).digest(), ())

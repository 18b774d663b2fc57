"""Pauses Python's cyclic garbage collector while a file is read: millions of new cells otherwise make it walk them all."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_paused = {"depth": 0, "was_on": False}


@contextmanager
def paused_collection() -> Iterator[None]:
    """No automatic collection inside; as before when the last of several threads has left. Reference counts still free."""
    with _lock:
        if _paused["depth"] == 0:
            _paused["was_on"] = gc.isenabled()
            gc.disable()
        _paused["depth"] += 1
    try:
        yield
    finally:
        with _lock:
            _paused["depth"] -= 1
            if _paused["depth"] == 0 and _paused["was_on"]:
                gc.enable()

"""What keeps the data folder to the account that the program runs under, and temporary copies of uploads from staying behind.

Windows has no such modes: there the folder's own rights hold (docs/security.md).
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_UMASK: Final = 0o077
_FOLDER, _FILE = 0o700, 0o600
_PREFIX: Final = "post-evaluation-"


def begin_private() -> None:
    """From now on nobody else may read what this process makes."""
    os.umask(_UMASK)


def keep_private(folder: Path) -> int:
    """Take everything below the folder, and itself, from other accounts; how many were open to them.

    What belongs to another account, or goes meanwhile, is left as it is.
    """
    if os.name == "nt" or not folder.is_dir():
        return 0
    paths = [Path(at, name) for at, folders, files in os.walk(folder) for name in (*folders, *files)]
    return sum(_close(path) for path in (folder, *paths))


def _close(path: Path) -> bool:
    with suppress(OSError):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & _UMASK:
            path.chmod(_FOLDER if stat.S_ISDIR(mode) else _FILE)
            return True
    return False


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for what was uploaded, gone at the end; one whose process was killed is gone at the next start (`sweep_temporary`)."""
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as made:
        yield Path(made)


def sweep_temporary() -> int:
    """Remove the temporary folders that processes of ours left behind; how many."""
    swept = 0
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        process = path.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdigit() and not _is_running(int(process)):
            shutil.rmtree(path, ignore_errors=True)
            swept += not path.exists()
    return swept


def _is_running(process: int) -> bool:
    if os.name == "nt":  # os.kill would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

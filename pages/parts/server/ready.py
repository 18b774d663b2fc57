"""`/readyz`: whether this server can do its work now, for whoever sends visitors to it. `/healthz` says only that it runs.

Nothing is said of what is wrong but which part: the log has the words, and strangers may ask.
"""

import asyncio
import logging
import os
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core import folder_mark
from core.database import database_url, open_engine, reading
from core.errors import UserError
from core.settings import data_dir
from store import Store

LOG = logging.getLogger(__name__)
PATIENCE = 5.0
"""Seconds after which a part that does not answer counts as one that cannot."""
_said: dict[str, str] = {}
"""Part → what was last logged of it, so that a question every few seconds does not fill the log."""


def ready_routes() -> list[Route]:
    """The route to mount beside the pages."""
    return [Route("/readyz", report_ready)]


async def report_ready(_: Request) -> JSONResponse:
    """`{"status", "store", "database", "disk"}`: 200 where all is well, 503 where a part cannot do its work. A damaged table costs its own
    figures and keeps nobody out."""
    found = {name: await _answers(name, check) for name, check in CHECKS.items()}
    is_ready = all(found.values())
    status = {"status": "ready" if is_ready else "not ready"}
    return JSONResponse({**status, **found}, 200 if is_ready else 503, headers={"Cache-Control": "no-store"})


async def _answers(name: str, check: Callable[[Path], None]) -> bool:
    try:
        await asyncio.wait_for(run_in_threadpool(check, data_dir()), PATIENCE)
    except (UserError, OSError, TimeoutError) as error:
        _log(name, error.message if isinstance(error, UserError) else type(error).__name__)
        return False
    except Exception as error:  # whatever it is, the part does not answer
        _log(name, type(error).__name__)
        return False
    _log(name, "")
    return True


def _log(name: str, words: str) -> None:
    if _said.get(name, "") != words:
        LOG.warning("%s is not ready: %s", name, words) if words else LOG.info("%s is ready again", name)
    _said[name] = words


def _check_store(folder: Path) -> None:
    """The folder is the one that was there, and its tables can be listed."""
    folder_mark.check_there(folder)
    Store(folder).versions()


def _check_database(folder: Path) -> None:
    """The database answers; a file that was never needed is none that is missing."""
    url = database_url(folder)
    if url.startswith("sqlite") and not Path(url.partition("///")[2]).exists():
        return
    with reading(open_engine(folder)) as connection:
        connection.execute(text("SELECT 1"))


def _check_disk(folder: Path) -> None:
    """A file can be written to the folder."""
    if not folder.is_dir():
        return
    path = folder / "tmp" / f".ready-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    path.parent.mkdir(exist_ok=True)
    try:
        path.write_bytes(b"\0" * 4096)
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


CHECKS: Mapping[str, Callable[[Path], None]] = {
    "store": _check_store,
    "database": _check_database,
    "disk": _check_disk,
}

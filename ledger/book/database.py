"""The ledger's tables in the office's database (`core.database`), always at the newest revision."""

import os
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

from core import database
from core.errors import UserError

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def open_engine(folder: Path) -> Engine:
    """The engine of this data folder's ledger, brought to the newest revision when it is first opened by the process.

    Raises UserError when `LEDGER_URL` is none, the database does not answer, or a newer program wrote it.
    """
    return _upgraded(database.open_engine(folder), os.getpid())


@lru_cache(maxsize=8)
def _upgraded(engine: Engine, _process: int) -> Engine:
    try:
        upgrade(engine)
    except database.NewerDatabaseError as error:
        raise UserError(
            "台账由更新版本的程序写过", todo="请使用更新的程序，或从备份恢复：python -m ledger restore"
        ) from error
    return engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the ledger's tables to a revision; several processes may start at once."""
    database.migrate(engine, MIGRATIONS, revision)

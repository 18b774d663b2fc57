"""The tables of accounts and of the record of acts in the office's database (`core.database`), always at the newest revision."""

import os
from functools import lru_cache
from pathlib import Path

from sqlalchemy import BigInteger, Engine, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase

from core import database
from core.database import CONSTRAINT_NAMES
from core.errors import UserError

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "access_version"
"""Where Alembic keeps the revision of these tables; the ledger's tables have their own line."""
Key = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Constraints carry names, so that migrations can find them on every database."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


def open_engine(folder: Path) -> Engine:
    """The engine of this data folder, its tables of `access` at the newest revision when it is first asked for by the process.

    Raises UserError when the database does not answer, or a newer program wrote it.
    """
    return _upgraded(database.open_engine(folder), os.getpid())


@lru_cache(maxsize=8)
def _upgraded(engine: Engine, _process: int) -> Engine:
    try:
        upgrade(engine)
    except database.NewerDatabaseError as error:
        raise UserError("账号库由更新版本的程序写过", todo="请使用更新的程序") from error
    return engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring these tables to a revision; several processes may start at once."""
    database.migrate(engine, MIGRATIONS, revision, VERSION_TABLE)

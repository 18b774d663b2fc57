"""Run by Alembic: the connection is the caller's, so that all steps are one transaction."""

from alembic import context

from access.accounts import models as _accounts  # noqa: F401 - declares the tables
from access.audit import models as _audit  # noqa: F401
from access.database import VERSION_TABLE, Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, version_table=VERSION_TABLE
)
context.run_migrations()

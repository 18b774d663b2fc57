"""Run by Alembic: the connection is the caller's, so that all steps are one transaction."""

from alembic import context

from ledger.book import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()

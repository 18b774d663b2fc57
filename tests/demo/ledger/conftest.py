"""The demonstration's ledger is tested on each database, as the ledger itself is."""

from tests.ledger.conftest import clock, ledger, ledger_engine, ledger_url, postgresql_url

__all__ = ["clock", "ledger", "ledger_engine", "ledger_url", "postgresql_url"]

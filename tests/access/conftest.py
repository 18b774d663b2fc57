"""Accounts in a folder of their own, with a clock that tests turn and hashes that take no time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from access.accounts import Accounts, Signing, open_accounts, passwords


@dataclass
class Clock:
    """Answers a time in China that only `pass_` moves."""

    now: datetime = datetime(2021, 11, 20, 9, 0)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: quick)
    passwords._nobody.cache_clear()


@pytest.fixture
def clock() -> Clock:
    """The time of the tests."""
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    """No account yet."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("LEDGER_URL", raising=False)
    found = open_accounts(tmp_path, clock)
    yield found
    found.engine.dispose()


@pytest.fixture
def signing(accounts: Accounts) -> Signing:
    """Signing in to them."""
    return Signing(accounts)

"""Accounts, sessions and the record of acts stay when the ledger beside them in one database is replaced by a backup."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from access.accounts import Signing, Wanted, open_accounts, passwords
from access.audit import Act, open_record, verify
from ledger.backup import make_backup, restore_backup
from ledger.book import Draft, open_ledger

PASSWORD = "Fenghuang#2021"


def test_replacing_the_ledger_takes_nobody_his_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", lambda: quick)
    monkeypatch.delenv("LEDGER_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    ledger = open_ledger(tmp_path)
    ledger.open(Draft({"source": "排查", "title": "断水", "place_code": "433123"}), "甲")
    make_backup(ledger, tmp_path / "backup.zip")
    accounts = open_accounts(tmp_path)
    accounts.use_link(accounts.first_link(), PASSWORD, "chief", "龙主任")
    accounts.add(Wanted("fh.clerk", "田一", "clerk", "433123"), "龙主任")
    token = Signing(accounts).sign_in("chief", PASSWORD)
    record = open_record(tmp_path)
    record.add(Act("login", "account/chief", "龙主任", "chief"))
    ledger.open(Draft({"source": "排查", "title": "断电", "place_code": "433123"}), "甲")
    restore_backup(tmp_path, tmp_path / "backup.zip", replace=True)
    restored = open_ledger(tmp_path)
    assert restored.read(1).title == "断水" and [row["login"] for row in accounts.list()] == ["chief", "fh.clerk"]
    assert Signing(accounts).who(token) and accounts.first_link() == ""
    record.add(Act("logout", "account/chief", "龙主任", "chief"))
    assert not verify(record).faults
    accounts.engine.dispose()

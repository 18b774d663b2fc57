"""Accounts: passwords, tries, links, the second factor and sessions, each rule by its numbers. No test waits: the clock is turned."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pyotp
import pytest
from sqlalchemy import select

from access.__main__ import main
from access.accounts import (
    ROLES,
    AccountRow,
    Accounts,
    Person,
    Right,
    SecretRow,
    SessionRow,
    Signing,
    Wanted,
    new_second,
)
from access.database import Base
from core.database import reading
from core.errors import UserError
from core.settings import TIME_ZONE
from tests.access.conftest import Clock

PASSWORD = "Fenghuang#2021"
CLERK = Wanted("fh.clerk", "田一", "clerk", "433123", "水利局")


def make(accounts: Accounts, wanted: Wanted = CLERK, password: str = PASSWORD) -> str:
    accounts.use_link(accounts.add(wanted, "管理员"), password)
    return wanted.login


def refuses(signing: Signing, login: str, password: str = PASSWORD, code: str = "") -> bool:
    try:
        signing.sign_in(login, password, code)
    except UserError as error:
        assert error.rule == "账号、密码或验证码不对，或者账号已停用、已锁定"
        return True
    return False


def test_the_tables_are_as_the_models_say(accounts: Accounts) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name in Base.metadata.tables

    with accounts.engine.connect() as connection:
        options = {"compare_type": True, "include_object": ours}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_there_is_no_account_before_somebody_makes_one(accounts: Accounts, signing: Signing) -> None:
    assert accounts.list() == [] and refuses(signing, "admin", "admin") and refuses(signing, "", "")


def test_the_first_administrator_comes_by_a_link_that_works_once(
    accounts: Accounts, signing: Signing, clock: Clock
) -> None:
    older, link = accounts.first_link(), accounts.first_link()
    assert accounts.link_of(older) is None and accounts.link_of(link) == ""
    with pytest.raises(UserError, match="大写字母"):
        accounts.use_link(link, "short and weak", "chief", "龙主任")
    assert accounts.use_link(link, PASSWORD, "Chief", "龙主任") == "chief"
    with pytest.raises(UserError, match="已用过"):
        accounts.use_link(link, PASSWORD, "second", "别人")
    person = signing.who(signing.sign_in("CHIEF ", PASSWORD))
    assert person and person.role == "administrator" and accounts.first_link() == ""
    assert not person.may(Right.RECORDS) and not person.may(Right.FIGURES) and person.may(Right.ACCOUNTS)


def test_links_end_after_a_day_and_with_the_account(accounts: Accounts, clock: Clock) -> None:
    link = accounts.add(CLERK, "管理员")
    clock.pass_(hours=24)
    assert accounts.link_of(link) is None
    link = accounts.reset(CLERK.login)
    assert accounts.link_of(link) == CLERK.login
    accounts.switch(CLERK.login, is_off=True)
    assert accounts.link_of(link) is None and accounts.link_of("") is None and accounts.link_of("\ud800") is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Aa1#short", "10 到 128"), ("alllowercase", "三种"), ("lower12345678", "三种"), ("Aa1#" + "x" * 130, "10 到 128"),
        ("Aa1Aa1Aa1Aa1", "相同的字符"), ("Xfh.clerk#2021", "账号名或姓名"), ("田一Feng#2021x", "账号名或姓名"),
    ],
)  # fmt: skip
def test_weak_passwords_are_refused(accounts: Accounts, password: str, said: str) -> None:
    link = accounts.add(CLERK, "管理员")
    with pytest.raises(UserError, match=said):
        accounts.use_link(link, password, name="田一") if "田" in password else accounts.use_link(link, password)
    assert accounts.link_of(link) == CLERK.login


def test_none_of_the_last_five_passwords_comes_again(accounts: Accounts, signing: Signing) -> None:
    login = make(accounts)
    person = signing.who(signing.sign_in(login, PASSWORD))
    assert person
    for turn in range(5):
        for old in (PASSWORD, *(f"Fenghuang#{one}" for one in range(turn))):
            with pytest.raises(UserError, match="最近 5 次"):
                accounts.change_password(person.id, old)
        accounts.change_password(person.id, f"Fenghuang#{turn}")
    accounts.change_password(person.id, PASSWORD)


def test_five_wrong_tries_lock_for_half_an_hour_whoever_guesses(
    accounts: Accounts, signing: Signing, clock: Clock
) -> None:
    login = make(accounts)
    assert all(refuses(signing, login, "wrong") for _ in range(4)) and not refuses(signing, login)
    assert all(refuses(signing, login, "wrong") for _ in range(5)) and refuses(signing, login)
    assert accounts.list()[0]["is_locked"]
    clock.pass_(minutes=29)
    assert refuses(signing, login)
    clock.pass_(minutes=1)
    assert refuses(signing, login, "wrong") and not refuses(signing, login)


def test_many_guesses_at_once_are_no_more_than_five(
    accounts: Accounts, signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    login, looked = make(accounts), itertools.count()
    from access.accounts import signing as module

    monkeypatch.setattr(module, "is_password", lambda hashed, password: bool(hashed) and not next(looked) < 0 and False)
    threads = [Thread(target=refuses, args=(signing, login, "wrong")) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert next(looked) == 5


def test_an_account_that_there_is_not_takes_a_hash_too(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    from access.accounts import passwords

    asked: list[str] = []
    quick = passwords.hasher()

    class Watched:
        def verify(self, hashed: str, password: str) -> bool:
            asked.append(hashed)
            return quick.verify(hashed, password)

        hash = staticmethod(quick.hash)

    monkeypatch.setattr(passwords, "hasher", Watched)
    assert refuses(signing, "nobody.there") and len(asked) == 1 and asked[0].startswith("$argon2id$")
    assert refuses(signing, "nobody.there", "nobody"), "the password of the hash of nobody opens nothing"


def test_a_password_of_ninety_days_opens_nothing_but_its_change(
    accounts: Accounts, signing: Signing, clock: Clock
) -> None:
    login = make(accounts)
    clock.pass_(days=90)
    fresh = signing.who(signing.sign_in(login, PASSWORD))
    clock.pass_(seconds=1)
    old = signing.who(signing.sign_in(login, PASSWORD))
    assert fresh and not fresh.must_change and fresh.may(Right.RECORDS, "433123")
    assert old and old.must_change and not any(old.may(right) for right in Right)


def test_sessions_end_when_idle_when_old_and_everywhere_at_once(
    accounts: Accounts, signing: Signing, clock: Clock
) -> None:
    login = make(accounts)
    one, other = signing.sign_in(login, PASSWORD), signing.sign_in(login, PASSWORD)
    clock.pass_(minutes=30)
    assert signing.who(one)
    clock.pass_(minutes=30)
    assert signing.who(one) and signing.who(other) is None
    for _ in range(22):
        clock.pass_(minutes=30)
        signing.who(one)
    clock.pass_(minutes=30)
    assert signing.who(one) is None, "twelve hours"
    one, other = signing.sign_in(login, PASSWORD), signing.sign_in(login, PASSWORD)
    assert signing.sign_out(one) and signing.who(one) is None and signing.who(other) is None


ENDINGS: dict[str, Callable[[Accounts, Signing, int], object]] = {
    "switched off": lambda accounts, _, __: accounts.switch(CLERK.login, is_off=True),
    "reset": lambda accounts, _, __: accounts.reset(CLERK.login),
    "another password": lambda accounts, _, number: accounts.change_password(number, "Another#2022x"),
}


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_what_ends_a_session(accounts: Accounts, signing: Signing, ending: str) -> None:
    token = signing.sign_in(make(accounts), PASSWORD)
    person = signing.who(token)
    assert person
    ENDINGS[ending](accounts, signing, person.id)
    assert signing.who(token) is None


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "\x00", "\ud800", "a" * 100_000, "../.."])
def test_a_forged_token_is_nobody(accounts: Accounts, signing: Signing, token: str) -> None:
    signing.sign_in(make(accounts), PASSWORD)
    assert signing.who(token) is None and signing.sign_out(token) is None


def test_what_is_kept_opens_nothing(accounts: Accounts, signing: Signing) -> None:
    link = accounts.add(CLERK, "管理员")
    accounts.use_link(link, PASSWORD)
    token = signing.sign_in(CLERK.login, PASSWORD)
    with reading(accounts.engine) as connection:
        kept = " ".join(
            str(row)
            for table in (AccountRow, SecretRow, SessionRow)
            for row in connection.execute(select(table.__table__))
        )
        digest = connection.execute(select(SessionRow.__table__.c.digest)).scalar_one()
    assert token not in kept and link not in kept and PASSWORD not in kept
    assert signing.who(digest) is None


def test_another_role_or_place_holds_at_the_next_step(accounts: Accounts, signing: Signing) -> None:
    token = signing.sign_in(make(accounts), PASSWORD)
    accounts.change(CLERK.login, {"role": "viewer", "place_code": "433122"}, "管理员")
    person = signing.who(token)
    assert person and (person.role, person.place_code) == ("viewer", "433122") and not person.may(Right.IMPORT)


def test_a_code_is_needed_where_there_is_a_second_factor_and_none_is_taken_twice(
    accounts: Accounts, signing: Signing, clock: Clock
) -> None:
    login = make(accounts)
    person = signing.who(signing.sign_in(login, PASSWORD))
    secret, address = new_second(login)
    assert person and secret in address

    def code() -> str:
        return pyotp.TOTP(secret).at(int(clock.now.replace(tzinfo=TIME_ZONE).timestamp()))

    with pytest.raises(UserError, match="验证码不对"):
        signing.set_second(person.id, secret, "000000" if code() != "000000" else "111111")
    recovery = signing.set_second(person.id, secret, code())
    assert len(set(recovery)) == 10 and signing.has_second(person.id)
    assert refuses(signing, login) and refuses(signing, login, code=code()), "its first code was taken when it was set"
    clock.pass_(seconds=30)
    assert not refuses(signing, login, code=f"{code()[:3]} {code()[3:]}")
    assert refuses(signing, login, code=code())
    assert not refuses(signing, login, code=recovery[0].upper()) and refuses(signing, login, code=recovery[0])
    clock.pass_(minutes=5)
    stale = code()
    clock.pass_(minutes=2)
    assert refuses(signing, login, code=stale) and not refuses(signing, login, code=code())
    accounts.use_link(accounts.reset(login), "Another#2022x")
    assert (
        not refuses(signing, login, "Another#2022x") and refuses(signing, login, "Another#2022x", recovery[1]) is False
    )


def test_wrong_codes_count_as_wrong_tries(accounts: Accounts, signing: Signing, clock: Clock) -> None:
    login = make(accounts)
    person = signing.who(signing.sign_in(login, PASSWORD))
    secret, _ = new_second(login)
    assert person
    recovery = signing.set_second(
        person.id, secret, pyotp.TOTP(secret).at(int(clock.now.replace(tzinfo=TIME_ZONE).timestamp()))
    )
    assert all(refuses(signing, login, code="1") for _ in range(5)) and refuses(signing, login, code=recovery[0])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted("ab", "田一", "clerk"), "账号应为"), (Wanted("甲乙丙丁", "田一", "clerk"), "账号应为"),
        (Wanted("abc\n", "田", "clerk"), "姓名应为"), (Wanted("abcd", "田\x00一", "clerk"), "姓名应为"),
        (Wanted("abcd", "田一", "root"), "角色应为"), (Wanted("abcd", "田一", "clerk", "43312"), "区划代码"),
        (Wanted("abcd", "田一", "clerk", "433123%"), "区划代码"), (Wanted("abcd", "田一", "clerk", unit="x" * 101), "单位"),
    ],
)  # fmt: skip
def test_odd_accounts_are_refused(accounts: Accounts, wanted: Wanted, said: str) -> None:
    with pytest.raises(UserError, match=said):
        accounts.add(wanted, "管理员")


def test_no_two_accounts_have_one_login_or_one_name(accounts: Accounts) -> None:
    make(accounts)
    with pytest.raises(UserError, match="已经有这个账号"):
        accounts.add(Wanted("FH.clerk", "别人", "clerk"), "管理员")
    with pytest.raises(UserError, match="同名"):
        accounts.add(Wanted("other", "田一", "clerk"), "管理员")
    accounts.add(Wanted("other", "田一（住建局）", "clerk"), "管理员")
    with pytest.raises(UserError, match="同名"):
        accounts.change("other", {"name": "田一"}, "管理员")


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    accounts.use_link(accounts.first_link(), PASSWORD, "chief", "龙主任")
    for act in (
        lambda: accounts.switch("chief", is_off=True),
        lambda: accounts.change("chief", {"role": "viewer"}, "x"),
    ):
        with pytest.raises(UserError, match="最后一个"):
            act()


def test_rights_by_role_and_place() -> None:
    rights = {role: {right.value for right in Right if _person(role).may(right)} for role in ROLES}
    assert rights == {
        "viewer": {"figures"},
        "evaluator": {"figures", "records", "export"},
        "field": {"figures", "records", "names", "write", "export"},
        "clerk": {"figures", "records", "names", "write", "import", "export"},
        "approver": {"figures", "records", "names", "write", "approve", "export"},
        "administrator": {"accounts", "export"},
        "auditor": {"audit", "export"},
    } | {"viewer": {"figures", "export"}}, "export is a right of each account"
    person = _person("clerk", "433123")
    inside, outside = ("433123", "433123100", "433123100201"), ("", "433100", "430000", "433122", "43312", "433124100")
    assert all(person.may(Right.FIGURES, code) for code in inside)
    assert not any(person.may(Right.FIGURES, code) for code in outside)


def _person(role: str, place_code: str = "") -> Person:
    return Person(1, "x", "某人", role, place_code, "", may_export=True)


def test_the_commands_answer_in_words_and_as_json(accounts: Accounts, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int, str]:
        status = main(["accounts", *words])
        said = capsys.readouterr()
        return status, said.out + said.err

    assert run("list") == (0, "还没有账号\n")
    status, said = run("add", "fh.clerk", "--name", "田一", "--role", "clerk", "--place", "433123", "--json")
    link = json.loads(said)["link"].partition("#")[2]
    assert status == 0 and accounts.link_of(link) == "fh.clerk"
    assert run("list") == (0, "fh.clerk  田一  经办  433123    可导出  未设密码\n")
    assert run("add", "fh.clerk", "--name", "田二", "--role", "clerk", "--place", "all")[0] == 2
    assert run("lock", "fh.clerk")[0] == 0 and "停用" in run("list")[1] and accounts.link_of(link) is None
    assert run("unlock", "fh.clerk")[0] == 0 and "login#" in run("reset", "fh.clerk")[1]
    assert run("lock", "nobody")[1].startswith("字段「账号」：没有这个账号") and "login#" in run("first")[1]


def test_the_database_is_that_of_the_ledger(accounts: Accounts, tmp_path: Path) -> None:
    assert Path(str(accounts.engine.url.database)) == tmp_path / "ledger" / "ledger.db"

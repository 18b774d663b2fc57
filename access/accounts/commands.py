"""What `python -m access accounts …` does: whoever may write the data folder's database may give accounts, so it asks for no password."""

import argparse
from typing import Any

from access.accounts.book import LINK_HOURS, Accounts, Wanted, open_accounts
from access.accounts.rights import ROLES
from access.audit import note_command
from core.commands import Answer, add_command
from core.settings import data_dir

BY = "管理员命令"
"""Who made an account that was made by a command."""


def add_commands(commands: Any) -> None:
    """Add `accounts` with its own commands."""
    words = "账号：查看、新建、停用、启用、重置"
    accounts = commands.add_parser("accounts", help=words, description=words)
    verbs = accounts.add_subparsers(required=True, metavar="命令")
    add_command(verbs, "list", _list, "列出账号")
    add = add_command(verbs, "add", _add, "新建账号，给出本人设置密码的链接")
    add.add_argument("login", metavar="账号", help="3 到 40 个小写字母、数字或 . _ -")
    add.add_argument("--name", required=True, help="姓名；办理的事都用它署名")
    add.add_argument(
        "--role", required=True, help="、".join(f"{role}（{found.title}）" for role, found in ROLES.items())
    )
    add.add_argument("--place", required=True, help="区划代码，只看它以内；all 为全部地区")
    add.add_argument("--unit", default="", help="所在单位")
    add.add_argument("--export", choices=("yes", "no"), default=None, help="可否导出；不写时按角色")
    for name, words, run in (
        ("lock", "停用账号，已登录的立即退出", _lock),
        ("unlock", "启用账号，解除锁定", _unlock),
        ("reset", "取消密码和动态验证码，给出重新设置密码的链接", _reset),
    ):
        add_command(verbs, name, run, words).add_argument("login", metavar="账号")
    add_command(verbs, "first", _first, "给出第一个账号管理员的链接；已有能登录的就不给")


def link_path(token: str) -> str:
    """Where a link leads, below the address of the server. The token follows the `#`: no server, log or proxy sees it."""
    return f"login#{token}"


def _list(_: argparse.Namespace) -> Answer:
    found = _accounts().list()
    lines = [_say(one) for one in found] or ["还没有账号"]
    return Answer(found, lines)


def _say(one: dict[str, Any]) -> str:
    state = "停用" if one["is_off"] else "已锁定" if one["is_locked"] else "正常" if one["has_password"] else "未设密码"
    export = "可导出" if one["may_export"] else "不可导出"
    where = one["place_code"] or "全部地区"
    return "  ".join((one["login"], one["name"], ROLES[one["role"]].title, where, one["unit"], export, state)).rstrip()


def _add(options: argparse.Namespace) -> Answer:
    place = "" if options.place == "all" else options.place
    may_export = None if options.export is None else options.export == "yes"
    wanted = Wanted(options.login, options.name, options.role, place, options.unit, may_export)
    token = _accounts().add(wanted, BY)
    note_command("account", f"account/{options.login}", why="新建")
    return _told(options.login, token, "已新建账号")


def _reset(options: argparse.Namespace) -> Answer:
    token = _accounts().reset(options.login)
    note_command("account", f"account/{options.login}", why="重置")
    return _told(options.login, token, "已重置账号")


def _told(login: str, token: str, said: str) -> Answer:
    lines = [f"{said} {login}。请本人在 {LINK_HOURS} 小时内用一次这个链接设置密码：", f"  看板网址/{link_path(token)}"]
    return Answer({"login": login, "link": link_path(token), "hours": LINK_HOURS}, lines)


def _lock(options: argparse.Namespace) -> Answer:
    _accounts().switch(options.login, is_off=True)
    note_command("account", f"account/{options.login}", why="停用")
    return Answer({"login": options.login, "is_off": True}, [f"已停用 {options.login}，已登录的都退出了"])


def _unlock(options: argparse.Namespace) -> Answer:
    _accounts().switch(options.login, is_off=False)
    note_command("account", f"account/{options.login}", why="启用")
    return Answer({"login": options.login, "is_off": False}, [f"已启用 {options.login}"])


def _first(_: argparse.Namespace) -> Answer:
    token = _accounts().first_link()
    if not token:
        return Answer({"link": ""}, ["已有能登录的账号管理员，不再给链接"])
    said = f"请在 {LINK_HOURS} 小时内用一次这个链接设立第一个账号管理员："
    return Answer({"link": link_path(token), "hours": LINK_HOURS}, [said, f"  看板网址/{link_path(token)}"])


def _accounts() -> Accounts:
    return open_accounts(data_dir())

"""账号: who may sign in, with which role, for which place; made, changed, switched off and reset by an administrator."""

from pages.parts.accounts import forms, listing
from pages.parts.common import gate, look


def draw() -> None:
    """The page from top to bottom."""
    if not gate.person().is_signed_in:
        look.draw_answer("本机使用，没有登录：不用账号", "只有坐在这台电脑前的人能打开")
        look.draw_empty(
            "要分给多人使用：请管理员照说明书“设置”一节开启登录后重新启动，启动时给出设立第一个账号管理员的链接。"
        )
        return
    rows = listing.read_rows()
    look.draw_answer(listing.say_answer(rows), "新账号由本人用一次性链接设置密码；做过的事都署姓名，所以停用而不删除")
    forms.say_last()
    listing.draw_rows(rows)
    forms.draw_new()
    forms.draw_change(rows)


draw()

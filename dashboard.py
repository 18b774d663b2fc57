"""The server and the page list. Run with `streamlit run dashboard.py`; it computes nothing."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from core.journal import keep_journal
from core.private import begin_private, keep_private, sweep_temporary
from core.settings import data_dir
from geo.assets import asset_routes
from pages.parts.server.door import Door
from pages.parts.server.log_in import LogIn, refuse_open_listening, say_first_link
from pages.parts.server.own_routes import OwnRoutes
from pages.parts.server.program_files import ProgramFiles, pack_ahead
from pages.parts.server.ready import ready_routes
from pages.parts.server.unknown import KnownAddresses
from pages.parts.server.uploads import Uploads
from store import Store

# With a `pages/` folder present, a first visit to a page's address would run that page alone, past this file.
PagesManager.uses_pages_directory = False

APP_TITLE = "巩固脱贫攻坚成果后评估看板"
GROUPS = {
    "看": {
        "overview": "总览", "ranking": "排名", "county_map": "地图", "spending": "资金进度", "figures": "任意数字",
        "series": "数字走势", "standing": "历年位次", "cooperation": "东西部协作",
    },
    "查": {
        "shortfalls": "短板清单", "checks": "疑点核查", "entitlements": "不漏一项一人", "household": "户档案",
        "comparison": "部门比对", "integrity": "数据真实", "quality": "数据质量",
    },
    "办": {
        "ledger": "问题台账", "duties": "责任清单", "activities": "六个一", "outline": "复习大纲", "archive": "档案资料",
        "briefing": "应知应会",
    },
    "讲": {"projection": "投影"},
    "管": {
        "needed": "该有的表", "imports": "数据导入", "definitions": "指标口径", "books": "办法管理", "accounts": "账号", "acts": "操作记录",
    },
}  # fmt: skip
"""Group → page file → title."""

SHOW_ORDER = ("overview", "ranking", "county_map", "spending", "shortfalls", "checks", "ledger")
"""The order of the projection; the first is the page of the bare address."""


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """Read definitions and the newest evaluation beside the start, so that the first visitor does not wait for them; what he does not
    ask for comes after his page."""
    from pages.parts.common import frame, months

    keep_journal()
    months.allow_work()
    begin_private()
    say_first_link()

    def warm() -> None:
        keep_private(data_dir())
        sweep_temporary()
        Store(data_dir()).sweep_copies()
        frame.warm()
        frame.wait_for_first_page()
        pack_ahead()
        frame.warm_months()

    threading.Thread(target=warm, name="warm-up", daemon=True).start()
    yield


_PAGES = [name for entries in GROUPS.values() for name in entries]
_MIDDLEWARE = [
    Middleware(Door),
    Middleware(LogIn, pages=_PAGES),
    Middleware(Uploads),
    Middleware(KnownAddresses, pages=_PAGES, home=SHOW_ORDER[0]),
    Middleware(ProgramFiles, pages=[name for name in _PAGES if name != SHOW_ORDER[0]], title=APP_TITLE),
    Middleware(OwnRoutes),
]

refuse_open_listening()
app = st.App("dashboard.py", routes=[*asset_routes(), *ready_routes()], lifespan=warm_up, middleware=_MIDDLEWARE)

if __name__ == "__main__":
    from pages.parts.common import frame

    frame.run(APP_TITLE, GROUPS, SHOW_ORDER)

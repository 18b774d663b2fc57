"""Signed-in people who read pages: a browser's socket each, without the browser.

python -m benchmarks.visitors FOLDER [--people 200] [--minutes 10] [--think 60]   a data folder that is filled; it is copied and served

Each signs in by the form, opens the socket with the cookie, goes to a page, reads it for about as long as `--think` says and goes to the
next. A page change is counted from the message that asks for it to the one that says the script has finished.
"""

import argparse
import asyncio
import os
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from access.accounts import COOKIE, Wanted, open_accounts
from tests.browser.conftest import free_port, start_server

PASSWORD = "Fenghuang#2021"
ACCOUNTS = 20
"""So many accounts are shared by the people: what is measured is what they ask, not how a password is made."""
PAGES = (
    "",
    "ranking",
    "county_map",
    "spending",
    "shortfalls",
    "checks",
    "household",
    "ledger",
    "duties",
    "quality",
    "series",
    "briefing",
)
COUNTIES = ("433101", "433122", "433123", "433124", "433125", "433126", "433127", "433130")
PATIENCE = 60.0
"""Seconds after which an answer does not come any more."""
FAULTS = ("没能打开", "没有权限")


@dataclass
class Seen:
    """What the people met: seconds of each page change after the first, what went wrong."""

    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def measure(folder: Path, *, people: int, minutes: float, think: float) -> dict[str, float]:
    """Medians and tails in seconds, faults, memory of the server in MB before, with all of them, and after they left."""
    with tempfile.TemporaryDirectory() as made:
        served = Path(made) / "data"
        shutil.copytree(folder, served)
        logins = _make_accounts(served)
        os.environ["LOGIN"] = "local"
        port = free_port()
        server = start_server(served, port)
        try:
            cookies = [_sign_in(port, login) for login in logins]
            warm = Seen()
            asyncio.run(_all(port, cookies[:1], 1, 0.5, 1.0, warm))
            before, seen = _memory(server.pid), Seen()
            most = asyncio.run(_all(port, cookies, people, minutes, think, seen, server.pid))
            time.sleep(150)  # a session that is gone is kept for two minutes, for a browser that comes back
            after = _memory(server.pid)
        finally:
            server.kill()
            server.wait()
    for fault in sorted(set(seen.faults)):
        print(f"  {seen.faults.count(fault)} × {fault}")
    cut = statistics.quantiles(seen.seconds, n=20)
    return {
        "people": float(people), "page changes": float(len(seen.seconds)), "faults": float(len(seen.faults)),
        "first page, median, s": statistics.median(seen.first), "page change, median, s": statistics.median(seen.seconds),
        "page change, p95, s": cut[-1], "memory before, MB": before, "memory at most, MB": most, "memory after, MB": after,
    }  # fmt: skip


def _make_accounts(folder: Path) -> list[str]:
    accounts = open_accounts(folder)
    accounts.use_link(accounts.first_link(), PASSWORD, "chief", "龙主任")
    logins = [f"people{number}" for number in range(ACCOUNTS)]
    for number, login in enumerate(logins):
        place = COUNTIES[number % len(COUNTIES)]
        accounts.use_link(accounts.add(Wanted(login, f"某{number}", "approver", place), "龙主任"), PASSWORD)
    return logins


def _sign_in(port: int, login: str) -> str:
    connection = HTTPConnection("127.0.0.1", port)
    form = urlencode({"act": "sign in", "login": login, "password": PASSWORD})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{port}"}
    connection.request("POST", "/login", form, headers)
    answer = connection.getresponse()
    answer.read()
    cookie = next(part for part in (answer.getheader("Set-Cookie") or "").split(";") if part.strip().startswith(COOKIE))
    connection.close()
    return cookie.strip()


async def _all(
    port: int, cookies: list[str], people: int, minutes: float, think: float, seen: Seen, pid: int = 0
) -> float:
    """Everybody at once, come in over one time of thinking; the most memory the server took, in MB."""
    ends = time.monotonic() + 60 * minutes
    visits = [
        asyncio.create_task(_visit(port, cookies[number % len(cookies)], number, ends, think, seen))
        for number in range(people)
    ]
    most = 0.0
    while pid and not all(visit.done() for visit in visits):
        most = max(most, _memory(pid))
        await asyncio.sleep(5)
    await asyncio.gather(*visits)
    return most


async def _visit(port: int, cookie: str, number: int, ends: float, think: float, seen: Seen) -> None:
    chance = random.Random(number)
    await asyncio.sleep(chance.uniform(0, think))
    try:
        async with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None,  # type: ignore[list-item]
            additional_headers={"Cookie": cookie}, origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
        ) as socket:  # fmt: skip
            seen.first.append(await _open(socket, "", seen))
            while time.monotonic() < ends:
                await asyncio.sleep(chance.uniform(0.5 * think, 1.5 * think))
                seen.seconds.append(await _open(socket, chance.choice(PAGES), seen))
    except (OSError, TimeoutError, ConnectionError) as error:
        seen.faults.append(type(error).__name__)


async def _open(socket: ClientConnection, page: str, seen: Seen) -> float:
    """Seconds until the page's script has finished; what a page says of itself that it should not is a fault."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    began = time.perf_counter()
    await socket.send(asked.SerializeToString())
    async with asyncio.timeout(PATIENCE):
        while True:
            told = ForwardMsg()
            content = await socket.recv()
            told.ParseFromString(content if isinstance(content, bytes) else content.encode())
            kind = told.WhichOneof("type")
            if kind == "delta":
                said = str(told.delta.new_element.html.body)
                seen.faults.extend(f"{page}: {fault}" for fault in FAULTS if fault in said)
                if told.delta.new_element.WhichOneof("type") == "exception":
                    seen.faults.append(f"{page}: exception")
            if kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return time.perf_counter() - began


def _memory(pid: int) -> float:
    """Of the server and what it started."""
    server = psutil.Process(pid)
    return float(sum(one.memory_info().rss for one in (server, *server.children(recursive=True))) / 1e6)


def main(arguments: Iterable[str] | None = None) -> int:
    """Print what `measure` found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visitors")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--think", type=float, default=60.0)
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(4096, hard)), hard))
    for what, value in measure(chosen.folder, people=chosen.people, minutes=chosen.minutes, think=chosen.think).items():
        print(f"{what}: {value:.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

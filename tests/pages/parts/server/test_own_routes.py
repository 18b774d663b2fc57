"""Our own routes are found below the path that a proxy adds, and nothing else is moved."""

import asyncio
from typing import Any

import pytest
import streamlit as st

from pages.parts.server import program_files
from pages.parts.server.own_routes import OwnRoutes


def asked_for(path: str, kind: str = "http") -> str:
    """The path that the routes see."""
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["path"])

    asyncio.run(OwnRoutes(app)({"type": kind, "path": path}, None, None))  # type: ignore[arg-type]
    return seen[0]


@pytest.fixture
def below(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is set to answer below /dash."""
    assert program_files.st is st
    monkeypatch.setattr(st, "get_option", lambda name: "dash" if name == "server.baseUrlPath" else None)


@pytest.mark.usefixtures("below")
def test_below_a_path_our_routes_are_found() -> None:
    assert asked_for("/dash/assets/leaflet/leaflet.js") == "/assets/leaflet/leaflet.js"
    assert asked_for("/dash/readyz") == "/readyz" and asked_for("/dash/healthz") == "/healthz"
    assert asked_for("/readyz") == "/readyz"


@pytest.mark.usefixtures("below")
@pytest.mark.parametrize("path", ["/dash/", "/dash/spending", "/dash/_stcore/health", "/dash/static/js/index.js"])
def test_whatever_is_the_programs_stays(path: str) -> None:
    assert asked_for(path) == path


@pytest.mark.usefixtures("below")
def test_a_socket_stays() -> None:
    assert asked_for("/dash/assets/x", "websocket") == "/dash/assets/x"


def test_without_a_path_nothing_changes() -> None:
    assert asked_for("/assets/leaflet/leaflet.js") == "/assets/leaflet/leaflet.js"

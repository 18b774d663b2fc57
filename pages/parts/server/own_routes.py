"""Our own routes below the path that the server is set to answer at: Streamlit mounts them at the root alone."""

from starlette.types import ASGIApp, Receive, Scope, Send

from pages.parts.server.program_files import page_path

OWN = ("assets/", "healthz", "readyz")


class OwnRoutes:
    """Middleware, the innermost: behind a proxy that adds a path, `/<path>/assets/…` is `/assets/…`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = page_path(scope["path"])
            if path.startswith(OWN[0]) or path in OWN:
                scope = {**scope, "path": f"/{path}", "raw_path": f"/{path}".encode(), "root_path": ""}
        await self._app(scope, receive, send)

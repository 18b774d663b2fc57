"""What the browser fetches besides the pages: Leaflet, the map script, outlines, and a sign of life.

Served without log-in, therefore outlines and program files only, never data.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from core.errors import UserError
from core.palette import css_variables
from geo.boundaries import LEVELS
from geo.outlines import BASE_URL, outline_gzip, outline_version

LEAFLET_URL = "/assets/leaflet"
FROM_THE_MAP = "../.."
"""From the frame that a map is drawn in (`component/<name>/index.html`) to where the server answers, at a path below its address too."""
MAP_URL = "/assets/map"
FOREVER = "public, max-age=31536000, immutable"
ONE_DAY = "public, max-age=86400"
SCOPE_CODE = re.compile(r"[0-9]{6}([0-9]{3})?")
MAP_FILES = {"map.js": "text/javascript", "map.css": "text/css"}


class LeafletFiles(StaticFiles):
    """Leaflet's files out of the Python package that carries them, kept by the browser for a day."""

    def __init__(self) -> None:
        super().__init__(packages=[("js_lib_leaflet", "static/js_lib_leaflet")])

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.setdefault("Cache-Control", ONE_DAY)
        return response


def asset_routes() -> list[BaseRoute]:
    """Routes to mount beside the pages: `st.App("dashboard.py", routes=asset_routes())`."""
    return [
        Mount(LEAFLET_URL, app=LeafletFiles(), name="leaflet"),
        Route(MAP_URL + "/{version}/{name}", serve_map_file),
        Route(BASE_URL + "/{version}/{level}/{scope}.geojson", serve_outline),
        Route("/healthz", report_health),
    ]


async def report_health(request: Request) -> JSONResponse:
    """`{"status": "ok"}` while the server answers."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def map_file_url(name: str) -> str:
    """Where the browser gets one of MAP_FILES; the version in it is the hash of what it gets."""
    return f"{MAP_URL}/{read_map_file(name)[1]}/{name}"


@lru_cache(maxsize=len(MAP_FILES))
def read_map_file(name: str) -> tuple[bytes, str]:
    """What the browser gets for one of MAP_FILES, the palette before the style sheet, and the hash of it."""
    variables = css_variables() if name.endswith(".css") else ""
    content = variables.encode() + (Path(__file__).parent / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


async def serve_map_file(request: Request) -> Response:
    """One of MAP_FILES under its version; 404 for anything else."""
    name = request.path_params["name"]
    if name not in MAP_FILES or request.path_params["version"] != read_map_file(name)[1]:
        return _not_found()
    content, version = read_map_file(name)
    return Response(content, media_type=MAP_FILES[name], headers={"Cache-Control": FOREVER, "ETag": f'"{version}"'})


async def serve_outline(request: Request) -> Response:
    """The outlines of a scope and level under their current version, gzip where the browser takes it; else 404.

    Made outside the event loop: the first time for the whole country takes seconds.
    """
    scope, level, version = (request.path_params[key] for key in ("scope", "level", "version"))
    if level not in LEVELS or not SCOPE_CODE.fullmatch(scope):
        return _not_found()
    try:
        if version != await run_in_threadpool(outline_version, scope, level):
            return _not_found()
        packed = await run_in_threadpool(outline_gzip, scope, level)
    except UserError:
        return JSONResponse({"error": "边界文件有问题，请管理员检查"}, status_code=500)
    return _send_outline(request, packed, f"{version}-{level}-{scope}") if packed else _not_found()


def _send_outline(request: Request, packed: bytes, name: str) -> Response:
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    etag = f'"{name}-gz"' if takes_gzip else f'"{name}"'
    headers = {"Cache-Control": FOREVER, "ETag": etag, "Vary": "Accept-Encoding"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if takes_gzip:
        return Response(packed, media_type="application/geo+json", headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="application/geo+json", headers=headers)


def _not_found() -> JSONResponse:
    return JSONResponse({"error": "没有这个文件"}, status_code=404)

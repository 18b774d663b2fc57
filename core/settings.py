"""Settings read from the environment when asked, never at import time; README lists every one."""

import getpass
import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core.errors import UserError

TIME_ZONE = ZoneInfo("Asia/Shanghai")
DEMO_MARK = "demo.json"


def data_dir() -> Path:
    """The folder that holds everything the program keeps: `DATA_DIR`, default `data/` beside the program."""
    return Path(_read("DATA_DIR") or Path(__file__).parents[1] / "data").resolve()


def data_id() -> str:
    """The number of the data folder that is expected (its file `folder_id`): `DATA_ID`, '' for whichever is there."""
    return _read("DATA_ID").strip()


def duckdb_memory_limit() -> str:
    """Memory for queries before they spill to disk: `DUCKDB_MEMORY_LIMIT`."""
    return _read("DUCKDB_MEMORY_LIMIT") or "4GB"


def duckdb_threads() -> str:
    """How many threads queries use: `DUCKDB_THREADS`, '' for all cores."""
    return _read("DUCKDB_THREADS")


def import_user() -> str:
    """Who imports when nobody is named: `IMPORT_USER`, '' for the account of the machine."""
    return _read("IMPORT_USER")


def account() -> str:
    """Who acts by a command: `IMPORT_USER`, else the account of the machine, else 本机."""
    try:
        return import_user() or getpass.getuser()
    except (KeyError, OSError):
        return "本机"


def ledger_url() -> str:
    """The address of the ledger's database: `LEDGER_URL`, '' for the SQLite file in the data folder."""
    return _read("LEDGER_URL")


def boundary_file() -> str:
    """An office's own outlines: `BOUNDARY_FILE`, '' for those in the data folder or built in."""
    return _read("BOUNDARY_FILE")


def tianditu_key() -> str:
    """An office's own key of the online base map: `TIANDITU_KEY`, '' for no such map."""
    return _read("TIANDITU_KEY")


def map_review_number() -> str:
    """The 审图号 under every map: `MAP_REVIEW_NUMBER`, '' for none."""
    return _read("MAP_REVIEW_NUMBER")


def allowed_hosts() -> tuple[str, ...]:
    """Names under which browsers reach this server beside its own address: `ALLOWED_HOSTS`, separated by commas; default none."""
    return tuple(name.strip() for name in _read("ALLOWED_HOSTS").split(",") if name.strip())


def metrics_token() -> str:
    """What a monitoring program has to show to read the server's figures: `METRICS_TOKEN`, '' for nobody."""
    return _read("METRICS_TOKEN")


def log_in() -> str:
    """How people sign in: `LOGIN`, `none` (default: whoever sits at this machine) or `local` (accounts of this program). Raises UserError
    when it is neither."""
    text = _read("LOGIN") or "none"
    if text not in ("none", "local"):
        raise UserError("LOGIN 应为 none 或 local", field="LOGIN", came=text, todo="请改好后重新启动")
    return text


def log_format() -> str:
    """How the server writes its log: `LOG_FORMAT`, `text` (default) or `json`, an object a line. Raises UserError when it is neither."""
    text = _read("LOG_FORMAT") or "text"
    if text not in ("text", "json"):
        raise UserError("LOG_FORMAT 应为 text 或 json", field="LOG_FORMAT", came=text, todo="请改好后重新启动")
    return text


def audit_key_file() -> str:
    """The file that holds the key of the record of acts: `AUDIT_KEY_FILE`, '' for a chain without a key."""
    return _read("AUDIT_KEY_FILE")


def audit_heads() -> str:
    """The folder where the digests of the record of acts and of the ledger's history are noted a second time: `AUDIT_HEADS`, '' for
    files in the data folder."""
    return _read("AUDIT_HEADS")


def spark_store_uri() -> str:
    """Where Spark's executors find the store: `SPARK_STORE_URI`, '' for its folder on this machine."""
    return _read("SPARK_STORE_URI")


def spark_driver_memory() -> str:
    """The heap of a Spark session on this machine; `SPARK_DRIVER_MEMORY`. A cluster's sizes belong to spark-submit."""
    return _read("SPARK_DRIVER_MEMORY") or "3g"


def java_home() -> str:
    """The folder of the Java that Spark runs on: `JAVA_HOME`, '' for the one on the path."""
    return _read("JAVA_HOME")


def history_months() -> int:
    """How many periods a course of scores and ranks goes back: `HISTORY_MONTHS`, default 12. Raises UserError when it is no number."""
    text = _read("HISTORY_MONTHS") or "12"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 120:
        raise UserError(
            "HISTORY_MONTHS 应为 1 到 120 的整数", field="HISTORY_MONTHS", came=text, todo="请改好后重新启动"
        )
    return int(text)


def demo_mark(folder: Path) -> dict[str, str] | None:
    """What the demo generator left in the data folder (`today`, `seed`, `place_code`), or None for real data; nothing of it where the
    file is damaged: the data are simulated all the same."""
    path = folder / DEMO_MARK
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def today(folder: Path) -> date:
    """The working day all countdowns use: `TODAY`, else the demo's own day, else the day in Asia/Shanghai.

    Raises UserError when `TODAY` is no date.
    """
    text = _read("TODAY")
    if text:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise UserError("环境变量 TODAY 应为日期", came=text, todo="请写成 2021-11-20 这样的形式") from error
    mark = demo_mark(folder)
    return date.fromisoformat(mark["today"]) if mark and "today" in mark else datetime.now(TIME_ZONE).date()


def china_time() -> datetime:
    """Now in China, without a zone, to the microsecond."""
    return datetime.now(TIME_ZONE).replace(tzinfo=None)


def hand_on() -> dict[str, str]:
    """Everything that is set, for a process of our own (`take_over`)."""
    return dict(os.environ)


def take_over(settings: Mapping[str, str]) -> None:
    """Sets what another process handed on, and nothing else."""
    os.environ.clear()
    os.environ.update(settings)


def _read(name: str) -> str:
    return os.environ.get(name, "")

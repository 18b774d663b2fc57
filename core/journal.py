"""What the server writes into its log: nothing of a person, and one JSON object a line where a monitoring program reads it.

A line is cleaned where it is made, so that every handler, Streamlit's too, gets the clean one: numbers of persons are masked, and quoted
texts that are not plain names of the program (`Could not convert string '某甲'`) are left out. Where it happened stays whole.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Final

from core.personal import mask_numbers
from core.settings import log_format

_QUOTED: Final = re.compile(
    r"(?P<begin>['\"“‘`《])(?P<text>[^'\"“”‘’`《》\n]*[^\x00-\x7f][^'\"“”‘’`《》\n]*)(?P<end>['\"”’`》])"
)
_LEFT_OUT: Final = "…"
_make: Final = logging.getLogRecordFactory()


def clean(text: str) -> str:
    """A text of the log without quoted texts of Chinese letters and with the numbers of persons masked."""
    return mask_numbers(_QUOTED.sub(lambda found: f"{found['begin']}{_LEFT_OUT}{found['end']}", text))


class JsonLine(logging.Formatter):
    """time (ISO, UTC), level, logger, said; with an error its kind and, frame by frame, where it happened."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "where": (record.exc_text or "").splitlines()}
        return json.dumps(line, ensure_ascii=False)


def keep_journal() -> None:
    """Clean every line from here on, and write them as `LOG_FORMAT` says. Raises UserError when that is neither text nor json."""
    logging.setLogRecordFactory(_make_clean)
    if log_format() == "json":
        root = logging.getLogger()
        if not root.handlers:
            root.addHandler(logging.StreamHandler(sys.stderr))
        for logger in (root, *map(logging.getLogger, list(logging.root.manager.loggerDict))):
            for handler in logger.handlers:
                handler.setFormatter(JsonLine())


def _make_clean(*parts: Any, **more: Any) -> logging.LogRecord:
    record = _make(*parts, **more)
    try:
        record.msg, record.args = clean(record.getMessage()), None
    except (TypeError, ValueError):  # a line whose words and values do not fit is the handlers' to report
        return record
    if record.exc_info and record.exc_info[1]:
        record.exc_text = clean("".join(traceback.format_exception(record.exc_info[1]))).rstrip()
    return record

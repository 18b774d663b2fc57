"""What is picked once and stays: place, period, framework, projection; kept in the address, checked against what exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

LASTING = (
    "at", "by", "check", "classes", "item", "level", "line", "measure", "of", "per", "source", "test", "view", "way", "when", "year",
)  # fmt: skip
"""Of a page's own parameters those that its projection keeps: what is looked at, never words or numbers somebody wrote."""


@dataclass(frozen=True)
class Home:
    """What the pickers say while a page looks at another framework, in a period of that one's."""

    framework_id: str
    period: str


@dataclass(frozen=True)
class Picked:
    """The picks every page shares. `scope` is a place code ('' = everything), `period` '' when there is no data.

    A link down into another framework (`viewed=` in the address) shows that one with the nearest period it has; the picks then are
    in `home` and stay as they were. `day` is the day of view, None without a period; `asked_day` the text of the address that
    asks for another than today's.
    """

    scope: str
    period: str
    framework_id: str
    is_show: bool
    home: Home | None = None
    day: date | None = None
    asked_day: str = ""
    is_in_force: bool = False
    lacks_book: bool = False

    def parameters(self, **more: str) -> dict[str, str]:
        """The picks as query parameters, with a page's own beside them; empty ones are left out."""
        picks = self.home or Home(self.framework_id, self.period)
        own = {
            "place": self.scope,
            "period": picks.period,
            "framework": "" if self.is_in_force or self.lacks_book else picks.framework_id,
            "viewed": self.framework_id if self.home else "",
            "day": self.asked_day,
            "show": "1" if self.is_show else "",
        }
        if more.get("viewed") == picks.framework_id:
            more = more | {"viewed": ""}
        return {name: value for name, value in (own | more).items() if value}


def parameter(name: str, allowed: Mapping[str, object] | tuple[str, ...] | None = None, default: str = "") -> str:
    """A query parameter; the default when it is absent or not among what is allowed."""
    value = st.query_params.get(name, default)
    return value if allowed is None or value in allowed else default


def set_parameters(**values: str) -> None:
    """Change query parameters of the page; an empty value removes one. Each call is one step for the back button."""
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in values}
    st.query_params.from_dict(kept | {name: value for name, value in values.items() if value})


def own_parameters() -> dict[str, str]:
    """The page's own query parameters that its projection keeps."""
    return {name: value for name in LASTING if (value := st.query_params.get(name, ""))}


def picked() -> Picked:
    """The picks of this run, set by the frame before any page runs."""
    found: Picked = st.session_state["_picked"]
    return found


def keep(value: Picked) -> None:
    """Called by the frame only."""
    st.session_state["_picked"] = value


def go(page: str, **more: str) -> None:
    """Open another page of the dashboard (file name without ending) with the picks and the given parameters."""
    st.switch_page(f"pages/{page}.py", query_params=picked().parameters(**more))

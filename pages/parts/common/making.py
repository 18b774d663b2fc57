"""Files that take long: made beside the page, which says how far it is and can stop it; saved by a click when they are there."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from core.errors import UserError
from pages.parts.common import gate, look
from pages.parts.common.labels import plain_label
from pages.parts.common.saving import offer_file

LOG: Final = logging.getLogger(__name__)
SECONDS: Final = 0.5
Tell = Callable[[str, float], None]


class _Stopped(Exception):
    """Somebody does not want the file any more."""


@dataclass
class Work:
    """One file being made. `words` and `share` say how far it is; `content` or `error` are there once it is `done`."""

    words: str = "开始"
    share: float = 0.0
    content: bytes | None = None
    error: str = ""
    done: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def tell(self, words: str, share: float) -> None:
        """What the maker says of itself; it ends here when the work was stopped."""
        if self.stopped.is_set():
            raise _Stopped
        self.words, self.share = words, max(0.0, min(1.0, share))

    def run(self, make: Callable[[Tell], bytes]) -> None:
        """Make the file; nothing is raised, what went wrong stands in `error`."""
        try:
            self.content = make(self.tell)
        except _Stopped:
            pass
        except UserError as error:
            self.error = error.message
        except Exception:
            LOG.exception("a file was not made")
            self.error = "文件没有做成，请把服务器日志交给管理员。"
        finally:
            self.done.set()


@dataclass(frozen=True)
class File:
    """What is made: the word on its button, its name and kind."""

    label: str
    name: str
    mime: str


def draw_making(key: str, file: File, make: Callable[[Tell], bytes]) -> None:
    """The button that begins, what is said meanwhile with a way to stop, then the button that saves. `make` runs in a thread of its own
    and must ask nothing of the page; a finished file is offered until another is begun or the page's choices change (`key`)."""
    work = st.session_state.get(_slot(key))
    if work is None:
        st.button(plain_label(f"生成{file.label}"), key=f"make_{key}", on_click=_begin, args=(key, make))
    elif not work.done.is_set():
        _draw_going(key, file.label)
    elif work.content is not None:
        offer_file(
            plain_label(f"保存{file.label}"), work.content, file_name=file.name, mime=file.mime, type="primary",
            key=f"save_{key}",
        )  # fmt: skip
        st.button("重新生成", key=f"again_{key}", on_click=_forget, args=(key,))
    else:
        look.draw_problem(work.error) if work.error else look.draw_note(f"{file.label}已取消，没有生成。")
        st.button(plain_label(f"重新生成{file.label}"), key=f"again_{key}", on_click=_begin, args=(key, make))


@st.fragment(run_every=SECONDS)
def _draw_going(key: str, label: str) -> None:
    work: Work | None = st.session_state.get(_slot(key))
    if work is None or work.done.is_set():
        st.rerun()
        return
    share = work.share
    st.progress(share, text=plain_label(f"{label}：{work.words}"))
    st.button("取消", key=f"stop_{key}", on_click=work.stopped.set)


def _begin(key: str, make: Callable[[Tell], bytes]) -> None:
    work = st.session_state[_slot(key)] = Work()
    threading.Thread(target=work.run, args=(_bound(make),), name=f"making {key}", daemon=True).start()


def _bound(make: Callable[[Tell], bytes]) -> Callable[[Tell], bytes]:
    """The same for whoever asks now: a thread of its own asks as nobody."""
    asked_by = gate.person()

    def made(tell: Tell) -> bytes:
        with gate.acting(asked_by):
            return make(tell)

    return made


def _forget(key: str) -> None:
    st.session_state.pop(_slot(key), None)


def _slot(key: str) -> str:
    return f"_making_{key}"

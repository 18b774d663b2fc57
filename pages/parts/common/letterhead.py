"""文头: who sends a document, to whom and under which number, and the office's own template; typed once for all pages of a visit."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from core.errors import UserError
from pages.parts.common import look
from pages.parts.common.saving import offer_file
from reports.paper import UNSIGNED, Signed, check_template, make_template

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST: Final = 60
_KEPT: Final = "_letterhead"
_FIELDS: Final = {
    "by": ("发文单位", "写了就有红头"), "number": ("发文字号", "如 州乡振发〔2021〕12号"), "to": ("主送", "如 各县市人民政府"),
    "copies": ("抄送", "可不填"),
}  # fmt: skip


@dataclass(frozen=True)
class Letterhead:
    """What stands around a document; `template` is the office's own, None for ours."""

    signed: Signed = UNSIGNED
    template: bytes | None = None
    template_name: str = ""


def draw_letterhead() -> Letterhead:
    """The fields behind a button; what was typed on another page stands there again."""
    kept: Letterhead = st.session_state.get(_KEPT, Letterhead())
    with st.popover("文头和模板", key="letterhead"):
        typed = {
            name: st.text_input(
                label, value=getattr(kept.signed, name), placeholder=hint, max_chars=LONGEST, key=f"letterhead_{name}"
            )
            for name, (label, hint) in _FIELDS.items()
        }
        sent = st.file_uploader("本单位的公文模板（可不选）", type=["docx"], key="letterhead_template")
        template, name = (sent.getvalue(), sent.name) if sent else (kept.template, kept.template_name)
        if template is not None and not _is_usable(template):
            template, name = None, ""
        if template is not None:
            look.draw_note(f"用的是模板《{name}》")
        offer_file(
            "下载空白模板", make_template, file_name="公文模板.docx", mime=WORD, is_open=True, key="letterhead_blank",
            help="用 Word 改好版式，再从上面交回",
        )  # fmt: skip
    found = Letterhead(Signed(**{field: (text or "").strip() for field, text in typed.items()}), template, name)
    st.session_state[_KEPT] = found
    return found


def _is_usable(template: bytes) -> bool:
    try:
        check_template(template)
    except UserError as error:
        look.draw_problem(error.message)
        return False
    return True

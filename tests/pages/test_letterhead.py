"""文头: who sends a document and under which number stands in the Word file; without it there is no head."""

import io
from pathlib import Path

import docx

from tests.pages.one_value.walking import offered_files
from tests.pages.opening import open_page


def words_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def test_who_sends_it_and_its_number_stand_in_the_document(demo_folder: Path) -> None:
    with offered_files() as offered:
        page = open_page("overview", place="433100", period="2021-11")
        page.text_input(key="letterhead_by").set_value("示例州乡村振兴局")
        page.text_input(key="letterhead_number").set_value("示振发〔2021〕3号").run()
        assert not page.exception
        make = next(content for name, content in offered.items() if name.startswith("通报_"))
        assert callable(make)
        said = words_of(make())
    assert "示例州乡村振兴局" in said and "示振发〔2021〕3号" in said
    assert page.session_state["_letterhead"].signed.by == "示例州乡村振兴局"


def test_without_a_sender_there_is_no_head(demo_folder: Path) -> None:
    with offered_files() as offered:
        open_page("overview", place="433100", period="2021-11")
        make = next(content for name, content in offered.items() if name.startswith("通报_"))
        assert callable(make)
        assert "文件" not in words_of(make()).splitlines()[0]

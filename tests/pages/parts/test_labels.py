"""A text from outside stands in a label letter by letter."""

import pytest

from pages.parts.common.labels import plain_label


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("第三批名单", "第三批名单"),
        ("![i](http&#58;//evil.example/b.png)现场.pdf", r"\!\[i\]\(http\&\#58\;\/\/evil\.example\/b\.png\)现场\.pdf"),
        ("价格$100到$200", r"价格\$100到\$200"),
        (":smile: a_b_c ~删~ <b>", r"\:smile\: a\_b\_c \~删\~ \<b\>"),
        ("发票\u202efdp.exe", r"发票fdp\.exe"),
        ("一行\r\n\n又一行", "一行 又一行"),
        (12, "12"),
    ],
)
def test_nothing_of_a_text_is_read_as_a_sign(came: object, shown: str) -> None:
    assert plain_label(came) == shown

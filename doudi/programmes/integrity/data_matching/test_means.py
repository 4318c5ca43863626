"""One household compared at once: nobody is queried who has not signed, townships see verdicts, the verification centre the details."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.models import Record, User
from doudi.base.months import chinese_month, month_of
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import VILLAGE, number_of, somebody
from doudi.mechanisms.matching.means import services
from doudi.mechanisms.matching.means.declare import Verdict
from doudi.mechanisms.matching.means.models import Authorisation, MeansCheck
from doudi.mechanisms.registry.models import Household, Person
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households
from doudi.programmes.integrity.data_matching.stories import PNG, acting

pytestmark = pytest.mark.django_db
Purpose, Signer, Way = Authorisation.Purpose, Authorisation.Signer, Authorisation.Way
TODAY = timezone.localdate()
WANG, LI, CHILD = (
    number_of(dt.date(1970, 3, 4), 21),
    number_of(dt.date(1971, 6, 7), 22),
    number_of(TODAY.replace(year=TODAY.year - 9, day=1), 23),
)
LAST_MONTH = month_of(TODAY) - 1
NAMES = {WANG: "王某", LI: "李某"}


@pytest.fixture
def home(people: dict[str, User]) -> Household:
    """Wang, Li and a child; not on any roll: they have just applied."""
    members = (
        NewMember(NewPerson(WANG, "王某", VILLAGE), "户主"),
        NewMember(NewPerson(LI, "李某", VILLAGE), "配偶"),
        NewMember(NewPerson(CHILD, "王小某", VILLAGE), "之子"),
    )
    new = NewHousehold("H1", VILLAGE, members, since=dt.date(2020, 1, 1))
    return register_households([new], by=None, at=timezone.now(), because="低保申请")[0]


def person(name: str) -> Person:
    return Person.objects.get(party__name=name)


def signed(
    name: str, by: User, *, signer: Authorisation.Signer = Signer.SELF, signed_by: str = "", why: str = ""
) -> Authorisation:
    kept = files.keep(PNG, name="授权书.png", purpose="授权书", by=by, at=timezone.now(), area_code=VILLAGE)
    return services.authorise(
        person(name),
        purpose=Purpose.APPLICATION,
        signed_by=signed_by or name,
        signer=signer,
        why_not_self=why,
        way=Way.PAPER,
        file=kept,
        from_on=TODAY,
        until_on=TODAY + dt.timedelta(days=180),
        by=by,
        at=timezone.now(),
    )


def everybody_signs(by: User) -> None:
    signed("王某", by)
    signed("李某", by)
    signed("王小某", by, signer=Signer.GUARDIAN, signed_by="王某")


def vehicles(*owners: str, month: int = LAST_MONTH, by: User) -> None:
    """The list of vehicles of a month: those of the owners named, and of four strangers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["号牌号码", "机动车所有人", "身份证号", "车辆类型", "品牌型号", "初次登记日期", "机动车状态", "购置价格(元)"]
    )
    for turn, number in enumerate([*owners, *(number_of(dt.date(1965, 1, 2), 31 + each) for each in range(4))]):
        sheet.append(
            [
                f"赣C{turn:05d}",
                NAMES.get(number, f"车主{'甲乙丙丁戊己'[turn]}"),
                number,
                "小型轿车",
                "某牌",
                "2021-05-06",
                "正常",
                88000,
            ]
        )
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile(f"机动车登记信息({chinese_month(month)}).xlsx", out.getvalue())
    acting(by).post(reverse("data_matching:upload"), {"files": upload})


def check(home: Household, by: User, *, objection: str = "", matter: str = "低保申请1") -> MeansCheck:
    members = [each.person for each in home.memberships.select_related("person__party")]
    return services.check(
        home,
        dict.fromkeys(members, services.Declared()),
        relations={},
        matter=matter,
        purpose=Purpose.APPLICATION,
        urban=False,
        by=by,
        at=timezone.now(),
        objection=objection,
    )


def verdicts(report: MeansCheck) -> dict[str, str]:
    return {line["rule"]: line["verdict"] for line in report.verdicts}


def test_r_chk_06_nobody_is_queried_who_has_not_signed(people: dict[str, User], home: Household) -> None:
    vehicles(by=people["centre"])
    signed("王某", people["clerk"])
    with pytest.raises(Refused, match="李某、王小某没有有效的授权书"):
        check(home, people["clerk"])
    assert not MeansCheck.objects.exists()
    signed("李某", people["clerk"])
    last = signed("王小某", people["clerk"], signer=Signer.GUARDIAN, signed_by="王某")
    assert check(home, people["clerk"]).version == 1
    services.revoke(last, on=TODAY, by=people["clerk"], at=timezone.now(), because="不再申请")
    with pytest.raises(Refused, match="王小某没有有效的授权书"):
        check(home, people["clerk"], matter="低保申请2")


@pytest.mark.parametrize(
    ("name", "signer", "signed_by", "why", "words"),
    [
        ("王小某", Signer.SELF, "王小某", "", "应由监护人签署"),
        ("李某", Signer.SELF, "王某", "", "签署人应为“李某”"),
        ("李某", Signer.MANDATE, "王某", "", "须写明原因"),
    ],
)
def test_r_chk_05_who_signs_for_whom(
    people: dict[str, User],
    home: Household,
    name: str,
    signer: Authorisation.Signer,
    signed_by: str,
    why: str,
    words: str,
) -> None:
    with pytest.raises(Refused, match=words):
        signed(name, people["clerk"], signer=signer, signed_by=signed_by, why=why)
    assert not Authorisation.objects.exists()


def test_an_authorisation_runs_a_year_at_most(people: dict[str, User], home: Household) -> None:
    kept = files.keep(
        PNG, name="授权书.png", purpose="授权书", by=people["clerk"], at=timezone.now(), area_code=VILLAGE
    )
    with pytest.raises(Refused, match="最长12个月"):
        services.authorise(
            person("王某"),
            purpose=Purpose.REVIEW,
            signed_by="王某",
            way=Way.PAPER,
            file=kept,
            from_on=TODAY,
            until_on=TODAY + dt.timedelta(days=400),
            by=people["clerk"],
            at=timezone.now(),
        )


def test_what_was_not_compared_is_never_within(people: dict[str, User], home: Household) -> None:
    vehicles(by=people["centre"])
    everybody_signs(people["clerk"])
    found = check(home, people["clerk"])
    said = verdicts(found)
    assert said["R-CMP-09"] == Verdict.WITHIN
    assert said["R-CMP-10"] == said["R-CMP-16"] == Verdict.NOT_COMPARED
    homes = next(line for line in found.verdicts if line["rule"] == "R-CMP-10")
    assert any("不动产" in name for name in homes["missing"])


def test_an_old_list_proves_nothing_ex_35(people: dict[str, User], home: Household) -> None:
    vehicles(month=LAST_MONTH - 3, by=people["centre"])
    everybody_signs(people["clerk"])
    line = next(each for each in check(home, people["clerk"]).verdicts if each["rule"] == "R-CMP-09")
    assert line["verdict"] == Verdict.NOT_COMPARED
    assert any("已过期" in name for name in line["missing"])


def test_r_chk_08_the_township_sees_a_verdict_and_only_the_centre_the_details(
    people: dict[str, User], home: Household
) -> None:
    vehicles(WANG, by=people["centre"])
    everybody_signs(people["clerk"])
    found = check(home, people["clerk"])
    assert verdicts(found)["R-CMP-09"] == Verdict.ABOVE
    page = reverse("data_matching:means_report", args=[found.pk])
    seen = acting(people["clerk"]).get(page).content.decode()
    assert "超限或与申报不符" in seen
    assert "88,000" not in seen
    assert "赣C" not in seen
    details = reverse("data_matching:means_details", args=[found.pk])
    assert acting(people["clerk"]).post(details, {"reason": "想看看"}).status_code == 403
    assert acting(people["stranger"]).get(page).status_code == 404
    read = acting(people["centre"]).post(details, {"reason": "复核异议"}).content.decode()
    assert "赣C00000" in read
    assert WANG not in read
    assert Record.objects.filter(action="reveal", because="复核异议", by=people["centre"]).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM matching_meanscheck")
        assert "赣C" not in str(cursor.fetchone())


def payroll(owner: str, wage: int, *, by: User) -> None:
    """The list of those whom the budget pays: the one named, and four strangers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["单位名称", "姓名", "身份证号", "人员性质", "月应发工资(元)"])
    sheet.append(["县实验小学", NAMES[owner], owner, "事业编制", wage])
    for each in range(4):
        sheet.append(
            ["县中医院", f"职工{'甲乙丙丁'[each]}", number_of(dt.date(1965, 1, 2), 31 + each), "事业编制", 4100]
        )
    out = io.BytesIO()
    book.save(out)
    upload = SimpleUploadedFile(f"财政供养人员信息表({chinese_month(LAST_MONTH)}).xlsx", out.getvalue())
    acting(by).post(reverse("data_matching:upload"), {"files": upload})


def test_r_chk_08_the_township_is_told_how_far_it_differs_from_the_declaration_and_not_who_pays(
    people: dict[str, User], home: Household
) -> None:
    payroll(WANG, 3000, by=people["centre"])
    everybody_signs(people["clerk"])
    members = [each.person for each in home.memberships.select_related("person__party")]
    declared = {each: services.Declared(wages=80_000 if each.party.name == "王某" else 0) for each in members}
    found = services.check(
        home, declared, relations={}, matter="低保申请9", purpose=Purpose.APPLICATION, urban=False, by=people["clerk"],
        at=timezone.now(),
    )  # fmt: skip
    assert verdicts(found)["R-CMP-06"] == Verdict.ABOVE
    page = reverse("data_matching:means_report", args=[found.pk])
    seen = acting(people["clerk"]).get(page).content.decode()
    assert "申报800.00元/月，高出2,200.00元" in seen
    assert "县实验小学" not in seen
    details = reverse("data_matching:means_details", args=[found.pk])
    assert "县实验小学" in acting(people["centre"]).post(details, {"reason": "复核异议"}).content.decode()
    village = somebody("village", Role.VILLAGE_WORKER, VILLAGE)  # helps to sign and sees no result
    assert acting(village).get(page).status_code in (403, 404)
    assert acting(people["stranger"]).get(page).status_code == 404


def test_r_chk_09_an_objection_leads_to_a_second_version(people: dict[str, User], home: Household) -> None:
    vehicles(WANG, by=people["centre"])
    everybody_signs(people["clerk"])
    first = check(home, people["clerk"])
    with pytest.raises(Refused, match="须写明异议"):
        check(home, people["clerk"])
    vehicles(month=LAST_MONTH, by=people["centre"])  # the sale has been registered
    second = check(home, people["clerk"], objection="车已于上月卖出并过户")
    assert (first.version, second.version) == (1, 2)
    assert verdicts(first)["R-CMP-09"] == Verdict.ABOVE
    assert MeansCheck.objects.count() == 2


def test_a_relative_of_the_applicant_does_not_ask(people: dict[str, User], home: Household) -> None:
    vehicles(by=people["centre"])
    everybody_signs(people["clerk"])
    mine = people["second"]
    mine.id_number = LI
    mine.save()
    with pytest.raises(Refused, match="回避"):
        check(home, mine)


def test_it_is_asked_for_on_the_households_page(people: dict[str, User], home: Household) -> None:
    vehicles(by=people["centre"])
    clerk = acting(people["clerk"])
    for name, signer in (("王某", "SELF"), ("李某", "SELF"), ("王小某", "GUARDIAN")):
        given = {
            "purpose": "APPLICATION", "signer": signer, "signed_by": "王某" if signer == "GUARDIAN" else name, "way": "PAPER",
            "from_on": f"{TODAY}", "until_on": f"{TODAY + dt.timedelta(days=90)}", "file": SimpleUploadedFile("授权书.png", PNG),
        }  # fmt: skip
        answer = clerk.post(reverse("data_matching:means_authorise", args=[person(name).pk]), given)
        assert answer.status_code == 302, answer.content.decode()
    assert "已授权" in clerk.get(reverse("household", args=[home.pk])).content.decode()
    asked = reverse("data_matching:means_check", args=[home.pk])
    assert clerk.get(asked).status_code == 200
    done = clerk.post(asked, {"matter": "低保申请7", "purpose": "APPLICATION", f"wages_{person('王某').pk}": "1200"})
    assert done.status_code == 302, done.content.decode()
    assert "核对报告" in clerk.get(done["Location"]).content.decode()


def test_the_list_costs_the_same_with_one_report_and_with_three(people: dict[str, User], home: Household) -> None:
    vehicles(by=people["centre"])
    everybody_signs(people["clerk"])
    client, address = acting(people["centre"]), reverse("data_matching:means")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    check(home, people["clerk"])
    client.get(address)
    one = queries()
    check(home, people["clerk"], matter="低保申请2")
    check(home, people["clerk"], matter="低保申请3")
    assert queries() == one

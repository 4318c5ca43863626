"""线上线下核对 (R-DIS-09): the list of the national system against what the bank paid, person by person, on its pages."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doudi.base.stories import VILLAGE, number_of
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.payment_runs import services
from doudi.mechanisms.entitlement.payment_runs.models import OnlineDifference, PaymentRun
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.mechanisms.registry import services as registry
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY
from tests.funds.stories import act, as_, at, said

pytestmark = pytest.mark.django_db
Kind = OnlineDifference.Kind
HEADINGS = ("补贴种类", "姓名", "证件号码", "金额(元)", "银行账号")
Rows = list[list[str]]


@pytest.fixture
def office() -> Office:
    return Office()


def a_month(office: Office, number: int) -> tuple[PaymentRun, Rows]:
    """So many people get 100 of nursing subsidy for August, sent and paid; and the online list that agrees."""
    new = [
        registry.NewPerson(number_of(dt.date(1950 + n % 50, 1 + n % 12, 1 + n % 28), n % 1000), f"残疾人{n}", VILLAGE)
        for n in range(number)
    ]
    people = registry.register_people(new, by=None, at=moment("2024-01-02"), because="登记")
    facts = {"disability": DisabilityClass.LIMB, "disability_grade": 1}
    given = {name: Given(value, "残疾人证", dt.date(2024, 1, 5)) for name, value in facts.items()}
    awards.grant_many(
        NURSING_SUBSIDY,
        [
            NewAward(
                person.pk, VILLAGE, Family(each.name, {}, (Member(str(person.pk), each.name, given),)), dt.date(2024, 7, 25),
                "审核书", each.name, f"62170000{n:011d}", 2024 * 12 + 7,
            )
            for n, (person, each) in enumerate(zip(people, new, strict=True))
        ],
        by=office.officer, at=moment("2024-07-25"), because="审核确认",
    )  # fmt: skip
    run = office.signed(NURSING_SUBSIDY, "2024-08")
    file = services.send(run, form="card", by=office.finance, at=moment("2024-08-08"))
    office.answer(file, moment("2024-08-09"))
    rows = [["重度残疾人护理补贴", each.name, each.id_number, "100", f"62170000{n:011d}"] for n, each in enumerate(new)]
    return run, rows


def listed(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *rows])
    return out.getvalue().encode("utf-8-sig")


def compare(office: Office, run: PaymentRun, rows: Rows) -> Any:
    data = {"file": SimpleUploadedFile("线上名单.csv", listed(rows))}
    return as_(office.finance).post(at("online", run.pk), data, follow=True)


def test_ex_33_sums_that_nearly_agree_do_not_close_a_month(office: Office) -> None:
    """EX-33: online 1,203 × 100, the bank lacks 3 of them and has 1 more: 1,201; 3 only online, 1 only paid, not closed."""
    run, rows = a_month(office, 1201)
    extra = [number_of(dt.date(1940, 1, 1 + n), 900 + n) for n in range(3)]
    online = rows[:1200] + [["重度残疾人护理补贴", f"仅线上{n}", number, "100", ""] for n, number in enumerate(extra)]
    assert "尚未与线上名单核对" in said(as_(office.finance).get(at("run", run.pk)))
    assert "仅线上有3人、仅发放有1人" in said(compare(office, run, online))
    page = said(as_(office.finance).get(at("run", run.pk)))
    assert "与线上名单有4人不一致" in page
    refused = act(office.finance, run, "close")
    assert refused.status_code == 422
    assert "与线上名单有4人不一致，尚未说明" in said(refused)
    for each in OnlineDifference.objects.all():
        assert as_(office.officer).post(at("explain_online", each.pk), {"explanation": ""}).status_code == 422
        done = as_(office.officer).post(
            at("explain_online", each.pk), {"explanation": "线上8月新增，9月补发"}, follow=True
        )
        assert "已说明" in said(done)
    assert "已结清" in said(act(office.finance, run, "close"))


def test_amounts_and_accounts_are_compared_person_by_person(office: Office) -> None:
    run, rows = a_month(office, 4)
    rows[0][3], rows[1][4] = "200", "6217999999999999999"
    assert "金额不同1人、姓名或账号不同1人" in said(compare(office, run, rows))
    rows[0][3], rows[1][4] = "100", "6217000000000000001"
    assert "全部一致" in said(compare(office, run, rows)), "the later list counts"
    assert "已结清" in said(act(office.finance, run, "close"))


def test_a_list_of_several_kinds_is_read_for_its_own(office: Office) -> None:
    run, rows = a_month(office, 2)
    mixed = [*rows, ["困难残疾人生活补贴", rows[0][1], rows[0][2], "80", ""]]
    assert "全部一致" in said(compare(office, run, mixed))
    other = compare(office, run, [["困难残疾人生活补贴", *rows[0][1:]]])
    assert (other.status_code, "没有“重度残疾人护理补贴”" in said(other)) == (422, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda rows: [*rows, rows[0]], "是同一人"),
        (lambda rows: [[*rows[0][:2], "36999919500101001", *rows[0][3:]]], "证件号码有误"),
        (lambda rows: [[*rows[0][:3], "一百", ""]], "看不懂"),
        (lambda rows: [], "没有明细行"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_whole(office: Office, change: Any, sentence: str) -> None:
    run, rows = a_month(office, 2)
    refused = compare(office, run, change(rows))
    assert refused.status_code == 422
    assert sentence in said(refused)
    assert rows[0][2] not in said(refused)
    assert "36999919500101001" not in said(refused)
    assert run.online_checks.count() == 0

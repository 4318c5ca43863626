"""From the report of a village to verified rest: five roles, each on a phone; and the same death stops an award and asks back what was paid."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from doudi.base.models import Grant
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, somebody
from doudi.desk.browsing import DESK, PHONE, fits, sit_down
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.custody.models import Custodian, Receipt
from doudi.mechanisms.custody.queries import written
from doudi.mechanisms.custody.sealing import first_broken
from doudi.mechanisms.custody.services import register_custodian
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.stories import Hall
from doudi.programmes.funeral.ashes import stock
from tests.clock import Clock
from tests.stories.hands import told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DIED = "2024-07-28T05:30"


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "照片.jpg").write_bytes(jpeg())
    return str(tmp_path / "照片.jpg")


@pytest.fixture
def award(hall: Hall) -> Award:
    """A single man on dibao, paid June to August; and the houses that his ashes will pass through."""
    office = somebody("office", Role.FUNERAL_OFFICER, COUNTY)
    for username, role, area in (
        ("operator", Role.FUNERAL_HOME, COUNTY), ("reviewer", Role.FUNERAL_HOME, COUNTY), ("writer", Role.FUNERAL_HOME, COUNTY),
        ("keeper", Role.CEMETERY_KEEPER, TOWN),
    ):  # fmt: skip
        somebody(username, role, area)
    Grant.objects.update(since=dt.date(2020, 1, 1))
    for kind, code, name, area in (("FUNERAL_HOME", "B1", "县殡仪馆", COUNTY), ("CEMETERY", "G1", "上村公墓", VILLAGE)):
        new = Custodian(
            kind=kind, code=code, name=name, area_code=area, capacity=None if kind == "FUNERAL_HOME" else 10
        )
        register_custodian(new, by=office, at=moment("2024-01-05"))
    stock.receive_batch("赣火2024", 1, 10, by=office, at=moment("2024-01-05"))
    household = hall.household(1)
    made = hall.grant(
        DIBAO_BENEFIT, household, {}, decided="2024-06-12", residence=Residence.URBAN, from_month="2024-06"
    )
    for month in ("2024-06", "2024-07", "2024-08"):
        hall.paid(DIBAO_BENEFIT, month, on="2024-08-20")
    return made


def step(page: Page, username: str, case: Case, name: str, photo: str, /, *, second: str = "", **said: Any) -> None:
    """Somebody takes a step on his phone: from the case to the form, filled in by the words on the glass."""
    sit_down(page, username, PHONE)
    page.goto(f"/ashes/tracking/{case.pk}/")
    page.locator(".actions").get_by_role("link", name=name, exact=True).click()
    for code, value in said.items():
        field = page.locator(f"[name={code}]")
        if value is True:
            field.check()
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"[name={code}][value={value}]").check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    if second:
        page.locator("[name=together_with]").select_option(label=second)
    if page.locator("[name=photo]").count():
        page.set_input_files("[name=photo]", photo)
    assert fits(page)
    page.get_by_role("button", name=name, exact=True).last.click()
    told(page, f"已办理“{name}”")
    assert fits(page)


def test_from_the_report_of_a_village_to_verified_rest(
    page: Page, hall: Hall, award: Award, clock: Clock, photo: str
) -> None:
    who = hall.people(award.party.household)[0]
    clock.put("2024-09-02")
    sit_down(page, "helper", PHONE)
    page.goto("/deaths/report/")
    page.get_by_label("逝者姓名").fill(who.party.name)
    page.locator("[name=id_number]").fill(who.id_number)
    page.locator("[name=died_at]").fill(DIED)
    page.locator("[name=place][value=HOME]").check()
    page.locator("[name=manner][value=NORMAL]").check()
    page.locator("[name=urban]").check()
    assert fits(page)
    page.get_by_role("button", name="报告", exact=True).click()
    told(page, "已报告")
    expect(page.locator("main")).to_contain_text("自动暂缓发放")
    assert fits(page)
    case = Case.objects.get(flow="ashes.tracking")
    award.refresh_from_db()
    assert award.held_until is not None
    assert Debt.objects.count() == 0

    sit_down(page, "clerk", PHONE)
    page.goto(f"/deaths/list/{case.ashes.death_id}/certificate/")
    for code, value in {
        "number": "3601240001",
        "issuer": "东镇卫生院",
        "id_number": who.id_number,
        "issued_at": "2024-07-28T15:00",
        "died_at": DIED,
    }.items():
        page.locator(f"[name={code}]").fill(value)
    page.locator("[name=issuer_type][value=TOWNSHIP_HEALTH]").check()
    for copy in "234":
        page.locator(f"[name=copies][value='{copy}']").check()
    for code in ("police_stamped", "inquiry"):
        page.locator(f"[name={code}]").check()
    assert fits(page)
    page.get_by_role("button", name="登记", exact=True).click()
    told(page, "已登记死亡证明")
    expect(page.locator("main")).to_contain_text("自2024年8月起停发，待确认")

    helper = "用户helper"
    step(page, "operator", case, "接运入馆", photo, name=who.party.name, vehicle="赣X00001", seal="Y1", family="王五")
    clock.put("2024-09-03", 12)
    step(
        page, "operator", case, "火化", photo, second="用户reviewer", identity_checked=True, certificate_checked=True, organiser_checked=True,
        form_number="确1", furnace="1号炉", began="08:00", ended="09:00", seal="G1", family="王五",
    )  # fmt: skip
    step(page, "writer", case, "开具火化证明", photo, recipient="王五")
    step(
        page, "writer", case, "三方交接领取", photo, second=helper, destination="VILLAGE", proof="墓1", collector="王五", relation="子女",
        collector_checked=True, seal="G1",
    )  # fmt: skip
    clock.put("2024-09-04", 15)
    step(
        page,
        "keeper",
        case,
        "安放",
        photo,
        second=helper,
        facility="G1",
        place="A-1",
        square="0.5",
        certificate="葬1",
        family="王五",
        seal="G1",
    )
    clock.put("2024-09-20")
    step(page, "clerk", case, "回访核查相符", photo, seal_matches=True, place_matches=True)
    case.refresh_from_db()
    assert case.stage == "S7"
    assert first_broken() is None

    # The same death, before the county: the award stops, and what was paid for August is a proposed debt.
    sit_down(page, "officer", DESK)
    page.goto("/funds/deaths/")
    page.goto(f"/funds/deaths/{award.pk}/{who.pk}/")
    expect(page.locator("main")).to_contain_text("935.00")
    page.get_by_label("决定文书").fill("云民停〔2024〕1号")
    page.get_by_role("button", name="确认停发").click()
    expect(page.locator(".notice.ok")).to_be_visible()
    award.refresh_from_db()
    assert award.until_month is not None
    debt = Debt.objects.get()
    assert debt.proposed == award.amount
    page.goto(f"/funds/debts/{debt.pk}/")
    expect(page.locator("main")).to_contain_text(who.party.name)

    # The family is told of it: the township prints the notice, hands it over and writes down who took it.
    sit_down(page, "clerk", DESK)
    page.goto(f"/funds/debts/{debt.pk}/notice/")
    expect(page.locator("main")).to_contain_text("935.00元")
    page.goto(f"/funds/debts/{debt.pk}/act/notify/")
    page.locator("[name=notice]").fill("送达其子王五签收")
    page.get_by_role("button", name="告知", exact=True).click()
    expect(page.locator(".notice.ok")).to_be_visible()
    debt.refresh_from_db()
    assert (debt.state, debt.notified_on) == (Debt.State.NOTIFIED, dt.date(2024, 9, 20))

    # Whoever holds a receipt asks whether it is genuine.
    receipt = Receipt.objects.get(handover="inter")
    page.goto("/public/receipt/")
    page.locator("[name=code]").fill(written(receipt.code))
    page.get_by_role("button", name="核验").click()
    expect(page.locator("main")).to_contain_text("回执真实，交接链完整")

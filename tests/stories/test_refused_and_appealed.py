"""A family above the limits by the first check: told, not rebutted, refused with reasons, served; it appeals, the refusal is revoked, the
case opens again, and the county confirms."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from doudi.base.months import parse_month
from doudi.desk.browsing import DESK, fits, sit_down
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.models import Application
from doudi.programmes.assistance.dibao.stories import Hall
from tests.clock import Clock
from tests.stories.hands import a_family, picture, step, told, visit_if_drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def refused(hall: Hall, clock: Clock) -> Case:
    """Filed on 18 September, refused on 12 October; every step from its page by the one whose it is."""
    application = hall.applied(household=a_family(), on="2024-09-18")
    hall.complete(application, "2024-09-18")
    case = application.case
    step(case, "submit", "helper", signed="on")
    clock.put("2024-09-19")
    step(case, "accept", "clerk")
    step(case, "start", "clerk")
    step(case, "request-check", "clerk")
    clock.put("2024-09-20")
    step(case, "survey", "clerk", together_with=hall.companion.pk, visited_on="2024-09-20", way="HOME", signed_by="王桂英", found="住房简陋。", photo=picture("入户.jpg"))  # fmt: skip
    step(case, "start-check", "centre")
    clock.put("2024-09-23")
    step(case, "report", "centre", number="核2024-18", result="ABOVE")
    step(case, "not-met", "clerk", told_on="2024-09-23")
    clock.put("2024-09-30")
    step(case, "give-up", "clerk")
    clock.put("2024-10-08")
    step(case, "sign-refusal", "head")
    step(case, "forward", "clerk")
    clock.put("2024-10-09")
    step(case, "receive", "officer")
    clock.put("2024-10-12")
    visit_if_drawn(hall, case, "2024-10-12")
    step(
        case,
        "refuse",
        "officer",
        ground="PROPERTY",
        words="名下有价值二十万元的轿车。",
        document="某民低保〔2024〕18号",
    )
    return case


def press_on(page: Page, name: str) -> None:
    """A step on the page of the case, to its form."""
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("h1")).to_contain_text(name)


def test_refused_served_appealed_revoked_and_confirmed(page: Page, clock: Clock, hall: Hall) -> None:
    case = refused(hall, clock)
    here = f"/dibao/applications/{case.pk}/"

    # The letter of refusal names the reason, the article and the ways to go against it; then it is served.
    clock.put("2024-10-14")
    sit_down(page, "clerk", DESK)
    page.goto(here)
    page.get_by_role("link", name="不予确认通知书").click()
    letter = page.locator("main")
    for words in ("家庭财产状况不符合规定", "名下有价值二十万元的轿车", "第十四条", "60日内向某县人民政府申请行政复议"):
        expect(letter).to_contain_text(words)
    page.goto(here)
    press_on(page, "书面告知")
    page.get_by_label("送达日期").fill("2024-10-14")
    page.get_by_role("button", name="书面告知", exact=True).click()
    told(page, "已办理“书面告知”：王桂英")

    # Three weeks later the family goes to the county government, and the officer registers it from the page of the case.
    clock.put("2024-11-05")
    sit_down(page, "second")
    page.goto(here)
    expect(page.locator("main")).to_contain_text("2024-12-13")  # sixty days after it was served
    page.get_by_role("link", name="登记行政复议").click()
    expect(page.get_by_label("原件编号")).to_have_value(case.number)
    expect(page.get_by_label("申请人", exact=True)).to_have_value("王桂英")
    page.get_by_label("受理机关").fill("某县人民政府")
    page.get_by_label("请求和理由").fill("轿车三月已经报废，请求撤销。")
    page.get_by_role("button", name="登记", exact=True).click()
    told(page, "已登记行政复议")
    assert fits(page)
    appeal = Case.objects.get(flow="remedies.reconsiderations")

    clock.put("2024-11-11")
    sit_down(page, "second")
    page.goto(reverse("remedies:reconsideration", args=[appeal.pk]))
    press_on(page, "提出书面答复")
    page.get_by_label("答复要点").fill("依据核对报告。")
    page.get_by_role("button", name="提出书面答复", exact=True).click()
    told(page, "已办理“提出书面答复”")
    clock.put("2024-12-02")
    sit_down(page, "second")
    page.goto(reverse("remedies:reconsideration", args=[appeal.pk]))
    press_on(page, "登记撤销")
    page.get_by_label("结论日期").fill("2024-11-29")
    page.get_by_label("结论文书文号").fill("某复决〔2024〕3号")
    page.get_by_label("结论和理由").fill("车辆已于三月报废，事实不清。")
    page.get_by_role("button", name="登记撤销", exact=True).click()
    told(page, "已办理“登记撤销”")
    case.refresh_from_db()
    assert (case.stage, case.closed_at) == ("COUNTY_REVIEW", None)

    # Open again, without the opinion that fell: the county decides on the facts.
    clock.put("2024-12-04")
    visit_if_drawn(hall, case, "2024-12-04")
    sit_down(page, "officer")
    page.goto(here)
    expect(page.locator("main")).to_contain_text(f"{appeal.number}撤销原决定：某复决〔2024〕3号")
    press_on(page, "确认同意")
    page.get_by_label("决定文号").fill("某民低保〔2024〕31号")
    page.get_by_role("button", name="确认同意", exact=True).click()
    told(page, "已办理“确认同意”：王桂英")
    award = Award.objects.get()
    assert (award.from_month, award.amount) == (parse_month("2025-01"), 3 * 93_500 - 189_400)
    assert Application.objects.get(pk=case.pk).award == award
    case.refresh_from_db()
    assert case.stage == flow.CONFIRM.target

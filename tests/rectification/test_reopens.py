"""Bound to checks (R-LEDGER-03, R-FIND-01): what the month's comparison finds again opens a closed item by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.stories import COUNTY, OTHER_VILLAGE, VILLAGE, number_of
from doudi.desk.browsing import fits, sit_down
from doudi.desk.conftest import chromium, complaints, page
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.matching import followers
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.services import dispose, keep
from doudi.programmes.integrity.data_matching.services import run_month
from doudi.programmes.integrity.data_matching.stories import frame
from doudi.programmes.integrity.rectification import flow, queries
from doudi.programmes.integrity.rectification.models import Task
from tests.clock import Clock, started
from tests.rectification.stories import DAY, Bureau

__all__ = ["chromium", "complaints", "page"]
pytestmark = pytest.mark.django_db
RULE = "R-CMP-01"
BOUND: dict[str, Any] = {"rules": ((RULE, 0),)}
CLEARED = Finding.Disposal.CLEARED


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def compared(month: str, *rows: dict[str, object], on: str) -> list[Finding]:
    """What a comparison of a month has found, kept and told to whoever follows, as `run_month` does."""
    run = Run.objects.create(month=parse_month(month), state=Run.State.DONE)
    new, _ = keep(run, frame(*rows), on=dt.date.fromisoformat(on), cleared_months=6)
    followers.tell(run, new, at=moment(on))
    return new


def stage(task: Task) -> str:
    task.case.refresh_from_db()
    return task.case.stage


def test_a_closed_item_is_opened_again_by_its_check_under_its_number(bureau: Bureau) -> None:
    task = bureau.closed(**BOUND)
    [new] = compared("2024-06", {}, on="2024-07-05")
    assert (stage(task), task.item_no) == ("REOPENED", 1)
    taken = task.case.actions.get(action="reopen")
    assert (taken.by, taken.because) == (None, "销号后R-CMP-01发现疑点1条")
    closing = task.closings.get()
    assert (closing.reopened_on, closing.reopened_by_check, closing.look_back_on) == (dt.date(2024, 7, 5), True, None)
    assert list(task.linked.values_list("finding", flat=True)) == [new.pk]


@pytest.mark.parametrize(
    ("month", "row", "why"),
    [
        ("2024-06", {"rule": "R-CMP-02"}, "another check"),
        ("2024-06", {"area_code": OTHER_VILLAGE}, "another township"),
        ("2024-03", {}, "a month that was over before it was closed"),
    ],
)
def test_nothing_else_opens_it(bureau: Bureau, month: str, row: dict[str, object], why: str) -> None:
    task = bureau.closed(**BOUND)
    compared(month, row, on="2024-07-05")
    assert stage(task) == "CLOSED", why


def test_a_county_item_is_opened_by_what_no_list_places_too(bureau: Bureau) -> None:
    county = bureau.entered(place=COUNTY, responsible=bureau.officer, **BOUND)
    town = bureau.closed(problem="另一项", **BOUND)
    compared("2024-06", {"area_code": ""}, on="2024-07-05")
    assert county.linked.count() == 1
    assert stage(town) == "CLOSED"


def test_so_many_new_findings_a_month_may_be_tolerated(bureau: Bureau) -> None:
    task = bureau.closed(rules=((RULE, 1),))
    compared("2024-06", {"identity": "a"}, on="2024-07-05")
    assert stage(task) == "CLOSED"
    compared("2024-07", {"identity": "b"}, {"identity": "c"}, on="2024-08-05")
    assert stage(task) == "REOPENED"


@pytest.mark.parametrize("looked_back", [1, 2])
def test_it_is_opened_again_whatever_the_look_backs_said(bureau: Bureau, looked_back: int) -> None:
    from doudi.programmes.integrity.rectification.services import look_back

    task = bureau.closed(**BOUND)
    for day, action in (("2024-08-14", flow.HOLDS), ("2024-11-14", flow.HELD))[:looked_back]:
        look_back(on=dt.date.fromisoformat(day), at=moment(day))
        bureau.take(task, action, bureau.second, day, looked_on=day, found="无反弹")
    compared("2024-12", {}, on="2025-01-06")
    assert stage(task) == "REOPENED"
    assert task.case.closed_at is None


def test_r_ledger_01_it_is_not_closed_while_a_linked_finding_is_open(bureau: Bureau) -> None:
    compared("2024-04", {}, on="2024-05-06")  # before it was entered: linked with it
    task = bureau.handed_in(**BOUND)
    [linked] = [each.finding for each in task.linked.all()]
    with pytest.raises(Refused, match="关联的疑点还有1条没有销号"):
        bureau.take(task, flow.ACCEPT, bureau.second, opinion="同意")
    dispose(linked, Finding.Disposal.CORRECTED, because="已追回", on=dt.date(2024, 5, 14))
    bureau.take(task, flow.ACCEPT, bureau.second, opinion="同意")
    compared("2024-05", {"identity": "x"}, on="2024-05-20")  # and again before it was signed off
    with pytest.raises(Refused, match="关联的疑点还有1条没有销号"):
        bureau.take(task, flow.CLOSE, bureau.leader, "2024-05-21", intent="NOBODY", dealt_with="0")
    assert queries.in_the_way(task) == ["关联的疑点还有1条没有销号，请先核实整改。"]


def test_where_all_that_opened_it_was_no_finding_the_closing_stands(bureau: Bureau) -> None:
    task = bureau.closed(**BOUND)
    first, second = compared("2024-06", {"identity": "a"}, {"identity": "b"}, on="2024-07-05")
    dispose(first, CLEARED, because="误报", on=dt.date(2024, 7, 8))
    with pytest.raises(Refused, match="没有全部排除"):
        bureau.take(task, flow.RESTORE, bureau.leader, "2024-07-09")
    dispose(second, CLEARED, because="误报", on=dt.date(2024, 7, 9))
    bureau.take(task, flow.RESTORE, bureau.leader, "2024-07-10", because="两条均为误报")
    closing = task.closings.get()
    assert (stage(task), closing.reopened_on, closing.look_back_on) == ("CLOSED", None, dt.date(2024, 8, 14))


# --- through the real comparison, in a real browser ----------------------------------------------------------------------

DEAD = number_of(dt.date(1950, 3, 4), 21)
CLOSED_ON, COMPARED_ON = "2024-09-20", "2024-11-05"


def lists(month: str, *, dead: bool) -> list[SimpleUploadedFile]:
    """A month's lists as offices send them: the roll, what was paid, who has died."""
    year, _, number = month.partition("-")
    title = f"{year}年{int(number)}月"
    other = number_of(dt.date(1961, 5, 6), 33)
    roll = "户编号,乡镇,村居,姓名,与户主关系,身份证号,保障人口,保障金额(元/月),银行账号\n" + "".join(
        f"H{place},东镇,上村,{name},本人,{identity},1,715,62300000000{place}\n"
        for place, (name, identity) in enumerate((("王大林", DEAD), ("李秀英", other)), 1)
    )
    paid = "补贴项目,所属月份,发放日期,姓名,身份证号,发放金额(元),发放结果\n" + "".join(
        f"农村低保,{month},{month}-10,{name},{identity},715,成功\n" for name, identity in (("王大林", DEAD), ("李秀英", other))
    )  # fmt: skip
    died = f"姓名,身份证号,性别,死亡日期,注销日期,注销原因\n赵本一,{number_of(dt.date(1940, 1, 2), 13)},男,2024-01-03,2024-01-05,死亡\n"
    died += f"王大林,{DEAD},男,2024-08-02,2024-08-06,死亡\n" if dead else ""
    named = (
        (f"农村低保花名册{title}.csv", roll),
        (f"发放明细{title}.csv", paid),
        (f"死亡注销人员名单{title}.csv", died),
    )
    return [SimpleUploadedFile(name, text.encode()) for name, text in named]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return started(monkeypatch, DAY)


@pytest.fixture
def county(clock: Clock, bureau: Bureau, tmp_path: Any, settings: Any) -> None:
    """What the browser is opened in: files apart, and background work done at once."""
    settings.FILES_ROOT, settings.SNAPSHOTS_ROOT = tmp_path / "files", tmp_path / "snapshots"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def hand_in(bureau: Bureau, month: str, *, dead: bool) -> None:
    response = acting(bureau.centre).post(
        reverse("data_matching:upload"), {"files": lists(month, dead=dead)}, follow=True
    )
    assert response.status_code == 200


def test_an_item_opens_again_by_itself_after_a_planted_finding(
    page: Page, bureau: Bureau, clock: Clock, settings: Any
) -> None:
    """The county closes an item. Months later the police's list names somebody who is still paid; the comparison of the month is
    started on its board, and the item stands open again, on the board of the discipline commission too."""
    task = bureau.closed(CLOSED_ON, due_on=dt.date(2024, 12, 30), **BOUND)
    clock.put("2024-10-08")
    hand_in(bureau, "2024-09", dead=False)
    run_month(parse_month("2024-09"), by=bureau.centre, at=timezone.now())
    assert not Finding.objects.filter(rule=RULE).exists()  # the comparison could have found, and found nothing
    assert stage(task) == "CLOSED"
    sit_down(page, "inspector")
    page.goto("/rectification/board/")
    expect(page.locator(".figure", has_text="已完成（项）")).to_contain_text("完成率 100.0%")

    clock.put(COMPARED_ON)
    hand_in(bureau, "2024-10", dead=True)
    sit_down(page, "centre")
    page.goto("/data_matching/board/?month=2024-10")
    page.get_by_role("button", name="开始比对").click()
    expect(page.locator("body")).to_contain_text("的比对于")
    [finding] = Finding.objects.filter(rule=RULE)
    assert finding.area_code == VILLAGE
    assert stage(task) == "REOPENED"

    sit_down(page, "clerk")
    page.goto("/")
    expect(page.locator("body")).to_contain_text("反弹，重新打开")
    page.goto(f"/rectification/register/{task.pk}/")
    expect(page.locator("h1")).to_contain_text("反弹，重新打开")
    expect(page.locator("body")).to_contain_text("比对再次发现，自动重新打开")
    expect(page.locator("body")).to_contain_text("销号后R-CMP-01发现疑点1条")
    assert "王大林" not in page.content()  # the register names nobody
    assert fits(page)

    sit_down(page, "inspector")
    page.goto("/rectification/board/")
    expect(page.locator(".figure", has_text="反弹未销号（项）")).to_contain_text("1")
    expect(page.locator(".figure", has_text="已完成（项）")).to_contain_text("0")

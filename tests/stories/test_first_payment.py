"""From the door of a village to the first payment: filed with a phone, surveyed without a signal, told of over a holiday, confirmed by the
county, paid the month after, and explained by a letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from doudi.base.months import parse_month
from doudi.base.stories import VILLAGE
from doudi.desk.browsing import DESK, PHONE, fits, sit_down
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.notices.models import NoticeState, PublicNotice
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.casework.surveys.models import Survey
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.register import roll
from doudi.mechanisms.entitlement.payment_runs.models import Payment
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.stories import Hall
from tests.clock import Clock
from tests.stories.hands import (
    a_day_of_the_jobs,
    a_family,
    make_out,
    open_at_the_door,
    picture,
    press,
    step,
    told,
    visit_if_drawn,
)
from tests.surveys.phone import fill, ready_without_signal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "材料.jpg").write_bytes(jpeg())
    return str(tmp_path / "材料.jpg")


def surveyed_without_a_signal(page: Page, case: Case, tmp_path: Path, clock: Clock) -> None:
    """Two clerks at the family's home, and no signal there."""
    page.context.clock.set_fixed_time(clock())
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 27.38, "longitude": 114.62, "accuracy": 15})
    sit_down(page, "clerk", PHONE)
    page.goto(f"/dibao/applications/{case.pk}/")
    page.get_by_role("link", name="带表入户").click()
    expect(page.locator("h1")).to_contain_text("王桂英")
    ready_without_signal(page)
    page.context.set_offline(True)
    fill(page, tmp_path, monthly="1894", differs="与申报一致")
    assert fits(page)
    page.get_by_role("button", name="保存并发送").click()
    expect(page.locator(".tag")).to_have_text("待发送")
    assert not Survey.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#says")).to_contain_text("入户调查已送达")
    survey = Survey.objects.get()
    assert (survey.taken is not None, survey.pictures.count()) == (True, 4)
    assert ActionTaken.objects.filter(action="survey").count() == 1

    sit_down(page, "companion", PHONE)
    page.goto("/worklist/")
    page.get_by_role("link", name="确认与用户clerk同行的入户调查：王桂英").first.click()
    page.get_by_label("参加了，内容属实").check()
    page.get_by_role("button", name="确认", exact=True).click()
    told(page, "已确认")
    assert fits(page)


def hung(page: Page, photo: str) -> PublicNotice:
    """The township drafts it from the case, its leader reviews it, the helper hangs it and takes a photo of the board."""
    words = {"publicity": "dibao", "area": VILLAGE, "place": "村务公开栏", "phone_unit": "东镇民政所", "phone": "12345"}
    press("clerk", "/publicity/notices/from-cases/", **words)
    notice = PublicNotice.objects.get()
    press("clerk", f"/publicity/notices/{notice.pk}/submit/")
    press("head", f"/publicity/notices/{notice.pk}/review/", words="内容属实，同意公示。")
    sit_down(page, "helper", PHONE)
    page.goto(f"/publicity/notices/{notice.pk}/")
    page.get_by_role("link", name="登记张贴").click()
    page.get_by_role("button", name="登记张贴").click()
    told(page, "公示到2024-10-08")
    page.get_by_role("link", name="上传公示栏照片").click()
    page.get_by_label("首日").check()
    page.set_input_files("[name=photo]", photo)
    page.get_by_role("button", name="上传公示栏照片").click()
    told(page, "已保存首日照片")
    assert fits(page)
    notice.refresh_from_db()
    return notice


def confirmed(page: Page, case: Case, hall: Hall) -> Award:
    """By the county officer, in the browser; visited before if it was drawn."""
    visit_if_drawn(hall, case, "2024-10-11")
    sit_down(page, "officer", DESK)
    page.goto(f"/dibao/applications/{case.pk}/")
    page.get_by_role("link", name="确认同意", exact=True).click()
    page.get_by_label("决定文号").fill("某民低保〔2024〕17号")
    page.get_by_role("button", name="确认同意", exact=True).click()
    told(page, "已办理“确认同意”：王桂英")
    return Award.objects.get()


def test_ex_01_from_the_door_to_the_first_payment_and_its_letter(
    page: Page, clock: Clock, hall: Hall, photo: str, tmp_path: Path, complaints: list[str]
) -> None:
    a_family()
    case = open_at_the_door(page, "1894")
    make_out(page, case, photo, yearly="22728")

    clock.put("2024-09-19")
    step(case, "accept", "clerk")
    step(case, "start", "clerk")
    step(case, "request-check", "clerk")
    clock.put("2024-09-20")
    surveyed_without_a_signal(page, case, tmp_path, clock)
    # without a signal the browser complains of every try
    complaints[:] = [each for each in complaints if "ERR_INTERNET_DISCONNECTED" not in each]
    step(case, "start-check", "centre")
    clock.put("2024-09-23")
    step(case, "report", "centre", number="核2024-17", result="WITHIN")
    step(case, "opine", "clerk", proposal="ADMIT")
    clock.put("2024-09-24")
    step(case, "sign", "head")
    assert case.stage == "SIGNED"

    # Seven days from 25 September end on 2 October, within the holiday: on the first workday after it they are over.
    clock.put("2024-09-25")
    notice = hung(page, photo)
    for day in ("2024-10-03", "2024-10-08"):
        clock.put(day)
        a_day_of_the_jobs()
        case.refresh_from_db()
        notice.refresh_from_db()
        assert (case.stage, notice.state) == ("NOTICE", NoticeState.POSTED), day
    said = {"moment": "LAST", "taken_on": "2024-10-08", "taken_at": "09:00", "place": "村务公开栏"}
    press("helper", f"/publicity/notices/{notice.pk}/photograph/", photo=picture("末日.jpg"), **said)
    clock.put("2024-10-09", 1)
    a_day_of_the_jobs()
    case.refresh_from_db()
    notice.refresh_from_db()
    assert (case.stage, notice.state) == ("NOTICE_OVER", NoticeState.OVER)

    clock.put("2024-10-09")
    step(case, "forward", "clerk")
    clock.put("2024-10-10")
    step(case, "receive", "officer")
    clock.put("2024-10-14")
    award = confirmed(page, case, hall)
    assert (award.from_month, award.amount) == (parse_month("2024-11"), 3 * 93_500 - 189_400)

    # Nothing for the month of the decision; the household stands in the first run of the month after.
    assert roll(DIBAO_BENEFIT, parse_month("2024-10")).total == 0
    clock.put("2024-11-04")
    run = press("officer", "/funds/runs/draft/", benefit="dibao", month="2024-11")
    assert list(Payment.objects.values_list("award", "run__month", "amount")) == [
        (award.pk, parse_month("2024-11"), 91_100)
    ]
    sit_down(page, "officer", DESK)
    page.goto(f"{run}lines/")
    expect(page.locator("main")).to_contain_text("王桂英")
    expect(page.locator("main")).to_contain_text("911.00")

    sit_down(page, "clerk", PHONE)
    page.goto(f"/dibao/awards/{award.pk}/")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="告知书").first.click()
    letter = opened.value
    letter.set_viewport_size(PHONE)
    for words in (
        "自2024年11月起每月发给低保金911.00元",
        "王桂英、李大山、李小雨，共3人",
        "尾号5678",
        "保障线 935 × 3 = 2,805 元",
        "差额 2,805 − 1,894 = 911 元",
    ):
        expect(letter.locator("article")).to_contain_text(words)
    assert fits(letter)

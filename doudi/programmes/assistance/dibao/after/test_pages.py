"""Stories of the pages: a change reported in the village, put down and proposed in the township, decided in the county, seen from the award."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.stories import OTHER_VILLAGE
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.programmes.assistance.dibao.after import flow
from doudi.programmes.assistance.dibao.after.stories import Hearth

pytestmark = pytest.mark.django_db


@pytest.fixture
def hearth(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Hearth:
    """It is 12 September 2024."""
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(timezone, "now", lambda: moment("2024-09-12"))
    return Hearth()


def text(user: User, page: str, *args: Any, status: int = 200, **asked: Any) -> str:
    response = acting(user).get(reverse(f"dibao:{page}", args=args), asked)
    assert response.status_code == status
    return re.sub(r"\s+", " ", response.content.decode())


def post(user: User, page: str, *args: Any, asked: str = "", **said: Any) -> Any:
    return acting(user).post(reverse(f"dibao:{page}", args=args) + asked, said)


REPORT = {"occasion": "INCOME", "words": "长子务工收入增加。", "happened_on": "2024-08-20", "reporter": "村民1"}


def test_reported_in_the_village_by_the_number_of_anybody_covered(hearth: Hearth) -> None:
    award = hearth.award()
    number = hearth.people_of(award)[1].id_number
    assert post(hearth.helper, "change_new", number=number, **REPORT).status_code == 302
    row = Amendment.objects.get()
    assert (row.award, row.reporter, row.case.stage) == (award, "村民1", "REPORTED")
    again = post(hearth.helper, "change_new", number=number, **REPORT)
    assert again.status_code == 422
    assert "正在办理变更" in again.content.decode()
    seen = text(hearth.helper, "change", row.pk)
    assert "长子务工收入增加。" in seen
    assert "变更前后的核算" not in seen  # a village sees no results of checks
    assert "长子务工" not in text(hearth.helper, "changes")
    assert award.party.name in text(hearth.helper, "changes")


def test_somebody_of_another_place_is_not_found(hearth: Hearth) -> None:
    award = hearth.award(village=OTHER_VILLAGE)
    number = hearth.people_of(award)[0].id_number
    refused = post(hearth.helper, "change_new", number=number, **REPORT)
    assert refused.status_code == 422
    assert "没有在您的辖区内享受" in refused.content.decode()
    assert number not in refused.content.decode().replace(f'value="{number}"', "")
    assert acting(hearth.helper).get(reverse("dibao:change_new"), {"award": award.pk}).status_code == 404


def test_the_award_leads_to_its_change_and_offers_no_stop_of_its_own(hearth: Hearth) -> None:
    award = hearth.award()
    for user in (hearth.clerk, hearth.officer):
        assert f"{reverse('dibao:change_new')}?award={award.pk}" in text(user, "award", award.pk)
    shown = text(hearth.officer, "award", award.pk)
    assert reverse("dibao:award_act", args=[award.pk, "stop"]) not in shown
    assert reverse("dibao:award_act", args=[award.pk, "hold"]) in shown
    assert post(hearth.officer, "award_act", award.pk, "stop").status_code == 404
    assert post(hearth.clerk, "change_new", asked=f"?award={award.pk}", **REPORT).status_code == 302
    row = Amendment.objects.get()
    shown = text(hearth.clerk, "award", award.pk)
    assert f"办理变更{row.case.number}" in shown
    assert reverse("dibao:change", args=[row.pk]) in shown


def test_put_down_proposed_and_decided_with_both_worksheets(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    who = hearth.people_of(award)[0]
    chosen = text(hearth.clerk, "change_facts", row.pk, who.pk)
    assert "转移性收入" in chosen
    assert "1,894元" in chosen
    assert (
        post(hearth.clerk, "change_fact", row.pk, who.pk, "transfers", value="", evidence="", on="").status_code == 422
    )
    said = {"value": "1500", "evidence": "核对报告", "on": "2024-09-10"}
    assert post(hearth.clerk, "change_fact", row.pk, who.pk, "transfers", **said).status_code == 302
    assert post(hearth.clerk, "change_fact", row.pk, 0, "residence", value="1", evidence="户口簿", on="2024-09-10").status_code == 302  # fmt: skip
    shown = text(hearth.clerk, "change", row.pk)
    for words in ("变更前后的核算", "1,894元", "1,500元", "城市", "农村", "2024年10月"):
        assert words in shown
    assert "645" in shown  # 715 × 3 − 1,500
    form = text(hearth.clerk, "change_act", row.pk, "propose")
    assert "渐退对象类别" in form
    said = {"outcome": "KEEP", "review_class": "STABLE", "words": "属实"}
    wrong = post(hearth.clerk, "change_act", row.pk, "propose", **said)
    assert wrong.status_code == 422
    assert "不能按维持不变办理" in wrong.content.decode()
    assert post(hearth.clerk, "change_act", row.pk, "propose", **{**said, "outcome": "ADJUST"}).status_code == 302
    assert "签批，事先告知" in text(hearth.head, "change", row.pk)
    row.case.refresh_from_db()
    hearth.take(row, flow.SIGN_ADVERSE, hearth.head, "2024-09-12")
    hearth.take(row, flow.TELL_FIRST, hearth.clerk, "2024-09-12", told_on="2024-09-12")
    hearth.take(row, flow.WAIVE, hearth.clerk, "2024-09-12")
    assert "审核决定" in text(hearth.officer, "change", row.pk)
    assert post(hearth.officer, "change_act", row.pk, "decide", document="某民低保变〔2024〕5号").status_code == 302
    shown = text(hearth.officer, "change", row.pk)
    row.case.refresh_from_db()
    change = Amendment.objects.get().change
    assert change is not None
    assert reverse("dibao:award_letter", args=[award.pk, change.pk]) in shown
    assert "911" in shown
    assert "645" in shown
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-12", told_on="2024-09-12")
    shown = text(hearth.officer, "change", row.pk)
    assert "送达之日起60日" in shown
    letter = text(hearth.officer, "award_letter", award.pk, change.pk)
    assert "行政复议" in letter


def test_members_come_and_go_and_what_was_put_down_by_mistake_is_taken_back(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.LEAVE)
    going = hearth.people_of(award)[2]
    assert post(hearth.clerk, "change_leave", row.pk, going.pk, because="结婚迁出").status_code == 302
    shown = text(hearth.clerk, "change", row.pk)
    assert "结婚迁出" in shown
    member = row.members.get()
    assert reverse("dibao:change_back", args=[row.pk, member.pk]) in shown
    assert post(hearth.clerk, "change_back", row.pk, member.pk).status_code == 302
    assert not row.members.exists()
    stranger = hearth.people(hearth.household(1))[0]
    said = {"number": stranger.id_number, "relation": "儿媳", "because": "结婚"}
    assert post(hearth.clerk, "change_join", row.pk, **said).status_code == 302
    assert stranger.party.name in text(hearth.clerk, "change", row.pk)
    assert post(hearth.helper, "change_join", row.pk, **said).status_code == 403
    assert post(hearth.officer, "change_leave", row.pk, going.pk, because="甲").status_code == 403


def test_a_list_of_three_asks_no_more_than_a_list_of_one(hearth: Hearth) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            text(hearth.officer, "changes")
        return len(caught)

    hearth.reported(hearth.award(), Occasion.INCOME)
    asked()
    one = asked()
    for _ in range(2):
        hearth.reported(hearth.award(), Occasion.LEAVE)
    assert asked() == one


def test_r_dibao_15_the_papers_name_reason_law_and_what_may_be_done(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", 400_000, hearth.people_of(award)[0])
    hearth.propose(row, "STOP", reason="INCOME")
    assert acting(hearth.clerk).get(reverse("dibao:change_paper", args=[row.pk, "told-first"])).status_code == 404
    hearth.take(row, flow.SIGN_ADVERSE, hearth.head, "2024-09-04")
    first = text(hearth.clerk, "change_paper", row.pk, "told-first")
    for words in (
        "东镇人民政府",
        "拟自2024年10月起停发",
        "家庭收入不再低于标准：经核查属实。",
        "5个工作日内",
        "最低生活保障审核确认办法",
    ):
        assert words in first, words
    assert acting(hearth.helper).get(reverse("dibao:change_paper", args=[row.pk, "told-first"])).status_code == 403
    assert acting(hearth.clerk).get(reverse("dibao:change_paper", args=[row.pk, "stop"])).status_code == 404
    hearth.take(row, flow.TELL_FIRST, hearth.clerk, "2024-09-05", told_on="2024-09-05")
    hearth.take(row, flow.WAIVE, hearth.clerk, "2024-09-06")
    hearth.take(row, flow.DECIDE, hearth.officer, "2024-09-12", document="某民低保停〔2024〕5号")
    stop = text(hearth.officer, "change_paper", row.pk, "stop")
    for words in (
        "某民低保停〔2024〕5号",
        "发至2024年9月为止",
        "家庭收入不再低于标准：经核查属实。",
        "社会救助暂行办法",
        "60日内向某县人民政府申请行政复议",
        "6个月内向人民法院提起行政诉讼",
    ):
        assert words in stop, words
    taken = acting(hearth.officer).get(reverse("dibao:change_paper", args=[row.pk, "stop"]), {"docx": "1"})
    assert taken.content[:2] == b"PK"

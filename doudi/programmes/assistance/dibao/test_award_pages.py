"""待遇的页面: the roll, one award with its worksheet and its months, what may be done with it, the letter, the file of the household."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Record, User
from doudi.base.months import parse_month
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, OTHER_VILLAGE, VILLAGE, somebody
from doudi.mechanisms.entitlement import stopping
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.pages import panels
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT, dibao

URBAN, RURAL = Residence.URBAN, Residence.RURAL
NOW = moment("2024-08-02")


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """It is 2 August 2024."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Office()


def page(user: User, name: str, *args: object, status: int = 200, **asked: str) -> str:
    """What a page says, without its marks."""
    response = acting(user).get(reverse(name, args=args), asked)
    assert response.status_code == status
    return re.sub(r"<[^>]+>", "", response.content.decode())


def granted(
    office: Office, people: int = 2, wages: int = 60_000, *, village: str = VILLAGE, months: tuple[str, ...] = ()
) -> Award:
    """An urban household that had 600 yuan a month when it was confirmed in December 2023, with the months it was paid."""
    household = office.household(people, village=village)
    award = office.grant(
        DIBAO_BENEFIT, household, {"transfers": wages}, *[{} for _ in range(people - 1)], residence=URBAN
    )
    for month in months:
        office.paid(DIBAO_BENEFIT, month)
    return award


def listed(user: User, address: str) -> int:
    """How many rows a list says it has."""
    cache.clear()
    found = re.search(r"共 (\d+) 条", acting(user).get(address).content.decode())
    return int(found[1]) if found else 0


def act(user: User, award: Award, code: str, **said: str) -> tuple[int, str]:
    response = acting(user).post(reverse("dibao:award_act", args=[award.pk, code]), said)
    return response.status_code, response.content.decode()


def stopped(office: Office, award: Award, from_month: str = "") -> None:
    """As a case about it ends; on its own page there is no stop."""
    stopping.stop(
        award, from_month=parse_month(from_month) if from_month else None, reason="INCOME", decided_on=NOW.date(),
        document="某民停〔2024〕1号", by=office.officer, at=NOW, because="长子就业",
    )  # fmt: skip


HOLD = {"reason": "OTHER", "from_month": "2024-08", "because": "待查"}


# --- the roll --------------------------------------------------------------------------------------------------------------


def test_the_roll_shows_who_gets_how_much_and_masks_the_number(office: Office) -> None:
    award = granted(office)
    (first, *_) = office.people(award.party.household)
    text = page(office.clerk, "dibao:awards")
    assert "最低生活保障名册" in text
    assert first.id_number not in text
    assert f"{first.id_number[:6]}********{first.id_number[-4:]}" in text
    assert "1,170.00" in text
    assert "在发" in text


def test_the_roll_is_narrowed_to_one_by_a_whole_number_that_never_stands_in_the_address(office: Office) -> None:
    """Also by the number of a member who is not the head."""
    here, other = granted(office), granted(office)
    member = office.people(here.party.household)[1]
    sent = acting(office.officer).post(reverse("dibao:awards"), {"q": member.id_number})
    assert member.id_number not in sent.headers["Location"]
    found = acting(office.officer).get(sent.headers["Location"]).content.decode()
    assert reverse("dibao:award", args=[here.pk]) in found
    assert reverse("dibao:award", args=[other.pk]) not in found


def test_a_township_sees_its_own_and_a_village_helper_none(office: Office) -> None:
    here, there = granted(office), granted(office, village=OTHER_VILLAGE)
    text = acting(office.clerk).get(reverse("dibao:awards")).content.decode()
    assert reverse("dibao:award", args=[here.pk]) in text
    assert reverse("dibao:award", args=[there.pk]) not in text
    page(office.clerk, "dibao:award", there.pk, status=404)
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    page(helper, "dibao:awards", status=403)
    page(helper, "dibao:award", here.pk, status=403)


@pytest.mark.parametrize(("standing", "shown"), [("PAID", 0), ("HELD", 1), ("STOPPED", 2), ("IN_FORCE", 0)])
def test_each_award_stands_under_one_state(office: Office, standing: str, shown: int) -> None:
    made = [granted(office) for _ in range(3)]
    awards.hold(made[1], from_month=parse_month("2024-08"), reason="OTHER", by=office.officer, at=NOW, because="待核实")
    awards.stop(made[2], from_month=parse_month("2024-07"), reason="INCOME", decided_on=NOW.date(), document="停发决定", by=office.officer, at=NOW, because="超过标准")  # fmt: skip
    address = f"{reverse('dibao:awards')}?standing={standing}"
    assert reverse("dibao:award", args=[made[shown].pk]) in acting(office.officer).get(address).content.decode()
    assert listed(office.officer, address) == (2 if standing == "IN_FORCE" else 1)


def test_the_roll_asks_as_often_for_three_as_for_one(office: Office) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            granted(office)
        acting(office.officer).get(reverse("dibao:awards"))
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            acting(office.officer).get(reverse("dibao:awards"), {"standing": "PAID", "class": "STABLE"})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_raised_standard_shows_in_the_roll_with_the_next_run(office: Office) -> None:
    """885 → 935 without any decision on the award (R-PARAM-02)."""
    award = granted(office, months=("2024-05",))
    assert Award.objects.get(pk=award.pk).amount == 2 * 88_500 - 60_000
    office.paid(DIBAO_BENEFIT, "2024-06", on="2024-06-12")
    assert Award.objects.get(pk=award.pk).amount == 2 * 93_500 - 60_000
    assert "1,270.00" in page(office.officer, "dibao:awards")


# --- one award -------------------------------------------------------------------------------------------------------------


def test_the_worksheet_tells_each_step_with_source_article_parameter_and_what_would_turn_it(office: Office) -> None:
    award = granted(office)
    text = page(office.clerk, "dibao:award", award.pk)
    for words in (
        "保障线 935 × 2 = 1,870 元",
        "核对报告、2024-01-05",
        "家庭收入 600 元低于保障线 1,870 元",
        "《最低生活保障审核确认办法》（民发〔2021〕57号）第",
        "县民政局2024年工作总结",
        "家庭月收入再增加 1,270 元",
        DIBAO_BENEFIT.book.fingerprint,
    ):
        assert words in text, words


def test_ex_22_a_month_is_run_again_as_known_then_and_now(office: Office) -> None:
    """EX-22: March under 885 and under 935: 2 × 50 more, back-paid with the run of June."""
    award = granted(office, months=("2024-03",))
    text = page(office.finance, "dibao:award_month", award.pk, month="2024-03")
    assert "1,170.00元" in text
    assert "1,270.00元" in text
    assert "已核发1,170.00元，还差100.00元，随下一批次补发。" in text
    for month, on in (("2024-04", ""), ("2024-05", ""), ("2024-06", "2024-06-12")):
        office.paid(DIBAO_BENEFIT, month, on=on)
    assert "差额已经补发或列入追缴" in page(office.finance, "dibao:award_month", award.pk, month="2024-03")
    assert "500.00" not in page(office.finance, "dibao:award_month", award.pk, month="2024-06")


def test_a_month_that_cannot_be_read_or_lies_before_the_award_is_refused_in_a_sentence(office: Office) -> None:
    award = granted(office)
    for month, words in (("2024-13", "看不懂"), ("2023-01", "早于待遇起始月")):
        assert words in page(office.officer, "dibao:award_month", award.pk, month=month, status=409)


def test_every_change_shows_what_was_before_and_after(office: Office) -> None:
    award = granted(office)
    home = award.party.household
    later = office.family(home, {"transfers": 80_000}, {"disability": 1, "disability_grade": 1}, residence=URBAN)
    awards.adjust(award, later, decided_on=NOW.date(), document="某民调〔2024〕2号", by=office.officer, at=NOW, because="养老金提高")  # fmt: skip
    text = page(office.clerk, "dibao:award", award.pk)
    assert "某民调〔2024〕2号" in text
    assert re.search(r"转移性收入（月，不含居民养老金）\s*600元\s*800元", text)
    assert "月金额 1,170.00元 → " in text
    assert "残疾类别" in text


def test_the_account_is_shown_in_full_for_a_reason_and_leaves_a_record(office: Office) -> None:
    award = granted(office)
    address = reverse("dibao:award_account", args=[award.pk])
    assert award.account not in page(office.officer, "dibao:award", award.pk)
    assert acting(office.clerk).post(address, {"reason": "核对账户"}).status_code == 409
    shown = acting(office.finance).post(address, {"reason": "核对退票"}).content.decode()
    assert award.account in shown
    assert Record.objects.get(action="reveal").because == "核对退票"


def test_the_page_of_an_award_asks_as_often_for_a_big_family_as_for_a_small_one(office: Office) -> None:
    counts = []
    for people in (1, 4):
        award = granted(office, people)
        acting(office.officer).get(reverse("dibao:award", args=[award.pk]))
        with CaptureQueriesContext(connection) as captured:
            acting(office.officer).get(reverse("dibao:award", args=[award.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- what may be done ------------------------------------------------------------------------------------------------------


def test_a_stop_reaching_back_ends_in_a_letter_and_a_proposed_debt(office: Office) -> None:
    award = granted(office, months=("2024-06", "2024-07"))
    stopped(office, award, from_month="2024-07")
    assert Debt.objects.get().proposed == 2 * 93_500 - 60_000
    change = AwardChange.objects.get(kind="STOP")
    letter = page(office.officer, "dibao:award_letter", award.pk, change.pk)
    for words in (
        "最低生活保障停发告知书",
        "自2024年7月起停发",
        "家庭收入不再低于标准（长子就业）",
        "第九条",
        "60日内向某县人民政府申请行政复议",
        "6个月内依法向人民法院提起行政诉讼",
    ):
        assert words in letter, words
    assert "停发" in page(office.officer, "dibao:award", award.pk)


def test_the_letter_of_a_grant_has_the_applicants_reasons_and_no_full_account(office: Office) -> None:
    award = granted(office)
    letter = page(office.clerk, "dibao:award_letter", award.pk, AwardChange.objects.get().pk)
    assert "自2024年1月起每月发给低保金1,170.00元" in letter
    assert "共2人" in letter
    assert "差额 1,770 − 600 = 1,170 元" in letter
    assert award.account not in letter
    assert f"尾号{award.account[-4:]}" in letter


def test_who_may_not_decide_sees_no_button_and_is_refused(office: Office) -> None:
    award = granted(office)
    for user in (office.clerk, office.finance):
        assert reverse("dibao:award_act", args=[award.pk, "hold"]) not in acting(user).get(reverse("dibao:award", args=[award.pk])).content.decode()  # fmt: skip
        assert act(user, award, "hold", **HOLD)[0] == 403
    assert AwardChange.objects.count() == 1


def test_near_kin_is_told_to_stand_back_and_stopped_by_the_service_too(office: Office) -> None:
    """R-ORG-01: by identity number, not by honesty."""
    award = granted(office)
    member = office.people(award.party.household)[1]
    kin = somebody("kin", Role.COUNTY_OFFICER, "369999000000", id_number=member.id_number)
    text = page(kin, "dibao:award", award.pk)
    assert "您本人是当事人" in text
    status, text = act(kin, award, "hold", **HOLD)
    assert status == 409
    assert "回避" in text
    with pytest.raises(Exception, match="回避"):
        awards.hold(award, from_month=parse_month("2024-08"), reason="OTHER", by=kin, at=NOW, because="待核实")


def test_a_form_with_mistakes_keeps_what_was_typed_and_names_them(office: Office) -> None:
    award = granted(office)
    said = {"review_class": "STABLE", "because": "长子就业", "unchanged": "on"}
    status, text = act(office.officer, award, "review", **said, document="", decided_on="2024-09-01")
    assert status == 422
    assert "“决定文书”不能为空" in text
    assert "决定日期不能晚于今天" in text
    assert "长子就业" in text
    status, text = act(
        office.officer, award, "hold", reason="OTHER", from_month="2024-08", until_month="2025-08", because="待查"
    )
    assert status == 422
    assert "暂缓发放应在1至3个月之间，到期须恢复发放或作出决定。" in text


def test_hold_release_and_restore_go_through_their_forms(office: Office) -> None:
    award = granted(office)
    assert act(office.officer, award, "hold", reason="UNDER_CHECK", from_month="2024-08", because="正在核实")[0] == 302
    assert "至2024年8月" in page(office.officer, "dibao:award", award.pk)
    assert act(office.officer, award, "hold", reason="OTHER", from_month="2024-08", because="再次")[0] == 409
    assert act(office.officer, award, "release", from_month="2024-08", because="核实无误")[0] == 302
    stopped(office, award)
    assert (
        act(office.officer, award, "restore", document="复议决定书", decided_on="2024-08-02", because="复议撤销")[0]
        == 302
    )
    kinds = list(AwardChange.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["GRANT", "HOLD", "RELEASE", "STOP", "RESTORE"]
    assert Award.objects.get().until_month is None


def test_a_review_that_found_nothing_new_sets_the_next_day_and_brings_the_amount_up_to_date(office: Office) -> None:
    """R-DYN-01; what has changed is not registered as unchanged."""
    award = granted(office)
    said = {"document": "复核表", "decided_on": "2024-08-02", "because": "入户复核", "review_class": "UNSTABLE"}
    status, text = act(office.officer, award, "review", **said)
    assert status == 422
    assert "情况有变化的，请办理调整或停发" in text
    assert act(office.officer, award, "review", **said, unchanged="on")[0] == 302
    award.refresh_from_db()
    assert award.review_due_on == dt.date(2025, 2, 2)
    assert award.amount == 2 * 93_500 - 60_000


def test_an_account_is_changed_with_its_paper_and_never_shown(office: Office) -> None:
    award = granted(office)
    said = {
        "payee": award.party.name,
        "account": "6217 0000 1234 5678",
        "document": "变更申请",
        "because": "银行卡遗失",
    }
    assert act(office.officer, award, "account", **said)[0] == 302
    award.refresh_from_db()
    assert award.account == "6217000012345678"
    assert "6217000012345678" not in page(office.officer, "dibao:award", award.pk)
    status, text = act(office.officer, award, "account", **{**said, "account": "12ab"})
    assert status == 422
    assert "银行账号应为8至32位数字" in text


def test_a_deferred_exit_is_given_by_its_rules_and_only_once_for_a_cause(office: Office) -> None:
    """R-EXIT-01 to 03: a pensioner's household between once and twice the standard goes on for six months at what it had."""
    award = granted(office)
    member = office.people(award.party.household)[1]
    pension = f"transfers_{member.pk}"
    said = {
        "group": "1", pension: "2000", "source": "养老金核定表", "months": "6",
        "document": "某民渐〔2024〕1号", "decided_on": "2024-08-02", "because": "领取养老金",
    }  # fmt: skip
    status, text = act(office.officer, award, "defer", **{**said, pension: "900"})
    assert status == 422
    assert "仍低于保障线 1,870 元，继续在保，不适用渐退期" in text
    status, text = act(office.officer, award, "defer", **{**said, pension: ""})
    assert (status, "请至少填写一名成员增加后的收入" in text) == (422, True)
    status, text = act(office.officer, award, "defer", **{**said, "months": "12"})
    assert status == 422
    assert "不在该类规定的期限之内" in text
    assert act(office.officer, award, "defer", **said)[0] == 302
    award.refresh_from_db()
    assert (award.grace_until, award.amount, award.people) == (parse_month("2025-02"), 127_000, 2)
    change = AwardChange.objects.get(kind="DEFER_EXIT")
    letter = page(office.officer, "dibao:award_letter", award.pk, change.pk)
    assert "自2024年9月至2025年2月每月仍发给1,270.00元" in letter
    text = page(office.officer, "dibao:award", award.pk)
    assert "领取养老金，人均收入在标准1倍以上2倍以下" in text
    assert "渐退至2025年2月" in text
    assert act(office.officer, award, "defer", **said)[0] == 409
    assert dibao.worklist is not None
    (item,) = [each for each in dibao.worklist(office.officer, dt.date(2025, 2, 10)) if each.label == "渐退期满"]
    assert "渐退期至2025年2月，须作出停发决定" in item.title
    assert dibao.alarms is not None
    assert any(each.label == "渐退期满" for each in dibao.alarms(office.leader, dt.date(2025, 3, 3)))


def test_a_deferred_exit_counts_what_every_working_member_earns(office: Office) -> None:
    """R-EXIT-01: two take a job, neither alone would lift the household above the line of 1,870."""
    award = granted(office)
    head, son = office.people(award.party.household)
    said = {
        "group": "2", f"wages_{son.pk}": "1200", "source": "劳动合同和工资流水", "months": "6",
        "document": "某民渐〔2024〕2号", "decided_on": "2024-08-02", "because": "高中毕业后就业",
    }  # fmt: skip
    status, text = act(office.officer, award, "defer", **said)
    assert (status, "仍低于保障线" in text) == (422, True)
    form = page(office.officer, "dibao:award_act", award.pk, "defer")
    assert all(f"{each.party.name}：工资性收入（元/月）" in form for each in (head, son))
    assert act(office.officer, award, "defer", **said, **{f"wages_{head.pk}": "1100"})[0] == 302
    award.refresh_from_db()
    assert award.grace_until == parse_month("2025-02")


# --- first screen and files ------------------------------------------------------------------------------------------------


def test_the_first_screen_says_what_is_due_and_the_list_behind_it_has_as_many(office: Office) -> None:
    for _ in range(2):
        granted(office)
    Award.objects.update(review_due_on=dt.date(2024, 7, 20))
    assert dibao.worklist is not None
    assert dibao.alarms is not None
    (item,) = dibao.worklist(office.officer, NOW.date())
    assert (item.number, item.overdue, item.title) == (2, True, "2户最低生活保障定期复核到期")
    assert listed(office.officer, item.url) == 2
    (alarm,) = dibao.alarms(office.leader, NOW.date())
    assert "超过复核期限" in alarm.title
    assert dibao.worklist(office.finance, NOW.date()) == []
    assert dibao.worklist(somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN), NOW.date()) == []


def test_a_hold_that_ends_this_month_and_an_award_without_an_account_are_told(office: Office) -> None:
    award = granted(office)
    awards.hold(award, from_month=parse_month("2024-08"), reason="OTHER", by=office.officer, at=NOW, because="待核实")
    home = office.household(1)
    office.grant(DIBAO_BENEFIT, home, {}, account="", residence=URBAN)
    assert dibao.worklist is not None
    assert dibao.alarms is not None
    assert ["暂缓发放至2024年8月到期" in each.title for each in dibao.worklist(office.officer, NOW.date())] == [True]
    (alarm,) = dibao.alarms(office.officer, NOW.date())
    assert "没有银行账户" in alarm.title
    assert listed(office.officer, alarm.url) == 1


def test_the_key_figure_counts_what_is_in_force(office: Office) -> None:
    granted(office)
    assert dibao.figures is not None
    (figure,) = dibao.figures(office.leader, NOW.date())
    assert (figure.value, figure.note) == ("1", "2人，每月0.12万元")


def test_the_file_of_a_household_and_of_each_member_has_the_worksheet_and_the_statement(office: Office) -> None:
    award = granted(office, months=("2024-07",))
    home = award.party.household
    member = office.people(home)[1]
    for name, pk in (("household", home.pk), ("person", member.pk)):
        text = page(office.clerk, name, pk)
        assert "待遇与核算" in text
        assert "保障线 935 × 2 = 1,870 元" in text
    sheet = page(office.clerk, "funds:statement", home.pk)
    assert "2024年7月" in sheet
    assert sheet.count("1,270.00") == 4  # due and paid, and both sums
    assert "已到账" in sheet
    assert "尚未发放" in page(office.clerk, "funds:statement", home.pk, month="2024-08")
    far = somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    page(far, "funds:statement", home.pk, status=404)
    assert panels.of_household(somebody("helper", Role.VILLAGE_WORKER, VILLAGE), home.pk, NOW.date()) == []

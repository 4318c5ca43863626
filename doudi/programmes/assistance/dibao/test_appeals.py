"""Stories of a refused household that goes on: appealed in time, the refusal revoked, looked at again, admitted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.models import Grant
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.casework.appeals.declare import ROADS
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.appeals.services import NewAppeal, register
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import flow_of
from doudi.mechanisms.entitlement.means.items import Source
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.programmes.assistance.dibao import applying, flow
from doudi.programmes.assistance.dibao.models import Application
from doudi.programmes.assistance.dibao.stories import Hall, year_before

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Hall:
    made = Hall()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    return made


def told(hall: Hall, **more: Any) -> Case:
    case = hall.refused(**more)
    hall.take(case, flow.TELL, hall.clerk, "2024-06-07", told_on="2024-06-07")
    return case


def appeal(hall: Hall, case: Case, on: str = "2024-07-01") -> Case:
    new = NewAppeal(AppealRoad.RECONSIDERATION, case.title, "轿车已经报废。", dt.date.fromisoformat(on), "某县人民政府")
    return register(ROADS[AppealRoad.RECONSIDERATION], case, new, by=hall.second, at=moment(on))


def revoked(hall: Hall, case: Case) -> Case:
    made = appeal(hall, case)
    actions = flow_of(made)
    hall.take(made, actions.action("answer"), hall.second, "2024-07-08", words="依据充分。")
    hall.take(
        made, actions.action("revoke"), hall.second, "2024-08-01", decided_on="2024-07-31", document="某复决〔2024〕3号",
        words="车辆已于三月报废，事实不清。",
    )  # fmt: skip
    case.refresh_from_db()
    return made


def test_refused_appealed_revoked_and_admitted(hall: Hall) -> None:
    case = told(hall)
    made = revoked(hall, case)
    assert (case.stage, case.closed_at, case.due_on) == ("COUNTY_REVIEW", None, dt.date(2024, 8, 15))
    application = Application.objects.get(pk=case.pk)
    assert (application.proposal, application.check_result, application.document) == ("", "", "")
    reopened = case.actions.get(action="reopen")
    assert reopened.because == f"{made.number}撤销原决定：某复决〔2024〕3号"
    assert reopened.change.after["决定文号"] == ""
    hall.visit_if_drawn(case, "2024-08-05")
    hall.take(case, flow.CONFIRM, hall.officer, "2024-08-06", document="某民低保〔2024〕31号")
    award = Application.objects.get(pk=case.pk).award
    assert award is not None
    assert (case.stage, award.from_month) == ("CONFIRMED", parse_month("2024-09"))


def test_a_reopened_household_that_the_rules_give_nothing_is_not_admitted(hall: Hall) -> None:
    case = told(hall, income=400_000)
    revoked(hall, case)
    hall.visit_if_drawn(case, "2024-08-05")
    with pytest.raises(Refused, match="按核算不符合条件"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-08-06", document="某民低保〔2024〕31号")
    hall.take(case, flow.RETURN, hall.officer, "2024-08-06", because="请补充核实收入")
    member = Application.objects.get(pk=case.pk).members.all()[0]
    applying.enter_income(
        member, "survivors", months=year_before("2024-04-24"), gross=120_000, source=Source.CHECKED, evidence="核对报告",
        by=hall.clerk, at=moment("2024-08-07"),
    )  # fmt: skip
    hall.take(case, flow.CORRECT, hall.clerk, "2024-08-07", because="已补充")
    assert case.stage == "FORWARDED"


def test_too_late_is_refused_with_a_sentence(hall: Hall) -> None:
    case = told(hall)
    with pytest.raises(Refused, match="到2024-08-06止；2024-08-07提出，已超过期限"):
        appeal(hall, case, "2024-08-07")
    case.refresh_from_db()
    assert case.stage == "TOLD"


def test_kin_of_the_household_may_not_decide_its_appeal_either(hall: Hall) -> None:
    case = told(hall)
    member = hall.people(Application.objects.get(pk=case.pk).household)[1]
    hall.second.id_number = member.id_number
    hall.second.save()
    made = appeal(hall, case)
    with pytest.raises(Refused, match=r"回避|本人"):
        hall.take(made, flow_of(made).action("answer"), hall.second, "2024-07-08", words="依据充分。")


def test_the_page_of_a_refusal_says_how_to_go_against_it(hall: Hall) -> None:
    case = told(hall)
    address = reverse("dibao:application", args=[case.pk])
    shown = acting(hall.second).get(address).content.decode()
    for words in ("救济途径", "送达之日起60日", "2024-08-06", "送达之日起6个月", "2024-12-09", "登记行政复议"):
        assert words in shown
    assert f"{reverse('remedies:reconsideration_new')}?of={case.pk}" in shown
    clerk = acting(hall.clerk).get(address).content.decode()
    assert "送达之日起60日" in clerk
    assert "登记行政复议" not in clerk
    made = appeal(hall, case)
    again = acting(hall.second).get(address).content.decode()
    assert reverse("remedies:reconsideration", args=[made.pk]) in again


def test_a_case_under_way_shows_no_remedy(hall: Hall) -> None:
    case = hall.refused()
    shown = acting(hall.second).get(reverse("dibao:application", args=[case.pk])).content.decode()
    assert "救济途径" not in shown

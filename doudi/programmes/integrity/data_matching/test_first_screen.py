"""The first screen: what waits for each role, what is late, the figures, each leading to its list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NEXT_VILLAGE, VILLAGE, somebody
from doudi.mechanisms.casework.services import take_many
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.services import dispose
from doudi.programmes.integrity.data_matching import first_screen, flow
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.stories import MONTH, act, acting, dispatched, found

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 10, 8)
AT = timezone.make_aware(dt.datetime(2024, 9, 28, 10))


def shown(user: User, today: dt.date = TODAY) -> dict[str, str]:
    return {figure.label: figure.value for figure in first_screen.figures(user, today)}


def test_new_findings_stand_as_one_line_that_leads_to_the_list(people: dict[str, User]) -> None:
    found(*[{"identity": f"i{each}"} for each in range(3)], at=AT)
    (line,) = [each for each in first_screen.waiting(people["centre"], TODAY) if each.label == "待下发"]
    assert (line.title, line.number, line.overdue) == ("3条疑点待下发", 3, True)
    assert line.url.endswith("?stage=NEW")
    assert first_screen.waiting(people["clerk"], TODAY) == []  # nothing is dispatched yet


def test_a_dispatched_finding_waits_for_its_township_as_a_visit(people: dict[str, User]) -> None:
    (case,) = found({}, at=AT)
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=AT)
    (line,) = first_screen.waiting(people["clerk"], TODAY)
    assert line.visit
    assert line.due == case.case.due_on
    assert "王某" in line.title
    assert first_screen.waiting(people["stranger"], TODAY) == []
    assert first_screen.waiting(people["leader"], TODAY) == []  # signs only what is verified


def test_a_file_that_nobody_could_tell_waits_for_whoever_sent_it(people: dict[str, User]) -> None:
    Delivery.objects.create(
        state=Delivery.State.ASKING, supplier="县人力资源和社会保障局", received_at=AT, file_name="有关人员.xlsx"
    )
    for who in ("centre", "sender"):
        assert any("有关人员.xlsx" in each.title for each in first_screen.waiting(people[who], TODAY))
    assert not any("有关人员" in each.title for each in first_screen.waiting(people["clerk"], TODAY))


def test_departments_owe_their_lists_and_only_theirs(people: dict[str, User]) -> None:
    owed = [each.title for each in first_screen.waiting(people["sender"], TODAY)]
    assert any("养老保险参保缴费情况" in title for title in owed)
    assert not any("机动车" in title for title in owed)
    assert not any(
        each.label == "名单" for each in first_screen.alarms(people["centre"], TODAY)
    )  # due today, after the holidays
    warned = first_screen.alarms(people["centre"], TODAY + dt.timedelta(days=1))
    assert any("县公安局" in each.title and each.overdue for each in warned)
    assert first_screen.alarms(people["clerk"], TODAY + dt.timedelta(days=1)) == []


def test_a_comparison_that_failed_is_an_alarm_until_the_next_one(people: dict[str, User]) -> None:
    Run.objects.create(month=MONTH, state=Run.State.FAILED, failure="没有接收过救助花名册。")
    assert any("没有完成" in each.title for each in first_screen.alarms(people["centre"], TODAY))
    Run.objects.create(month=MONTH, state=Run.State.DONE)
    assert not any("没有完成" in each.title for each in first_screen.alarms(people["centre"], TODAY))


def test_the_figures_count_what_lies_in_ones_area(people: dict[str, User]) -> None:
    cases = found(*[{"identity": f"i{each}", "amount_fen": 1_000_000} for each in range(3)], at=AT)
    dispose(cases[0].finding, Finding.Disposal.CORRECTED, because="属实", on=TODAY)
    assert shown(people["clerk"])["2024年9月新疑点（条）"] == "0"  # nothing is dispatched yet
    take_many([case.case for case in cases], flow.DISPATCH, by=people["officer"], at=AT)
    assert shown(people["clerk"])["属实疑点（条）"] == "1"
    assert shown(people["clerk"])["属实涉及金额（万元）"] == "1.00"
    assert shown(people["clerk"])["2024年9月新疑点（条）"] == "3"
    assert shown(people["stranger"])["在办疑点（条）"] == "0"
    assert "2024年9月名单到位" in shown(people["centre"])
    assert set(shown(people["inspector"])) == {"移送材料"}


def test_every_figure_and_line_leads_to_a_page_that_opens(people: dict[str, User]) -> None:
    (case,) = found({}, at=AT)
    act(people["centre"], case, "transfer", register_no="移1号", because="依规移送")
    for who in ("centre", "officer", "clerk", "leader", "inspector", "sender"):
        user = people[who]
        work = [*first_screen.waiting(user, TODAY), *first_screen.alarms(user, TODAY)]
        urls = {each.url for each in first_screen.figures(user, TODAY)} | {each.url for each in work}
        for url in urls - {""}:
            assert acting(user).get(url).status_code == 200, (who, url)


def test_the_first_screen_asks_the_database_as_often_for_many_as_for_one(people: dict[str, User]) -> None:
    counts = []
    for number in (1, 6):
        cases = found(*[{"identity": f"{number}{each}", "area_code": VILLAGE} for each in range(number)], at=AT)
        take_many([case.case for case in cases], flow.DISPATCH, by=people["officer"], at=AT)
        client = acting(people["clerk"])
        client.get(reverse("workbench"))
        client.post(reverse("font_size"), {"size": "LARGE"})  # the counters are counted anew
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("workbench"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_finance_sees_first_what_is_owed_back(people: dict[str, User]) -> None:
    (case,) = found({}, at=AT)
    FindingCase.objects.filter(pk=case.pk).update(measure="RECOVER", overpaid_fen=3_000_000, recovered_fen=1_000_000)
    finance = somebody("finance", Role.FINANCE, COUNTY)
    (owed,) = [each for each in first_screen.figures(finance, TODAY) if each.label == "尚未追回（万元）"]
    assert owed.value == "2.00"
    assert case.case.number in acting(finance).get(owed.url).content.decode()


def test_progress_leads_to_the_lists_and_is_shown_to_nobody_who_may_not_open_them(people: dict[str, User]) -> None:
    dispatched({}, at=AT, by=people["officer"])
    text = acting(people["clerk"]).get(reverse("workbench")).content.decode()
    assert f"{reverse('data_matching:findings')}?stage=DISPATCHED" in text
    assert "待下发" not in text  # not his matter
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    assert "疑点核查进度" not in acting(helper).get(reverse("workbench")).content.decode()


def test_visits_go_place_by_place(people: dict[str, User]) -> None:
    places = (VILLAGE, NEXT_VILLAGE, VILLAGE)
    new = [{"identity": f"i{each}", "subject_name": f"王{each}", "area_code": at} for each, at in enumerate(places)]
    dispatched(*new, at=AT, by=people["officer"])
    text = acting(people["clerk"]).get(reverse("visits")).content.decode()
    order = [text.index(f"王{each}</a>") for each in (0, 2, 1)]
    assert order == sorted(order)

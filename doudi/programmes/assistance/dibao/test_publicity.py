"""The village's long-term list is made of who receives, and what policy says of notices may be entered by the county."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.refused import Refused
from doudi.base.stories import VILLAGE
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices import objecting, queries, services
from doudi.mechanisms.casework.notices.cases import not_told_of, open_objection
from doudi.mechanisms.casework.notices.declare import NoticeTerms
from doudi.mechanisms.casework.notices.models import Channel, NoticeKind, PublicNotice
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.entitlement.publicity import door_terms, long_term_list, notice_terms, objections_an_hour
from doudi.mechanisms.entitlement.remedies import remedy_on
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.models import Application
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.stories import Hall
from doudi.programmes.assistance.dibao.telling import waiting

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 9, 12)


def test_r_pub_01_the_long_term_list_holds_names_numbers_and_amounts_of_who_receives_now() -> None:
    office = Office()
    first, second, gone = office.household(2), office.household(1), office.household(1)
    for household, figures in ((first, ({}, {})), (second, ({},))):
        office.grant(DIBAO_BENEFIT, household, *figures, residence=Residence.RURAL)
    office.grant(DIBAO_BENEFIT, gone, {}, residence=Residence.RURAL, from_month="2024-10", decided="2024-09-01")
    found = long_term_list(DIBAO_BENEFIT, VILLAGE, DAY)
    assert [(line.name, line.people, line.category) for line in found.lines] == [
        (first.party.name, 2, "农村低保"),
        (second.party.name, 1, "农村低保"),
    ]
    assert all(line.amount > 0 for line in found.lines)
    assert found.minors == 0


def test_r_pub_02_the_web_is_off_until_two_persons_switch_it_on_by_a_document() -> None:
    office = Office()
    assert notice_terms(DAY) == NoticeTerms(7, False, notice_terms(DAY).document)
    assert "最低生活保障审核确认办法" in notice_terms(DAY).document
    entry = parameters.enter(
        "publicity.web",
        1,
        applies_from=DAY,
        issued_on=DAY,
        document="县民政局关于开通网上公示的通知",
        by=office.officer,
        at=moment(DAY),
    )
    assert not notice_terms(DAY).web
    parameters.approve(entry, by=office.second, at=moment(DAY))
    assert notice_terms(DAY).web
    assert not notice_terms(DAY - dt.timedelta(days=1)).web


def test_what_keeps_the_public_pages_from_being_flooded_is_policy_too() -> None:
    assert (objections_an_hour(DAY), door_terms(DAY).tries, door_terms(DAY).minutes) == (5, 5, 30)


def test_r_dibao_15_the_remedy_of_a_letter_is_what_the_law_sets_on_its_day() -> None:
    said = str(remedy_on(DAY, government="某县人民政府", court="某县人民法院"))
    assert "60日内向某县人民政府申请行政复议" in said
    assert "6个月内向某县人民法院提起行政诉讼" in said


# --- the notice and the flow ------------------------------------------------------------------------------------------------


def signed(hall: Hall) -> Case:
    """An application whose opinion is signed on 14 May, of somebody whose name can stand on a board."""
    case = hall.investigated()
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    hall.take(case, flow.SIGN, hall.head, "2024-05-14")
    Party.objects.filter(pk=Application.objects.get(pk=case.pk).applicant_id).update(name="王大力")
    return case


def hung(hall: Hall) -> PublicNotice:
    at = moment("2024-05-14", 15)
    lines = not_told_of(waiting(VILLAGE))
    notice = services.draft(
        "dibao", NoticeKind.PRELIMINARY, lines, area_code=VILLAGE, phones=[("东镇民政所", "12345")], place="公开栏", by=hall.clerk, at=at
    )  # fmt: skip
    services.submit(notice, by=hall.clerk, at=at)
    services.review(notice, by=hall.head, at=at)
    return services.post(notice, on=at.date(), terms=notice_terms(at.date()), by=hall.helper, at=at)


def test_hanging_the_notice_posts_its_cases_and_both_end_on_one_day() -> None:
    hall = Hall()
    case = signed(hall)
    (line,) = waiting(VILLAGE)
    assert (line.name, line.people, line.amount, line.category) == (
        "王大力",
        3,
        76_100,
        "城市低保",
    )  # by the standard known in May
    notice = hung(hall)
    case.refresh_from_db()
    assert (case.stage, notice.ends_on) == ("NOTICE", dt.date(2024, 5, 21))
    assert waiting(VILLAGE) == []
    hall.lapse("2024-05-22")
    assert services.take_down_expired(on=dt.date(2024, 5, 22), at=moment("2024-05-22")) == [notice]
    case.refresh_from_db()
    posting = queries.posting_of(case)
    assert posting is not None
    assert (case.stage, posting.clear) == ("NOTICE_OVER", True)


def test_an_objection_by_telephone_holds_the_case_and_tells_the_file_nothing_of_who_objected() -> None:
    hall = Hall()
    case = signed(hall)
    notice = hung(hall)
    made = objecting.receive(
        notice,
        "他家在县城有门面出租。",
        channel=Channel.PHONE,
        by=hall.clerk,
        at=moment("2024-05-16"),
        line=notice.lines.get(),
        name="李四",
    )
    case.refresh_from_db()
    assert case.stage == "OBJECTED"
    taken = case.actions.get(action="object")
    assert made.number in str(taken.data)
    assert "门面" not in str(taken.data)
    assert "李四" not in str(taken.data)
    assert open_objection(case) == f"公示异议{made.number}尚未答复，请先核实答复。"


def test_an_objection_from_a_page_is_passed_on_by_somebody_who_has_read_it() -> None:
    hall = Hall()
    case = signed(hall)
    notice = hung(hall)
    PublicNotice.objects.filter(pk=notice.pk).update(web=True)
    notice.refresh_from_db()
    made = objecting.receive_from_page(
        notice, "他家有小车。", at=moment("2024-05-16"), origin="10.0.0.1", most_an_hour=5, line=notice.lines.get()
    )
    case.refresh_from_db()
    assert case.stage == "NOTICE"
    objecting.pass_on(made, by=hall.clerk, at=moment("2024-05-17"))
    case.refresh_from_db()
    assert case.stage == "OBJECTED"
    with pytest.raises(Refused, match="不能登记异议"):
        objecting.pass_on(made, by=hall.clerk, at=moment("2024-05-17"))

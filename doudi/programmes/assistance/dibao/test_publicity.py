"""The village's long-term list is made of who receives, and what policy says of notices may be entered by the county."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.stories import VILLAGE
from doudi.mechanisms.casework.notices.declare import NoticeTerms
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.entitlement.publicity import door_terms, long_term_list, notice_terms, objections_an_hour
from doudi.mechanisms.entitlement.remedies import remedy_on
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

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

"""The catalogue: every line stands in its section, is installed, and no two lines use one code."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps

from doudi.catalogue import CATALOGUE, programmes
from doudi.declare import Programme
from doudi.mechanisms.entitlement.declare import POLICIES, Starts
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON
from doudi.mechanisms.entitlement.testing import amount, person
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.pages.declare import Page
from doudi.programmes.disability.disability_subsidies.benefit import LIVING_SUBSIDY, NURSING_SUBSIDY

DECLARED = {benefit.code: benefit for programme in programmes() for benefit in programme.benefits}


def test_two_flows_that_end_in_the_same_word_are_refused_at_the_start() -> None:
    pages = (Page("applications", "申请", lambda request: None, frozenset()), Page("applications", "另一种", lambda request: None, frozenset()))  # type: ignore[arg-type, return-value]  # fmt: skip
    with pytest.raises(AssertionError, match="页面 applications 重复"):
        Programme("invented", "虚构", basis=("无",), pages=pages)
    same = (Page("one", "甲", pages[0].view, frozenset(), "a/"), Page("other", "乙", pages[0].view, frozenset(), "a/"))
    with pytest.raises(AssertionError, match="地址 a/ 重复"):
        Programme("invented", "虚构", basis=("无",), pages=same)


def test_the_sections_stand_in_the_order_of_the_bureaus_summary() -> None:
    assert [section.name for section in CATALOGUE] == [
        "社会救助", "养老服务", "残疾人", "儿童", "社会事务", "殡葬管理", "整治监督", "综合",
    ]  # fmt: skip
    assert [each.code for each in CATALOGUE[0].programmes] == [
        "dibao",
        "tekun",
        "low_income",
        "temporary",
        "on_demand_help",
    ]


def test_what_is_declared_is_installed_and_what_is_installed_is_declared() -> None:
    installed = {
        config.name.split(".")[-1] for config in apps.get_app_configs() if config.name.startswith("doudi.programmes")
    }
    assert installed == {programme.code for programme in programmes()}


def test_no_two_figures_and_no_two_pages_have_one_code() -> None:
    codes = Counter(each.code for programme in programmes() for each in programme.indicators)
    assert [code for code, number in codes.items() if number > 1] == []
    for programme in programmes():
        pages = Counter(page.code for page in programme.pages)
        assert [code for code, number in pages.items() if number > 1] == []


def test_every_benefit_has_money_of_its_own() -> None:
    channels = [each.channel.code for each in DECLARED.values()]
    assert len(channels) == len(set(channels))


@pytest.mark.parametrize("programme", programmes(), ids=lambda each: str(each.code))
def test_the_county_may_enter_every_value_a_programme_rests_on(programme: Programme) -> None:
    policies = {*programme.policies, *(policy for book in programme.books for policy in book.policies)}
    policies |= {policy for each in programme.benefits for policy in each.book.policies}
    assert {policy.code: policy for policy in policies}.items() <= POLICIES.items()


def test_dibao_is_the_households_and_everything_else_the_persons() -> None:
    assert DECLARED["dibao"].unit is HOUSEHOLD
    assert {each.unit for code, each in DECLARED.items() if code != "dibao"} == {PERSON}


@pytest.mark.parametrize(
    ("overlap", "living", "nursing"),
    [({}, 100, 100), ({"tekun": 1}, 0, 0), ({"orphan": 1}, 0, 100), ({"work_injury_care": 1}, 0, 0)],
    ids=["dibao", "tekun", "orphan", "work injury"],
)
def test_ex_29_each_of_the_two_subsidies_is_a_benefit(overlap: dict[str, int], living: int, nursing: int) -> None:
    """Grade 1, valid certificate, dibao, August 2024; the same with another benefit beside it."""
    somebody = person(disability=DisabilityClass.LIMB, disability_grade=1, dibao=1, **overlap)

    paid = [amount(benefit.book, somebody, "2024-08") for benefit in (LIVING_SUBSIDY, NURSING_SUBSIDY)]
    assert paid == [living, nursing]
    assert {LIVING_SUBSIDY.starts, NURSING_SUBSIDY.starts} == {Starts.MONTH_OF_APPLICATION}
    assert LIVING_SUBSIDY.online_list
    assert NURSING_SUBSIDY.online_list

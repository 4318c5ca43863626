"""What the pages say of subsidies whose standard the county has not set."""

from __future__ import annotations

import pytest
from django.urls import reverse

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import Office, acting
from doudi.programmes.elderly.age_allowances.rules import ELDER_NURSING_RULES


@pytest.mark.django_db
def test_the_roll_says_that_the_county_has_set_no_standard() -> None:
    office = Office()
    said = acting(office.officer).get(reverse("age_allowances:awards")).content.decode()
    assert "老年人护理补贴、养老服务补贴：本县尚未规定标准，暂不发放" in said
    assert "高龄津贴：本县尚未规定标准" not in said


def test_a_worksheet_tells_no_standard_from_not_qualifying() -> None:
    month = parse_month("2024-08")
    elder = Family("王某", {}, [Member("1", "王某", {"born": parse_month("1942-01"), "poor": 0, "disabled_elder": 1})])
    told = explain(ELDER_NURSING_RULES, elder, ELDER_NURSING_RULES.terms(month)).text()
    assert "本县尚未规定老年人护理补贴标准" in told
    fifty = ELDER_NURSING_RULES.terms(month, reform={"age_allowances.elder_nursing_amount": fen(50)})
    told = explain(ELDER_NURSING_RULES, elder, fifty).text()
    assert "不发放老年人护理补贴" in told
    assert "尚未规定" not in told

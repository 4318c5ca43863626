"""EX-30 through the services: two programmes pay one old person, each by its own flow; the nursing subsidy is the higher of two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base.models import Grant, StoredFile
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.entitlement.payment_runs.statements import sheet
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.disability.disability_subsidies import flow as subsidies
from doudi.programmes.disability.disability_subsidies import handling as subsidy_handling
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY
from doudi.programmes.elderly.age_allowances import flow as ages
from doudi.programmes.elderly.age_allowances import handling as age_handling
from doudi.programmes.elderly.age_allowances.benefit import AGE_ALLOWANCE

pytestmark = pytest.mark.django_db
ACCOUNT = "6217000012345678"


def test_ex_30_the_nursing_subsidy_of_100_is_chosen_and_the_age_allowance_stacks_150_in_all() -> None:
    office = Office()
    centre = somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)
    companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
    Grant.objects.update(since=dt.date(2020, 1, 1))
    photo = StoredFile.objects.create(
        sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
    )
    entered = parameters.enter(
        "age_allowances.elder_nursing_amount", "50", applies_from=dt.date(2024, 1, 1), issued_on=dt.date(2023, 12, 1),
        document="某府发〔2023〕9号", by=office.officer, at=moment("2023-12-05"),
    )  # fmt: skip
    parameters.approve(entered, by=office.leader, at=moment("2023-12-06"))
    [who] = register_people(
        [NewPerson(number_of(dt.date(1942, 3, 4), 82), "高龄残友", VILLAGE)], by=None, at=moment("2024-01-02"), because="登记"
    )  # fmt: skip

    def act(case: Any, action: Any, by: Any, on: str, **said: Any) -> None:
        files = [photo] if any(each.kind == "photo" for each in action.fields) else []
        take(case, action, by=by, at=moment(on), because="情况属实", data=said, files=files)

    facts = {"disability": int(DisabilityClass.LIMB), "disability_grade": 1}
    case = subsidy_handling.apply(
        subsidies.APPLICATIONS,
        who,
        facts,
        kind="nursing_subsidy",
        by=office.clerk,
        at=moment("2024-08-12"),
        account=ACCOUNT,
    ).case
    act(case, subsidies.SUBMIT, office.clerk, "2024-08-12", signed=True)
    act(case, subsidies.FIRST_CHECK, office.clerk, "2024-08-13", found="长期卧床")
    act(case, subsidies.VERIFY, centre, "2024-08-14", number="残核1", certificate="AS_DECLARED")
    act(case, subsidies.CONFIRM, office.officer, "2024-08-20", document="某民残〔2024〕1号")

    def apply(kind: str, **more: int) -> Any:
        row = age_handling.apply(
            ages.APPLICATIONS, who, more, kind=kind, by=office.clerk, at=moment("2024-08-22"), account=ACCOUNT
        )
        act(row.case, ages.SUBMIT, office.clerk, "2024-08-22", signed=True)
        act(row.case, ages.CHECK, companion, "2024-08-22")
        return row.case

    act(apply("age_allowance"), ages.CONFIRM, office.officer, "2024-08-26", document="某民寿〔2024〕1号")
    lower = apply("elder_nursing", disabled_elder=1)
    with pytest.raises(Refused, match="就高享受前者"):
        act(lower, ages.CONFIRM, office.officer, "2024-08-26", document="某民寿〔2024〕2号")
    act(lower, ages.REFUSE, office.officer, "2024-08-26", ground="OVERLAP", words="就高", document="某民寿〔2024〕3号")

    assert {each.benefit: each.amount for each in Award.objects.all()} == {
        "nursing_subsidy": 10_000,
        "age_allowance": 5_000,
    }
    for benefit in (NURSING_SUBSIDY, AGE_ALLOWANCE):
        office.signed(benefit, "2024-09")
    statement = sheet(office.officer, who.pk, parse_month("2024-09"), at=moment("2024-09-20"))
    assert statement.due == 15_000

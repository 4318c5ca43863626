"""Stories of care money (R-TK-05): a neighbour cares under a written agreement and is paid; an institution gets everything; nothing is paid
twice, and whatever becomes of the support becomes of the care money."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.models import StoredFile
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import VILLAGE, number_of, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement import stopping
from doudi.mechanisms.entitlement.awards import register, services
from doudi.mechanisms.entitlement.awards.models import Award, Covered
from doudi.mechanisms.entitlement.awards.queries import family_of, worksheet
from doudi.mechanisms.entitlement.deaths import queries as deaths
from doudi.mechanisms.entitlement.deaths import services as death_services
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.payment_runs.models import Payment
from doudi.mechanisms.entitlement.payment_runs.statements import sheet
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.registry.services import NewPerson, record_death, register_people
from doudi.programmes.assistance.tekun.benefit import CARE_BENEFIT, TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.care import flow, handling
from doudi.programmes.assistance.tekun.care.jobs import close_ended
from doudi.programmes.assistance.tekun.models import CareAgreement
from doudi.programmes.assistance.tekun.rules import Supporter

pytestmark = pytest.mark.django_db
Provider = CareAgreement.Provider
HIS, HERS = "6217000012345678", "6217000087654321"


class Village(Office):
    """EX-09: a rural old man, supported since January, who fails three of the six items."""

    def __init__(self) -> None:
        super().__init__()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        [self.person] = register_people(
            [NewPerson(number_of(dt.date(1950, 3, 4), 1), "王大力", VILLAGE)],
            by=None,
            at=moment("2023-01-02"),
            because="登记",
        )
        figures = {
            "residence": int(Residence.RURAL), "supporter": int(Supporter.NONE), "own_income": 0, "born": parse_month("1950-03"),
            "bathes": 0, "walks": 0, "dresses": 0,
        }  # fmt: skip
        family = Family("王大力", {}, [Member(str(self.person.pk), "王大力", figures)])
        new = services.NewAward(
            self.person.pk, VILLAGE, family, dt.date(2023, 12, 20), "某民特〔2023〕1号", "王大力", HIS
        )
        self.award: Award = services.grant(TEKUN_BENEFIT, new, by=self.officer, at=moment("2023-12-20"), because="确认")

    def registered(self, provider: CareAgreement.Provider = Provider.RELATIVE, on: str = "2024-09-03") -> CareAgreement:
        new = handling.NewAgreement(provider, "李秀英", dt.date(2024, 9, 2), "李秀英", HERS)
        row = handling.register(flow.AGREEMENTS, self.award, new, by=self.clerk, at=moment(on))
        self.take(row, flow.SUBMIT, self.clerk, on)
        return row

    def filed(self, provider: CareAgreement.Provider = Provider.RELATIVE, on: str = "2024-09-05") -> CareAgreement:
        row = self.registered(provider)
        self.take(row, flow.CONFIRM, self.officer, on, document="某民照〔2024〕1号")
        self.award.refresh_from_db()
        return handling.of(row.case)

    def take(self, row: CareAgreement, action: Action, by: Any, on: str, **said: Any) -> None:
        files = [self.paper] if any(each.kind == "file" for each in action.fields) else []
        take(row.case, action, by=by, at=moment(on), because="情况属实", data=said, files=files)

    @property
    def paper(self) -> StoredFile:
        return StoredFile.objects.get_or_create(
            sha256="0" * 64,
            defaults={
                "name": "协议.pdf",
                "content_type": "application/pdf",
                "size": 1,
                "purpose": "测试",
                "at": moment("2024-01-02"),
            },
        )[0]

    def due(self, benefit: Benefit, month: str, on: str = "2024-12-01") -> int:
        """Fen due to him by a benefit."""
        return int(register.roll(benefit, parse_month(month), known=dt.date.fromisoformat(on)).due.sum())


def test_r_tk_05_care_money_goes_to_the_carer_under_a_written_agreement() -> None:
    village = Village()
    assert (
        village.due(TEKUN_BENEFIT, "2024-09") == 159_500
    )  # EX-09, all of it to himself as long as there is no agreement
    row = village.filed()
    assert row.from_month == parse_month("2024-10")
    assert [village.due(TEKUN_BENEFIT, month) for month in ("2024-09", "2024-10")] == [159_500, 122_000]
    assert [village.due(CARE_BENEFIT, month) for month in ("2024-09", "2024-10")] == [0, 37_500]
    assert row.care is not None
    assert (row.care.payee, row.care.account) == ("李秀英", HERS)
    assert (village.award.payee, village.award.account) == ("王大力", HIS)
    letter = "".join(worksheet(village.award, parse_month("2024-10")).letter())
    assert "照料护理费按照料协议付给照料服务人" in letter


def test_r_tk_05_both_are_paid_by_their_own_files_and_stand_on_one_statement() -> None:
    village = Village()
    village.filed()
    village.paid(TEKUN_BENEFIT, "2024-10")
    village.paid(CARE_BENEFIT, "2024-10")
    lines = {each.benefit: (each.amount, each.award.payee) for each in Payment.objects.select_related("award")}
    assert lines == {"tekun": (122_000, "王大力"), "tekun_care": (37_500, "李秀英")}
    statement = sheet(village.officer, village.person.pk, parse_month("2024-10"), at=moment("2024-10-20"))
    assert {each.item for each in statement.lines} == {"特困供养金", "特困照料费"}
    assert statement.paid == 159_500


def test_r_tk_05_without_a_paper_or_the_county_nothing_changes_hands() -> None:
    village = Village()
    new = handling.NewAgreement(Provider.RELATIVE, "李秀英", dt.date(2024, 9, 2), "李秀英", HERS)
    row = handling.register(flow.AGREEMENTS, village.award, new, by=village.clerk, at=moment("2024-09-03"))
    with pytest.raises(Refused, match="双方签字的照料服务协议"):
        take(row.case, flow.SUBMIT, by=village.clerk, at=moment("2024-09-03"))
    village.take(row, flow.SUBMIT, village.clerk, "2024-09-03")
    with pytest.raises(Refused):
        village.take(row, flow.CONFIRM, village.clerk, "2024-09-04", document="某民照〔2024〕1号")
    assert not Award.objects.filter(benefit="tekun_care").exists()
    with pytest.raises(Refused, match="请先终止原协议"):
        handling.register(flow.AGREEMENTS, village.award, new, by=village.clerk, at=moment("2024-09-04"))
    bad = handling.NewAgreement(Provider.RELATIVE, "李秀英", dt.date(2024, 9, 2), "李秀英", "12")
    with pytest.raises(Refused, match="8至32位数字"):
        handling.register(flow.AGREEMENTS, village.award, bad, by=village.clerk, at=moment("2024-09-04"))


def test_r_tk_05_in_an_institution_both_go_to_the_institution() -> None:
    village = Village()
    row = village.filed(Provider.INSTITUTION)
    assert row.care is None
    assert (village.award.payee, village.award.account) == ("李秀英", HERS)
    assert village.due(TEKUN_BENEFIT, "2024-10") == 159_500
    with pytest.raises(Refused, match="请填写本人的户名和账号"):
        village.take(row, flow.END, village.officer, "2024-11-06")
    village.take(row, flow.END, village.officer, "2024-11-06", payee="王大力", account=HIS)
    village.award.refresh_from_db()
    assert (village.award.payee, village.award.account) == ("王大力", HIS)


def test_r_tk_05_an_agreement_that_ends_brings_the_care_money_home() -> None:
    village = Village()
    row = village.filed()
    village.take(row, flow.END, village.officer, "2024-11-06")
    assert [village.due(CARE_BENEFIT, month) for month in ("2024-11", "2024-12")] == [37_500, 0]
    assert [village.due(TEKUN_BENEFIT, month) for month in ("2024-11", "2024-12")] == [122_000, 159_500]
    again = village.registered(on="2024-11-08")  # another carer may follow
    assert again.case.stage == "SUBMITTED"


def test_r_tk_04_a_worse_grade_reaches_the_carer_too() -> None:
    village = Village()
    village.filed()
    _, family = family_of(village.award, parse_month("2024-11"))
    [man] = family.members
    worse = Family(family.label, family.figures, [Member(man.key, man.label, {**man.figures, "eats": 0})])
    services.adjust(
        village.award, worse, decided_on=dt.date(2024, 10, 9), document="某民特〔2024〕9号", by=village.officer, at=moment("2024-10-09"), because="重新评估"
    )  # fmt: skip
    assert village.due(CARE_BENEFIT, "2024-11") == 150_000
    assert village.due(TEKUN_BENEFIT, "2024-11") == 122_000


def test_r_tk_06_the_care_money_is_held_released_and_stopped_with_the_support() -> None:
    village = Village()
    row = village.filed()
    assert row.care is not None
    told: dict[str, Any] = {"by": village.officer, "at": moment("2024-10-08"), "because": "核实"}
    services.hold(village.award, from_month=parse_month("2024-11"), reason="UNDER_CHECK", **told)
    row.care.refresh_from_db()
    assert row.care.held_until == parse_month("2024-11")
    services.release(village.award, from_month=parse_month("2024-11"), **told)
    row.care.refresh_from_db()
    assert row.care.held_until is None
    decided: dict[str, Any] = {"decided_on": dt.date(2024, 10, 9), "document": "某民停〔2024〕1号", **told}
    services.stop(village.award, reason="WITHDRAWN", **decided)
    assert village.due(CARE_BENEFIT, "2024-11") == 0
    assert not Covered.objects.filter(award=row.care, until_month=None).exists()
    assert close_ended(dt.date(2024, 10, 31), moment("2024-10-31")).endswith("0件。")  # paid to the end of October
    assert close_ended(dt.date(2024, 11, 1), moment("2024-11-01")).endswith("1件。")
    services.restore(village.award, **decided)
    assert village.due(CARE_BENEFIT, "2024-11") == 37_500


def test_r_dyn_03_a_death_is_proposed_once_and_what_the_carer_had_too_much_is_a_debt_of_its_own() -> None:
    village = Village()
    village.filed()
    for month in ("2024-10", "2024-11"):
        village.paid(TEKUN_BENEFIT, month)
        village.paid(CARE_BENEFIT, month)
    record_death(
        village.person, died_on=dt.date(2024, 10, 3), by=village.clerk, at=moment("2024-11-20"), because="火化证明"
    )
    [proposal] = deaths.proposals(village.officer, dt.date(2024, 11, 20))
    assert proposal.award.benefit == "tekun"
    death_services.confirm(
        village.award, proposal.person, document="某民停〔2024〕2号", by=village.officer, at=moment("2024-11-20")
    )
    assert sorted(Debt.objects.values_list("proposed", flat=True)) == [37_500, 122_000]
    assert village.due(CARE_BENEFIT, "2024-11") == 0


def test_a_stop_reaching_back_takes_the_care_money_with_it() -> None:
    village = Village()
    village.filed()
    for month in ("2024-10", "2024-11"):
        village.paid(TEKUN_BENEFIT, month)
        village.paid(CARE_BENEFIT, month)
    _, debt = stopping.stop(
        village.award, from_month=parse_month("2024-09"), reason="FRAUD", decided_on=dt.date(2024, 11, 20), document="某民停〔2024〕3号",
        by=village.officer, at=moment("2024-11-20"), because="隐瞒",
    )  # fmt: skip
    assert debt is not None
    assert sorted(Debt.objects.values_list("proposed", flat=True)) == [75_000, 244_000]


def test_the_township_registers_it_on_a_page_and_the_award_of_the_carer_can_only_have_its_account_changed() -> None:
    village = Village()
    browser = acting(village.clerk)
    answer = browser.post(
        reverse("tekun:agreement_new"),
        {
            "number": village.person.id_number, "provider": "RELATIVE", "name": "李秀英", "signed_on": "2024-09-02",
            "payee": "李秀英", "account": HERS,
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    row = CareAgreement.objects.get()
    assert "李秀英" in browser.get(reverse("tekun:agreement", args=[row.pk])).content.decode()
    village.take(row, flow.SUBMIT, village.clerk, "2024-09-03")
    village.take(row, flow.CONFIRM, village.officer, "2024-09-05", document="某民照〔2024〕1号")
    care = handling.of(row.case).care
    assert care is not None
    page = acting(village.officer).get(reverse("tekun:award", args=[care.pk])).content.decode()
    assert "变更账户" in page
    assert "停发</a>" not in page
    assert acting(village.officer).get(reverse("tekun:award_act", args=[care.pk, "stop"])).status_code == 404
    assert acting(village.helper).get(reverse("tekun:agreements")).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_agreements_asks_the_same_number_of_questions(number: int, django_assert_num_queries: Any) -> None:
    village = Village()
    row = village.registered()
    for place in range(1, number):
        [other] = register_people(
            [NewPerson(number_of(dt.date(1949, 3, 4), place), f"老人{place}", VILLAGE)],
            by=None,
            at=moment("2023-01-02"),
            because="登记",
        )
        _, family = family_of(village.award, parse_month("2024-09"))
        mine = Family(other.party.name, {}, [Member(str(other.pk), other.party.name, family.members[0].figures)])
        award = services.grant(
            TEKUN_BENEFIT, services.NewAward(other.pk, VILLAGE, mine, dt.date(2023, 12, 20), "某民特〔2023〕2号"),
            by=village.officer, at=moment("2023-12-20"), because="确认",
        )  # fmt: skip
        new = handling.NewAgreement(Provider.VILLAGE, f"村委{place}", dt.date(2024, 9, 2), f"村委{place}", HERS)
        handling.register(flow.AGREEMENTS, award, new, by=village.clerk, at=moment("2024-09-03"))
    browser = acting(village.officer)
    browser.get(reverse("tekun:agreements"))
    with django_assert_num_queries(6):
        page = browser.get(reverse("tekun:agreements")).content.decode()
    assert row.name in page

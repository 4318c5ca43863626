"""Bills, awards and settlements of the deceased whose ashes the chain keeps: two people, once each, and the money through the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from doudi.base.models import Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, somebody
from doudi.mechanisms.casework.clues import TAKERS, Clue, Taker
from doudi.mechanisms.custody.models import TrackedItem
from doudi.mechanisms.entitlement.pages.bank_files import files_of
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.mechanisms.matching import own
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import NewCategory, put_in_category
from doudi.programmes.funeral.ashes.models import AshesAlert
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase
from doudi.programmes.funeral.funeral_fees import accounts, awards, billing, queries, settling, strangers, unknown
from doudi.programmes.funeral.funeral_fees.awards import NewAward
from doudi.programmes.funeral.funeral_fees.billing import NewBill
from doudi.programmes.funeral.funeral_fees.items import Asked
from doudi.programmes.funeral.funeral_fees.models import (
    AwardElsewhere,
    Bill,
    EcoAward,
    FeeLine,
    SampleCall,
    Settlement,
    UnknownBodyCost,
)

ON = DIED + dt.timedelta(days=4)
NEXT = dt.date(2026, 9, 3)
MONTH = 2026 * 12 + 7
HOME_LINES = (Asked("transport", 30_000, 1), Asked("storage", 6_000, 5), Asked("cremation", 48_000, 1))


class Counter(Hearse):
    """The hearse's county, with finance and a leader."""

    def __init__(self) -> None:
        super().__init__()
        self.finance, self.leader = (
            somebody("finance", Role.FINANCE, COUNTY),
            somebody("leader", Role.BUREAU_LEADER, COUNTY),
        )
        Grant.objects.update(since=dt.date(2020, 1, 1))

    def bill(self, case: Any, *lines: Asked, **more: Any) -> Bill:
        new = NewBill(
            death_of(case),
            more.pop("house", self.home),
            lines or HOME_LINES,
            more.pop("by", self.writer),
            moment(ON),
            **more,
        )
        return billing.bill(new)

    def in_the_wood(self, **more: Any) -> Any:
        case = self.released(**more)
        self.place(case, ON, facility="G3", place="", square="")
        return case

    def award(self, case: Any, **more: Any) -> EcoAward:
        given: dict[str, Any] = {
            "way": EcoAward.Way.TREE, "applicant": "王五", "account": "6217000000000001", "keeper": self.keeper, "tracker": self.helper,
            "photo": self.photo, **more,
        }  # fmt: skip
        return awards.claim(NewAward(death_of(case), **given), by=self.clerk, at=moment(ON, 22))

    def settle(self, **more: Any) -> Settlement:
        given = {"payee": "县殡仪馆", "account": "6217000000000002", **more}
        return settling.propose(self.home, MONTH, **given, by=self.office, at=moment(NEXT))

    def call_all(self, settlement: Settlement, *, agrees: bool = True) -> None:
        for each in settling.sample(settlement):
            settling.call(each, agrees=agrees, words="多收", by=self.finance, at=moment(NEXT))


@pytest.fixture
def counter(db: None) -> Counter:
    return Counter()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Clue]:
    clues: list[Clue] = []

    def take(some: Sequence[Clue], by: User | None, at: dt.datetime) -> int:
        clues.extend(some)
        return len(some)

    monkeypatch.setattr("doudi.mechanisms.casework.clues.TAKERS", dict(TAKERS))
    Taker("funeral", take)
    Taker(awards.ALERT, take)
    return clues


def test_r_fee_09_the_waiver_is_taken_off_in_the_bill(counter: Counter) -> None:
    made = counter.bill(counter.cremated())
    assert (made.gross, made.waived, made.net) == (108_000, 96_000, 12_000)
    assert [each.waived for each in made.lines.order_by("pk")] == [30_000, 18_000, 48_000]


def test_f_06_no_waiver_for_outsiders_and_none_twice(counter: Counter) -> None:
    outsider = counter.bill(counter.cremated(resident=False))
    assert outsider.waived == 0
    case = counter.cremated(DIED + dt.timedelta(days=1))
    first = counter.bill(case)
    with pytest.raises(Refused, match="不能重复收费"):
        counter.bill(case, Asked("transport", 30_000, 1))
    line = first.lines.first()
    assert line is not None
    with pytest.raises(IntegrityError), transaction.atomic():  # past the service, too
        FeeLine.objects.create(
            bill=first, death=first.death, item=line.item, unit_price=1, quantity=1, gross=1, waived=1
        )
    billing.reverse_bill(first, because="错开", by=counter.writer, at=moment(ON))
    assert counter.bill(case).waived == 96_000


def test_r_fee_05_whoever_had_a_grant_is_excluded_only_where_the_county_says_so(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = counter.cremated()
    made = counter.bill(case, insured_grant=True)
    assert made.waived == 96_000
    terms = parameters.terms_in_force

    def switched(policy: Any, on: dt.date, **more: Any) -> Any:
        found = terms(policy, on, **more)
        return type(found)(found.on, found.known, {**found.values, "without_grant": 1}, found.rows, found.lacking)

    monkeypatch.setattr("doudi.programmes.funeral.funeral_fees.policy.terms_in_force", switched)
    other = counter.cremated(DIED + dt.timedelta(days=1))
    assert counter.bill(other, insured_grant=True).waived == 0
    assert counter.bill(counter.cremated(DIED + dt.timedelta(days=2))).waived == 96_000


def test_r_fee_07_the_register_knows_who_is_buried_free(counter: Counter) -> None:
    plot = Asked("maintenance", 200_000, 1)
    house = {"house": counter.cemetery, "by": counter.keeper}
    plain, poor, late = (counter.placed(DIED + dt.timedelta(days=n)) for n in range(3))
    for case, since in ((poor, dt.date(2024, 1, 1)), (late, ON)):
        person = death_of(case).person
        assert person is not None
        new = NewCategory(person.pk, Category.Kind.TEKUN, since, because="特困认定")
        put_in_category([new], by=None, at=moment(ON))
    assert counter.bill(plain, plot, **house).waived == 0
    assert counter.bill(poor, plot, **house).waived == 200_000
    assert counter.bill(late, plot, **house).waived == 0  # recognised after his death
    assert counter.bill(counter.placed(DIED + dt.timedelta(days=3)), plot, group="HONOURED", **house).waived == 200_000


def test_bills_of_many_are_written_with_the_same_number_of_queries(counter: Counter) -> None:
    counter.bill(counter.cremated(DIED + dt.timedelta(days=9)))
    counts = []
    for days in ((0,), (1, 2, 3)):
        cases = [counter.cremated(DIED + dt.timedelta(days=n)) for n in days]
        wanted = [NewBill(death_of(case), counter.home, HOME_LINES, counter.writer, moment(ON)) for case in cases]
        with CaptureQueriesContext(connection) as asked:
            billing.bill_each(wanted)
        counts.append([each["sql"][:90] for each in asked if each["sql"].startswith("SELECT")])
    assert len(counts[0]) == len(counts[1]), counts


def test_r_fee_09_a_month_is_settled_by_two_after_the_calls_and_paid_through_the_ledger(counter: Counter) -> None:
    for n in range(2):
        counter.bill(counter.cremated(DIED + dt.timedelta(days=n)))
    with pytest.raises(Refused, match="还没有结束"):
        settling.propose(counter.home, MONTH, payee="馆", account="62170001", by=counter.office, at=moment(ON))
    settlement = counter.settle()
    assert (settlement.number, settlement.amount) == (2, 192_000)
    with pytest.raises(Refused, match="没有待结算"):
        counter.settle()
    with pytest.raises(Refused, match="还有1户抽查回访"):
        settling.approve(settlement, by=counter.finance, at=moment(NEXT))
    (drawn,) = settling.sample(settlement)  # 5% of two, rounded up
    other = Bill.objects.exclude(pk=drawn.pk).get()
    with pytest.raises(Refused, match="没有被抽中"):
        settling.call(other, agrees=True, words="", by=counter.finance, at=moment(NEXT))
    counter.call_all(settlement)
    Grant.objects.create(user=counter.office, role=Role.FINANCE, area_id=COUNTY, since=dt.date(2020, 1, 1))
    office = User.objects.get(pk=counter.office.pk)
    with pytest.raises(Refused, match="两人办理"):
        settling.approve(settlement, by=office, at=moment(NEXT))
    settling.approve(settlement, by=counter.finance, at=moment(NEXT))
    assert ledger.total(accounts.BANK.payable) == 192_000
    with pytest.raises(Refused, match="已经审核过"):
        settling.approve(settlement, by=counter.finance, at=moment(NEXT))
    file = settling.send_to_bank(by=counter.finance, at=moment(NEXT))
    assert (file.lines_number, file.amount) == (1, 192_000)
    assert (ledger.total(accounts.BANK.payable), ledger.total(accounts.BANK.in_transit)) == (0, 192_000)
    with pytest.raises(Refused, match="没有待拨付"):
        settling.send_to_bank(by=counter.finance, at=moment(NEXT))
    with pytest.raises(Refused, match="已经结算"):
        billing.reverse_bill(drawn, because="错", by=counter.writer, at=moment(NEXT))


def test_a_family_that_contradicts_stops_the_settlement_and_it_goes_back(counter: Counter) -> None:
    made = counter.bill(counter.cremated())
    settlement = counter.settle()
    counter.call_all(settlement, agrees=False)
    with pytest.raises(Refused, match="1户与账单不一致"):
        settling.approve(settlement, by=counter.finance, at=moment(NEXT))
    settling.withdraw(settlement, because="核实", by=counter.finance, at=moment(NEXT))
    made.refresh_from_db()
    assert made.settlement is None
    assert ledger.total(accounts.BANK.payable) == 0
    billing.reverse_bill(made, because="多收", by=counter.writer, at=moment(NEXT))


def test_r_fee_08_an_award_once_in_the_province_on_evidence_by_two(counter: Counter) -> None:
    case = counter.in_the_wood()
    for more, sentence in (
        ({"tracker": None}, "两人见证"), ({"tracker": counter.keeper}, "两人见证"), ({"photo": None}, "现场照片"), ({"account": "1"}, "银行账号"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            counter.award(case, **more)
    award = counter.award(case)
    with pytest.raises(Refused, match="一人一次"):
        counter.award(case)
    Grant.objects.create(user=counter.clerk, role=Role.FINANCE, area_id=COUNTY, since=dt.date(2020, 1, 1))
    with pytest.raises(Refused, match="由两人办理"):
        awards.approve(award, agree=True, because="", by=User.objects.get(pk=counter.clerk.pk), at=moment(ON))
    awards.approve(award, agree=True, because="", by=counter.leader, at=moment(ON))
    assert ledger.total(accounts.BANK.payable) == award.amount == 100_000
    elsewhere = counter.in_the_wood(on=DIED + dt.timedelta(days=1))
    AwardElsewhere.objects.create(mark=death_of(elsewhere).key, county="邻县", on=ON)
    with pytest.raises(Refused, match="邻县已于"):
        counter.award(elsewhere)
    with pytest.raises(Refused, match="还没有生态安葬"):
        counter.award(counter.released(DIED + dt.timedelta(days=1)))


def test_r_fee_08_an_award_that_came_back_is_sent_again_under_itself_and_never_doubled(counter: Counter) -> None:
    award = counter.award(counter.in_the_wood())
    awards.approve(award, agree=True, because="", by=counter.leader, at=moment(ON))
    file = settling.send_to_bank(by=counter.finance, at=moment(NEXT))
    new = {"applicant": "王六", "account": "6217000000000077"}
    with pytest.raises(Refused, match="没有退票"):
        settling.send_award_again(award, **new, by=counter.finance, at=moment(NEXT))
    finance, address = acting(counter.finance), f"/funeral_fees/awards/{award.pk}/again/"
    answer = csv_of(rows_of(file, n1="户名不符"))
    settling.take_answer(file, "回盘.csv", answer, by=counter.finance, at=moment(NEXT))
    assert ledger.total(accounts.BANK.returned) == award.amount
    assert "退票重发" in finance.get("/funeral_fees/awards/?returned=1").content.decode()
    with pytest.raises(Refused, match="没有待拨付"):
        settling.send_to_bank(by=counter.finance, at=moment(NEXT))
    assert finance.post(address, {**new, "account": "1"}).status_code == 422
    award.refresh_from_db()
    assert award.account != "1", "what is refused leaves the account as it was"
    assert finance.get(address).status_code == 200
    assert finance.post(address, new).status_code == 302
    again = BankFile.objects.latest("pk")
    assert (again.lines.get().claim, again.lines.get().name) == (file.lines.get().claim, "王六")
    with pytest.raises(Refused, match="没有退票"):
        settling.send_award_again(award, **new, by=counter.finance, at=moment(NEXT))
    settling.take_answer(again, "回盘2.csv", csv_of(rows_of(again)), by=counter.finance, at=moment(NEXT))
    assert ledger.total(accounts.BANK.received) == award.amount
    assert (ledger.total(accounts.BANK.returned), ledger.total(accounts.BANK.in_transit)) == (0, 0)
    with pytest.raises(Refused, match="没有退票"):
        settling.send_award_again(award, **new, by=counter.finance, at=moment(NEXT))


def test_a_claim_that_was_refused_may_be_made_again(counter: Counter) -> None:
    case = counter.in_the_wood()
    awards.approve(counter.award(case), agree=False, because="照片不清", by=counter.leader, at=moment(ON))
    assert ledger.total(accounts.BANK.payable) == 0
    assert counter.award(case).state == EcoAward.State.CLAIMED


def test_we_09_and_a_ashes_14_an_award_beside_a_plot_is_blocked_and_told(counter: Counter, told: list[Clue]) -> None:
    case = counter.released()
    counter.place(case, ON, place="B-3-12")
    with pytest.raises(Refused, match=r"B-3-12.*A-ASHES-14"):
        counter.award(case)
    assert not EcoAward.objects.exists()
    assert [(each.kind, each.code) for each in told] == [(awards.ALERT, "A-ASHES-14"), ("funeral", "V13")]


def test_an_award_whose_ashes_are_found_in_a_plot_later_is_told_at_night(counter: Counter, told: list[Clue]) -> None:
    case = counter.in_the_wood()
    counter.award(case)
    assert awards.with_a_plot() == []
    TrackedItem.objects.update(kind="CEMETERY", place="A-9-9")
    assert [place for _, place in awards.with_a_plot()] == ["A-9-9"]
    awards.tell_of_plots(awards.with_a_plot(), by=None, at=moment(ON))
    assert len(told) == 2


def test_f_07_the_same_document_however_it_is_written_pays_once(counter: Counter) -> None:
    pay: Any = {"area_code": COUNTY, "words": "", "by": counter.office, "at": moment(ON)}
    unknown.pay_for("公（刑）〔2026〕 3号", 200_000, **pay)
    for written in ("公(刑)[2026]3号", "公（刑）〔2026〕3号 "):
        with pytest.raises(Refused, match="不能重复领取"):
            unknown.pay_for(written, 200_000, **pay)
    unknown.pay_for("公（刑）〔2026〕13号", 200_000, **pay)
    assert UnknownBodyCost.objects.count() == 2


def test_r_cem_09_burials_of_a_month_against_the_money_for_them(counter: Counter) -> None:
    cases = [counter.placed(DIED + dt.timedelta(days=n)) for n in range(2)]
    counter.bill(cases[0], Asked("maintenance", 200_000, 1), house=counter.cemetery, by=counter.keeper)
    (line,) = queries.reconcile(counter.office, MONTH)
    assert (line.name, line.burials, line.billed, line.amount, line.agrees) == ("上村公墓", 2, 1, 200_000, False)
    counter.bill(cases[1], Asked("maintenance", 200_000, 1), house=counter.cemetery, by=counter.keeper)
    assert queries.reconcile(counter.office, MONTH)[0].agrees


def found() -> set[tuple[str, str]]:
    rows = own.compare("funeral", NEXT).findings
    return set(zip(rows["rule"].to_list(), rows["subject_id"].to_list(), strict=True))


def test_what_came_past_the_services_is_found_and_what_is_in_order_is_not(counter: Counter) -> None:
    """F-04 (award and plot), F-06, F-07, F-08 (price)."""
    guest, case = counter.cremated(resident=False), counter.in_the_wood(on=DIED + dt.timedelta(days=1))
    bill, award = counter.bill(guest), counter.award(case)
    counter.bill(case)
    unknown.pay_for("公1号", 1, area_code=COUNTY, words="", by=counter.office, at=moment(ON))
    assert found() == set()
    line = bill.lines.get(item="transport")
    FeeLine.objects.filter(pk=line.pk).update(waived=30_000)
    TrackedItem.objects.filter(key=death_of(case).number).update(kind="CEMETERY", place="A-1")
    cost = UnknownBodyCost.objects.create(
        document="公 1号", plain="公 1号", area_code=COUNTY, amount=1, on=ON, by=counter.office
    )
    dear = counter.bill(case, Asked("wreath", 90_000, 1, "王五"))
    over = dear.lines.get()
    assert found() == {
        ("R-F-06", str(line.pk)), ("R-F-04A", str(award.pk)), ("R-F-07", str(cost.pk)), ("R-F-08", str(over.pk)),
    }  # fmt: skip


def test_f_08_a_clerk_who_sells_one_suppliers_urns_and_the_others_do_not(counter: Counter) -> None:
    case = counter.cremated()
    bill = counter.bill(case)

    def sold(by: User, supplier: str, number: int) -> None:
        other = Bill.objects.create(
            number=f"{by.pk}{supplier}",
            death=bill.death,
            charger=bill.charger,
            area_code=bill.area_code,
            on=ON,
            gross=0,
            waived=0,
            by=by,
        )
        FeeLine.objects.bulk_create(
            FeeLine(
                bill=other, death=bill.death, item="urn", unit_price=0, quantity=1, gross=0, waived=0, supplier=supplier
            )
            for _ in range(number)
        )

    sold(counter.operator, "甲厂", 19)
    sold(counter.reviewer, "乙厂", 20)
    assert found() == {("R-F-08", f"{counter.reviewer.name}|乙厂")}
    sold(counter.operator, "乙厂", 60)  # everybody sells them
    assert found() == set()


def test_every_page_opens_and_does_its_thing(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(ON, 22))
    case = counter.cremated()
    home, office, finance = acting(counter.writer), acting(counter.office), acting(counter.finance)
    said = {
        "death": death_of(case).number,
        "charger": counter.home.pk,
        "transport_n": "1",
        "storage_n": "5",
        "storage_p": "60",
        "cremation_n": "1",
    }
    assert "最高300.00元/次" in home.get("/funeral_fees/bills/new/").content.decode()
    wrong = home.post("/funeral_fees/bills/new/", {**said, "cremation_p": "900"})
    assert wrong.status_code == 422
    assert "不能收900.00元" in wrong.content.decode()
    assert home.post("/funeral_fees/bills/new/", said).status_code == 302
    made = Bill.objects.get()
    assert made.net == 12_000
    assert case.title in home.get("/funeral_fees/bills/").content.decode()
    assert "遗体接运" in home.get(f"/funeral_fees/bills/{made.pk}/").content.decode()
    assert home.get(f"/funeral_fees/bills/{made.pk}/reverse/").status_code == 200
    assert "收费项目公示" in home.get("/funeral_fees/prices/").content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(NEXT, 9))
    office, finance = acting(counter.office), acting(counter.finance)
    settle = {"charger": counter.home.pk, "month": "2026-08", "payee": "县殡仪馆", "account": "6217000000000002"}
    assert office.post("/funeral_fees/settlements/new/", settle).status_code == 302
    row = Settlement.objects.get()
    here = f"/funeral_fees/settlements/{row.pk}/"
    assert "登记回访" in finance.get(here).content.decode()
    assert finance.post(f"{here}approve/").status_code == 422
    assert finance.post(f"/funeral_fees/calls/{made.pk}/", {"agrees": "1"}).status_code == 302
    assert finance.post(f"{here}approve/").status_code == 302
    assert finance.post("/funeral_fees/settlements/send/").status_code == 302
    [file] = files_of(accounts.BANK)
    assert file.key in finance.get("/funeral_fees/files/").content.decode()
    assert office.get(f"/funeral_fees/files/{file.pk}/").status_code == 403
    for _ in range(2):  # the same answer again books nothing again
        answer = SimpleUploadedFile("回盘.csv", csv_of(rows_of(file)), content_type="text/csv")
        assert finance.post(f"/funeral_fees/files/{file.pk}/answer/", {"answer": answer}).status_code == 302
    assert (ledger.total(accounts.BANK.in_transit), ledger.total(accounts.BANK.received)) == (0, row.amount)
    assert "已送银行" in office.get("/funeral_fees/settlements/").content.decode()
    for page in ("awards/", "awards/new/", "reconcile/?month=2026-08", "unknown/", "unknown/new/"):
        assert office.get(f"/funeral_fees/{page}").status_code == 200, page
    assert acting(counter.helper).get("/funeral_fees/bills/").status_code == 403


@pytest.mark.parametrize("address", ["/funeral_fees/bills/", "/funeral_fees/awards/"])
def test_a_list_takes_the_same_queries_for_one_and_for_three(counter: Counter, address: str) -> None:
    numbers = []
    for more in (1, 2):
        for _ in range(more):
            case = counter.in_the_wood(on=DIED)
            counter.bill(case)
            counter.award(case)
        acting(counter.office).get(address)
        with CaptureQueriesContext(connection) as asked:
            assert "逝者" in acting(counter.office).get(address).content.decode()
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_a_ashes_09_remains_moved_by_a_third_party_are_told_to_the_funeral_office_and_to_enforcement_once(
    counter: Counter,
) -> None:
    case = counter.cremated()
    made = counter.bill(case, *HOME_LINES)
    assert strangers.tell_of_strangers(by=None, at=moment(ON)) == 0
    FeeLine.objects.filter(bill=made, item__in=("transport", "storage")).update(supplier="某殡葬服务部")
    assert strangers.tell_of_strangers(by=None, at=moment(ON)) == 2
    assert strangers.tell_of_strangers(by=None, at=moment(ON)) == 0
    alert = AshesAlert.objects.get()
    assert (alert.rule, alert.severity) == ("A-ASHES-09", 2)
    assert "某殡葬服务部" in alert.words
    assert EnforcementCase.objects.get().violation == "V10"


def test_r_fee_09_a_call_stays_on_the_list_until_somebody_answers_and_is_answered_once(counter: Counter) -> None:
    counter.bill(counter.cremated())
    settlement = counter.settle()
    (drawn,) = settling.sample(settlement)
    assert (drawn.call.done_at, drawn.call.due_on) == (None, NEXT + dt.timedelta(days=10)), "drawn when it is proposed"
    settling.call(drawn, agrees=None, words="", by=counter.finance, at=moment(NEXT))
    with pytest.raises(Refused, match="还有1户抽查回访"):
        settling.approve(settlement, by=counter.finance, at=moment(NEXT))
    Grant.objects.create(user=counter.writer, role=Role.FINANCE, area_id=COUNTY, since=dt.date(2020, 1, 1))
    with pytest.raises(Refused, match="是您经办的"):
        settling.call(drawn, agrees=True, words="", by=User.objects.get(pk=counter.writer.pk), at=moment(NEXT))
    made = settling.call(drawn, agrees=True, words="", by=counter.finance, at=moment(NEXT))
    assert (made.tries, made.outcome) == (1, SampleCall.Outcome.AGREES)
    with pytest.raises(Refused, match="已经回访过"):
        settling.call(drawn, agrees=False, words="多收", by=counter.finance, at=moment(NEXT))
    with pytest.raises(IntegrityError, match="不可修改或删除"), transaction.atomic():
        SampleCall.objects.update(outcome="DIFFERS")
    settling.approve(settlement, by=counter.finance, at=moment(NEXT))


def test_a_list_that_goes_back_takes_its_open_calls_off_the_list(counter: Counter) -> None:
    counter.bill(counter.cremated())
    settlement = counter.settle()
    assert SampleCall.objects.count() == 1
    settling.withdraw(settlement, because="核实", by=counter.finance, at=moment(NEXT))
    assert SampleCall.objects.count() == 0

"""Stories of cards that somebody else keeps (R-PAY-03): agreed in writing, filed with the county, looked at each year, handed back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import Grant, StoredFile, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Household, Kin
from doudi.mechanisms.registry.services import NewKin, add_kin
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.integrity.card_keeping import flow, queries, services
from doudi.programmes.integrity.card_keeping.jobs import close
from doudi.programmes.integrity.card_keeping.models import CardKeeping
from doudi.programmes.integrity.card_keeping.services import NewKeeping

pytestmark = pytest.mark.django_db
DAY = "2024-09-12"
Keeper = CardKeeping.Keeper


class Village(Office):
    """A household in dibao whose card the head of the village group keeps (bad case 15)."""

    def __init__(self) -> None:
        super().__init__()
        self.companion = somebody("companion", Role.COUNTY_OFFICER, self.county.code)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64,
            name="协议.pdf",
            content_type="application/pdf",
            size=1,
            purpose="测试",
            at=moment("2024-01-02"),
        )
        self.home, self.award = self.in_dibao(1)

    def in_dibao(self, people: int, payee: str = "") -> tuple[Household, Award]:
        home = self.household(people)
        figures: list[dict[str, int]] = [{"transfers": 20_000}, *({} for _ in range(people - 1))]
        award = self.grant(DIBAO_BENEFIT, home, *figures, residence=Residence.URBAN)
        if payee:
            self.card(award, payee)
        return home, award

    def card(self, award: Award, payee: str, account: str = "6217000087654321", on: str = "2024-01-10") -> None:
        awards.change_account(
            award, payee=payee, account=account, by=self.officer, at=moment(on), because="换卡", document="变更申请表"
        )
        award.refresh_from_db()

    def registered(self, **more: Any) -> CardKeeping:
        said = {
            "keeper": Keeper.VILLAGE,
            "name": "赵组长",
            "why": "本人卧床，子女在外",
            "signed_on": dt.date(2024, 9, 10),
            **more,
        }
        return services.register(self.award, NewKeeping(**said), by=self.clerk, at=moment(DAY))

    def take(self, row: CardKeeping, action: Action, by: User, on: str = DAY, **said: Any) -> None:
        files = [self.photo] if any(each.kind in ("file", "photo") for each in action.fields) else []
        second = self.companion if action.pair else None
        take(row.case, action, by=by, at=moment(on), because="情况属实", data=said, files=files, together_with=second)

    def filed(self, **more: Any) -> CardKeeping:
        row = self.registered(**more)
        self.take(row, flow.SUBMIT, self.clerk)
        self.take(row, flow.FILE, self.officer, words="确有必要，本人同意")
        row.refresh_from_db()
        return row


def test_r_pay_03_a_kept_card_needs_a_written_agreement_and_the_countys_filing() -> None:
    village = Village()
    row = village.registered()
    with pytest.raises(Refused, match="代管协议"):
        take(row.case, flow.SUBMIT, by=village.clerk, at=moment(DAY))
    village.take(row, flow.SUBMIT, village.clerk)
    with pytest.raises(Refused):
        village.take(row, flow.FILE, village.clerk, words="同意")  # the township does not file for itself
    village.take(row, flow.FILE, village.officer, words="确有必要，本人同意")
    row.refresh_from_db()
    assert row.case.stage == "FILED"
    assert row.reviewed_on == dt.date(2024, 9, 12)


def test_r_pay_03_filings_are_reviewed_each_year_and_end_when_the_card_is_handed_back() -> None:
    village = Village()
    row = village.filed()
    assert lapse([flow.KEEPINGS], today=dt.date(2025, 9, 12), at=moment("2025-09-12", 1)) == 0  # the 365th day
    assert lapse([flow.KEEPINGS], today=dt.date(2025, 9, 13), at=moment("2025-09-13", 1)) == 1
    row.case.refresh_from_db()
    assert row.case.stage == "REVIEW_DUE"
    village.take(row, flow.REVIEW, village.officer, "2025-09-16", visited_on="2025-09-16", found="取款均由本人签收")
    row.refresh_from_db()
    assert (row.case.stage, row.reviewed_on) == ("FILED", dt.date(2025, 9, 16))
    village.take(row, flow.HAND_BACK, village.clerk, "2025-10-08", handed_on="2025-10-08")
    row.refresh_from_db()
    assert (row.case.stage, row.ended_on) == ("ENDED", dt.date(2025, 10, 8))


def test_a_card_is_filed_once_whatever_is_paid_into_it_and_nobody_keeps_his_own() -> None:
    village = Village()
    village.filed()
    with pytest.raises(Refused, match="已有代管备案"):
        village.registered(name="钱会计")
    other = Village.in_dibao(village, 1)[1]
    [own] = village.people(Household.objects.get(pk=other.party_id))
    with pytest.raises(Refused, match="自己保管银行卡不需要备案"):
        services.register(
            other,
            NewKeeping(Keeper.OTHER, "本人", "不明", dt.date(2024, 9, 10), number=own.id_number),
            by=village.clerk,
            at=moment(DAY),
        )


def test_r_rec_02_the_keeper_and_his_near_kin_stay_out_of_it() -> None:
    village = Village()
    keeper = village.people(village.household(1))[0]
    him = village.people(village.household(1))[0]
    village.officer.id_number = him.id_number
    village.officer.save()
    add_kin(
        [NewKin(him.pk, keeper.pk, Kin.Relation.SIBLING, dt.date(2024, 1, 2))],
        source="户籍",
        by=None,
        at=moment("2024-01-02"),
    )
    row = village.registered(number=keeper.id_number)
    village.take(row, flow.SUBMIT, village.clerk)
    with pytest.raises(Refused, match="回避"):
        village.take(row, flow.FILE, village.officer, words="同意")
    village.take(row, flow.FILE, village.second, words="同意")


def test_accounts_in_another_name_are_listed_until_they_are_filed() -> None:
    village = Village()
    today = dt.date(2024, 9, 12)
    home, _ = village.in_dibao(2)
    member = village.people(home)[1].party.name
    village.in_dibao(2)[1].refresh_from_db()
    assert list(queries.in_another_name(village.officer, today)) == []
    village.card(village.award, "赵组长")
    [found] = queries.in_another_name(village.officer, today)
    assert (found.pk, found.keeping) == (village.award.pk, False)
    row = village.registered()
    village.take(row, flow.SUBMIT, village.clerk)
    assert not queries.in_another_name(village.officer, today).get().keeping
    village.take(row, flow.FILE, village.officer, words="同意")
    assert queries.in_another_name(village.officer, today).get().keeping
    village.card(village.award, member)  # somebody of another household is a stranger, too
    assert queries.in_another_name(village.officer, today).count() == 1


def test_a_filing_is_closed_when_nothing_is_paid_into_that_card_any_more() -> None:
    village = Village()
    row = village.filed()
    assert close(dt.date(2024, 10, 1), moment("2024-10-01")).endswith("0件。")
    village.card(village.award, village.award.payee, "6217000099999999", "2024-10-08")
    assert close(dt.date(2024, 10, 9), moment("2024-10-09")).endswith("1件。")
    row.refresh_from_db()
    assert row.case.stage == "ENDED"


def test_pages_show_it_and_lists_ask_the_same_number_of_questions() -> None:
    village = Village()
    browser = acting(village.clerk)
    counted = []
    for number in (1, 2):
        for _ in range(number):
            village.in_dibao(1, payee=f"赵组长{Award.objects.count()}")
        for name in ("card_keeping:keepings", "card_keeping:unfiled"):
            browser.get(reverse(name))
            with CaptureQueriesContext(connection) as asked:
                page = browser.get(reverse(name)).content.decode()
            counted.append(len(asked))
    assert counted[:2] == counted[2:]
    assert page.count("未备案") >= 3
    [first, *_] = queries.in_another_name(village.clerk, dt.date(2024, 9, 12))
    said = {"keeper": "VILLAGE", "name": "赵组长", "signed_on": "2024-09-10", "why": "本人卧床"}
    answer = browser.post(f"{reverse('card_keeping:keeping_new')}?award={first.pk}", said)
    assert answer.status_code == 302, answer.content.decode()
    row = CardKeeping.objects.get()
    shown = browser.get(reverse("card_keeping:keeping", args=[row.pk])).content.decode()
    assert "赵组长" in shown
    assert "低保" in shown
    assert "6217" not in shown  # no account
    assert acting(somebody("helper", Role.VILLAGE_WORKER, TOWN)).get(reverse("card_keeping:unfiled")).status_code == 403

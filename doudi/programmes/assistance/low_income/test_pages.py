"""The pages of recognitions and of their applications, as those who work with them open them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.months import last_day, parse_month
from doudi.base.spans import Period
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.declare import publicity_of
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import acting
from doudi.mechanisms.indicators.queries import figure
from doudi.programmes.assistance.low_income.models import Application
from doudi.programmes.assistance.low_income.programme import low_income
from doudi.programmes.assistance.low_income.stories import Hall

pytestmark = pytest.mark.django_db
EDGE = {"wages": fen(900)}


@pytest.fixture
def hall() -> Hall:
    return Hall()


def valid(row: Recognised) -> Recognised:
    """As if it had been recognised a month ago: pages look at the clock."""
    today = timezone.localdate()
    Recognised.objects.filter(pk=row.pk).update(
        from_on=today - dt.timedelta(days=30), until_on=today + dt.timedelta(days=335)
    )
    row.refresh_from_db()
    return row


def test_opened_by_number_the_household_from_the_register_and_described_page_by_page(hall: Hall) -> None:
    home = hall.household(2)
    person = hall.people(home)[0]
    client = acting(hall.helper)
    assert "身份证号" in client.get(reverse("low_income:application_new")).content.decode()
    said = {"number": person.id_number, "residence": "1"}
    assert client.post(reverse("low_income:application_new"), said).status_code == 302
    row = Application.objects.get()
    first = row.members.order_by("pk")[0]
    address = reverse("low_income:member", args=[row.pk, first.pk])
    asked = client.get(address).content.decode()
    assert "工资性收入" in asked
    assert "出生年月" not in asked  # the register knows
    said = {"relation": "0", "left_out": "0", "disability": "0", "wages": "900", "seriously_ill": "on"}
    assert client.post(address, said).status_code == 302
    first.refresh_from_db()
    assert (first.facts["wages"], first.facts["seriously_ill"]) == (fen(900), 1)
    assert "business_income" not in first.facts  # left empty: not known, and not nought
    assert (
        client.post(reverse("low_income:home", args=[row.pk]), {"residence": "1", "savings": "5000"}).status_code == 302
    )
    shown = client.get(reverse("low_income:application", args=[row.pk])).content.decode()
    assert "900元" in shown
    assert "5,000元" in shown
    assert person.id_number not in shown
    assert "核算理由" not in shown  # a village sees no results of checks
    assert "核算理由" in acting(hall.clerk).get(reverse("low_income:application", args=[row.pk])).content.decode()


def test_a_member_of_another_application_is_not_found(hall: Hall) -> None:
    one, other = hall.applied(EDGE), hall.applied(EDGE)
    member = other.members.get()
    assert acting(hall.helper).get(reverse("low_income:member", args=[one.pk, member.pk])).status_code == 404


def test_the_list_of_applications_and_the_roll_ask_the_same_number_of_queries(hall: Hall) -> None:
    client = acting(hall.officer)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    valid(hall.recognised(EDGE))
    addresses = [reverse("low_income:recognised"), reverse("low_income:marginal")]
    before = [asked(each) for each in addresses]
    for _ in range(2):
        valid(hall.recognised(EDGE))
    assert [asked(each) for each in addresses] == before


def test_the_roll_is_narrowed_by_name_number_and_standing(hall: Hall) -> None:
    row = valid(hall.recognised(EDGE))
    expired = hall.recognised(EDGE)
    client = acting(hall.officer)
    person = hall.people(row.party.household)[0]

    def names(**given: str) -> str:
        return client.get(reverse("low_income:recognised"), given).content.decode()

    assert row.party.name in names(standing="VALID")
    assert expired.party.name not in names(standing="VALID")
    assert expired.party.name in names(standing="EXPIRED")
    assert row.party.name in names(q=person.party.name)
    assert person.id_number not in names()


def test_one_recognition_shows_reasons_people_and_decisions_and_its_letter(hall: Hall) -> None:
    row = valid(hall.recognised(EDGE))
    client = acting(hall.officer)
    shown = client.get(reverse("low_income:recognition", args=[row.pk])).content.decode()
    assert "符合低保边缘家庭条件" in shown
    assert "终止认定" in shown
    assert "终止认定" not in acting(hall.clerk).get(reverse("low_income:recognition", args=[row.pk])).content.decode()
    letter = reverse("low_income:recognition_letter", args=[row.pk, row.changes.get().pk])
    told = client.get(letter).content.decode()
    assert "低保边缘家庭认定书" in told
    assert "行政复议" in told
    for person in hall.people(row.party.household):
        assert person.party.name in told
    paper = client.get(f"{letter}?as=docx")
    assert paper["Content-Type"].endswith("wordprocessingml.document")
    assert paper.content[:2] == b"PK"


def test_looked_at_again_and_ended_on_its_page(hall: Hall) -> None:
    row, today = valid(hall.recognised(EDGE)), f"{timezone.localdate()}"
    client = acting(hall.officer)
    said: dict[str, Any] = {"document": "某民救〔2026〕2号", "decided_on": today, "because": "年度复核"}
    review = reverse("low_income:recognition_act", args=[row.pk, "review"])
    assert client.post(review, said).status_code == 422  # nobody said that nothing has changed
    assert client.post(review, {**said, "unchanged": "on"}).status_code == 302
    end = reverse("low_income:recognition_act", args=[row.pk, "end"])
    assert client.post(end, said).status_code == 422
    assert client.post(end, {**said, "reason": "WITHDRAWN"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_on == timezone.localdate()
    assert list(row.changes.values_list("kind", flat=True)) == ["RECOGNISE", "REVIEW", "END"]
    letter = reverse("low_income:recognition_letter", args=[row.pk, row.changes.latest("pk").pk])
    assert "本人自愿退出" in client.get(letter).content.decode()


def test_a_review_puts_down_what_has_changed_and_is_refused_where_it_no_longer_qualifies(hall: Hall) -> None:
    row, today = valid(hall.recognised(EDGE)), f"{timezone.localdate()}"
    client = acting(hall.officer)
    review = reverse("low_income:recognition_act", args=[row.pk, "review"])
    earner = hall.people(row.party.household)[0]
    field = f"wages__{earner.pk}"
    assert field in client.get(review).content.decode()
    said = {"document": "某民救〔2026〕2号", "decided_on": today, "because": "年度复核"}
    both = client.post(review, {**said, "unchanged": "on", field: "12.00"})
    assert "有变化的不要勾选" in both.content.decode()
    rich = client.post(review, {**said, field: "99999.00"})
    assert rich.status_code == 422
    assert "不符合低保边缘家庭条件" in rich.content.decode()
    assert client.post(review, {**said, field: "1300.00"}).status_code == 302
    change = row.changes.latest("pk")
    assert change.kind == "REVIEW"
    _, people = json.loads(change.figures or "")
    assert dict(people)[str(earner.pk)]["wages"] == 130_000


def test_what_ends_soon_waits_for_the_township_and_what_ran_out_is_an_alarm(hall: Hall) -> None:
    row = hall.recognised(EDGE)
    worklist, alarms, figures = low_income.worklist, low_income.alarms, low_income.figures
    assert worklist is not None
    assert alarms is not None
    assert figures is not None
    near, over = row.until_on - dt.timedelta(days=10), row.until_on + dt.timedelta(days=1)
    assert [item.title for item in worklist(hall.clerk, near)] == ["1户低保边缘家庭认定即将到期"]
    assert worklist(hall.clerk, dt.date(2024, 10, 1)) == []
    assert alarms(hall.officer, near) == []
    assert "已到期" in alarms(hall.officer, over)[0].title
    assert [each.label for each in figures(hall.officer, near)] == ["低保边缘家庭（户）"]


def test_the_file_of_household_and_person_show_it(hall: Hall) -> None:
    row = valid(hall.recognised(EDGE))
    person = hall.people(row.party.household)[0]
    panels: Callable[..., Any] | None = low_income.household_panel
    assert panels is not None
    assert panels(hall.officer, row.party_id, timezone.localdate())[0].number == 1
    client = acting(hall.officer)
    assert "低收入认定" in client.get(reverse("person", args=[person.pk])).content.decode()


def test_a_line_of_the_notice_tells_no_amount(hall: Hall) -> None:
    case = hall.investigated(EDGE)
    hall.take(case, "opine", hall.clerk, "2024-09-06", proposal="ADMIT")
    hall.take(case, "sign", hall.head, "2024-09-07")
    waiting = publicity_of("marginal").waiting
    assert waiting is not None
    [line] = waiting(hall.county.code)
    assert (line.people, line.amount, line.category) == (1, 0, "低保边缘家庭")
    assert publicity_of("rigid").waiting(hall.county.code) == []  # type: ignore[misc]


def test_indicators_count_who_is_recognised_at_the_end_of_a_period(hall: Hall) -> None:
    hall.recognised(EDGE, {})
    by_code = {each.code: each for each in low_income.indicators}

    def counted(code: str, month: str) -> Any:
        first = dt.date.fromisoformat(f"{month}-01")
        period = Period(first, last_day(parse_month(month)))
        return figure(by_code[code], period, area_code=hall.county.code).value

    assert counted("marginal.households", "2024-09") == 1
    assert counted("marginal.people", "2024-09") == 2
    assert (counted("marginal.new", "2024-09"), counted("marginal.new", "2024-10")) == (1, 0)
    assert counted("marginal.households", "2025-10") == 0
    assert counted("rigid.households", "2024-09") == 0


def test_every_page_of_the_flows_opens(hall: Hall) -> None:
    hall.applied(EDGE)
    case = Case.objects.get()
    client = acting(hall.officer)
    for name in ("marginal", "marginal_board", "marginal_flow", "rigid", "rigid_board", "rigid_flow", "recognised"):
        assert client.get(reverse(f"low_income:{name}")).status_code == 200, name
    assert client.get(reverse("low_income:application", args=[case.pk])).status_code == 200

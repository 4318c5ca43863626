"""家属回访 (F-10): drawn by lot, asked once by nobody who had a hand in it, and what was said leads back to no family."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doudi.base.lots import drawn
from doudi.base.models import Grant, Record, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, somebody
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.matching import own
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase
from doudi.programmes.funeral.funeral_fees import billing, families
from doudi.programmes.funeral.funeral_fees.billing import NewBill
from doudi.programmes.funeral.funeral_fees.families import Said
from doudi.programmes.funeral.funeral_fees.items import Asked
from doudi.programmes.funeral.funeral_fees.models import FamilyAnswer, FamilyCall

ON = dt.date(2026, 8, 20)
Outcome, Gifts = FamilyCall.Outcome, FamilyAnswer.Gifts


@pytest.fixture
def hearse(db: None, tmp_path: Path, settings: Any) -> Hearse:
    settings.FILES_ROOT = tmp_path
    made = Hearse()
    Custodian.objects.filter(code="G1").update(capacity=50)
    made.caller = somebody("caller", Role.FUNERAL_OFFICER, COUNTY)  # type: ignore[attr-defined]
    Grant.objects.update(since=dt.date(2020, 1, 1))
    return made


def caller_of(hearse: Hearse) -> User:
    found: User = hearse.caller  # type: ignore[attr-defined]
    return found


def called(case: Case) -> FamilyCall:
    """As if the lot had fallen upon the family."""
    row = death_of(case)
    found, _ = FamilyCall.objects.get_or_create(
        death=row, defaults={"area_code": row.area_code, "drawn_at": moment(ON), "due_on": ON + dt.timedelta(days=20)}
    )
    return found


def say(
    hearse: Hearse, gifts: str = Gifts.NONE, *, over: int | None = 0, pressed: bool = False, words: str = ""
) -> None:
    said = Said(
        hearse.home, gifts, pressed, over, words or ("接运时要了两条烟" if gifts != Gifts.NONE or pressed else "")
    )
    families.answer(called(hearse.placed()), Outcome.ANSWERED, said, by=caller_of(hearse), at=moment(ON))


def found(on: dt.date = ON) -> list[str]:
    rows = own.compare("funeral", on).findings
    return rows.filter(rows["rule"] == "R-F-10")["subject_id"].to_list()


def test_f_10_a_tenth_of_those_laid_to_rest_is_drawn_alike_however_often(hearse: Hearse) -> None:
    laid = [hearse.placed(DIED + dt.timedelta(days=n % 4)) for n in range(14)]
    hearse.released(DIED + dt.timedelta(days=5))  # not laid yet: nobody is asked
    wanted = {death_of(each).number for each in laid if drawn(f"家属|{death_of(each).number}", 0.10)}
    made = families.draw(through=ON, at=moment(ON))
    assert {each.death.number for each in made} == wanted
    assert families.draw(through=ON, at=moment(ON)) == []
    assert families.draw(through=ON + dt.timedelta(days=60), at=moment(ON)) == [], "too late for a call"


def test_f_10_what_was_said_is_kept_apart_from_whom_it_was_asked(hearse: Hearse) -> None:
    case = hearse.placed()
    lines = (Asked("transport", 30_000, 1), Asked("urn", 60_000, 1, "王五"))
    bill = billing.bill(NewBill(death_of(case), hearse.home, lines, hearse.writer, moment(ON)))
    call = called(case)
    said = Said(hearse.home, Gifts.TAKEN, True, bill.net + 345_00, "接运时要了两条烟")
    families.answer(call, Outcome.ANSWERED, said, by=caller_of(hearse), at=moment(ON))
    answer = FamilyAnswer.objects.get()
    assert answer.over == 300_00, "whole hundreds only: an exact sum would lead to the bill"
    held = {name for each in FamilyAnswer._meta.get_fields() if (name := each.name)}
    assert held == {"key", "house", "year", "gifts", "pressed", "over", "words"}, (
        "no family, no call, no day, no caller"
    )
    assert "gifts" not in {each.name for each in FamilyCall._meta.get_fields()}
    told = [each for each in Record.objects.all() if each.action == "funeral_fees.family_call"]
    assert [each.data for each in told] == [{"outcome": "ANSWERED"}]
    for table, change in (("familyanswer", "gifts = 'NONE'"), ("familycall", "outcome = 'DECLINED'")):
        with pytest.raises(DatabaseError, match="不可修改或删除"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE funeral_fees_{table} SET {change}")


def test_f_10_who_had_a_hand_in_it_does_not_call_and_nobody_calls_twice(hearse: Hearse) -> None:
    call, none = called(hearse.placed()), Said(hearse.home, Gifts.NONE, False)
    for user in (hearse.helper, hearse.writer):
        with pytest.raises(Refused, match="须由殡仪馆、公墓以外的"):
            families.answer(call, Outcome.ANSWERED, none, by=user, at=moment(ON))
    Grant.objects.create(user=hearse.keeper, role=Role.FUNERAL_OFFICER, area_id=COUNTY, since=dt.date(2020, 1, 1))
    with pytest.raises(Refused, match="是您经办的"):
        families.answer(call, Outcome.ANSWERED, none, by=User.objects.get(pk=hearse.keeper.pk), at=moment(ON))
    by = caller_of(hearse)
    with pytest.raises(Refused, match="填写家属的答复"):
        families.answer(call, Outcome.ANSWERED, None, by=by, at=moment(ON))
    said = Said(hearse.home, Gifts.TAKEN, False, None, f"{call.death.name}家给了红包")
    with pytest.raises(Refused, match="不要写姓名"):
        families.answer(call, Outcome.ANSWERED, said, by=by, at=moment(ON))
    assert (FamilyAnswer.objects.count(), call.done_at) == (0, None)
    families.answer(call, Outcome.UNREACHED, None, by=by, at=moment(ON))
    assert (call.tries, call.done_at) == (1, None)
    families.answer(call, Outcome.ANSWERED, none, by=by, at=moment(ON))
    with pytest.raises(Refused, match="已经回访过"):
        families.answer(call, Outcome.ANSWERED, none, by=by, at=moment(ON))
    stale = FamilyCall.objects.get(pk=call.pk)
    stale.done_at = None  # as somebody else saw it a moment ago
    with pytest.raises(Refused, match="刚刚由他人登记"):
        families.answer(stale, Outcome.ANSWERED, none, by=by, at=moment(ON))
    assert FamilyAnswer.objects.count() == 1


def test_f_10_a_house_is_found_once_enough_have_answered_and_told_once(hearse: Hearse) -> None:
    say(hearse, Gifts.TAKEN)
    say(hearse)
    assert found() == [], "two answers: everybody would know which family it was"
    assert families.tell_of_gifts(ON, by=None, at=moment(ON)) == 0
    say(hearse, over=199_00)
    assert found() == ["B1"]
    assert families.tell_of_gifts(ON, by=None, at=moment(ON)) == 1
    assert families.tell_of_gifts(ON, by=None, at=moment(ON)) == 0
    case = EnforcementCase.objects.get()
    assert (case.violation, "1户反映县殡仪馆收受" in case.words) == ("V12", True)


def test_f_10_a_house_of_which_nobody_complains_or_somebody_misremembers_is_not_found(hearse: Hearse) -> None:
    for over in (0, None, 199_00):
        say(hearse, over=over)
    assert found() == []
    say(hearse, over=200_00)
    assert found() == ["B1"]


def test_the_list_the_form_and_what_is_told_of_houses(hearse: Hearse) -> None:
    browser = acting(caller_of(hearse))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            called(hearse.placed())
        browser.get("/funeral_fees/families/?open=1")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/funeral_fees/families/?open=1").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count("待回访") >= 3
    for row in FamilyCall.objects.order_by("pk"):
        address = f"/funeral_fees/families/{row.pk}/"
        assert "答复不记名" in browser.get(address).content.decode()
        assert browser.post(address, {"outcome": "ANSWERED"}).status_code == 422
        given = {
            "outcome": "ANSWERED",
            "house": hearse.home.pk,
            "gifts": "TAKEN",
            "charged": "800",
            "words": "要了一条烟",
        }
        assert browser.post(address, given).status_code == 302
        told = browser.get("/funeral_fees/families/houses/").content.decode()
        assert ("—" in told) == (FamilyAnswer.objects.count() < 3), "of fewer than three nothing is told"
    assert acting(hearse.clerk).get("/funeral_fees/families/").status_code == 403
    assert acting(hearse.writer).get("/funeral_fees/families/houses/").status_code == 403

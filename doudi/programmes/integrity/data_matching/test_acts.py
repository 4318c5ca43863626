"""Working off many findings: what the form says, where one goes on, what is done to many at once, what a township does not see yet."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.stories import COUNTY, NEXT_VILLAGE, VILLAGE
from doudi.mechanisms.matching.models import Finding
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.pages.findings import rows
from doudi.programmes.integrity.data_matching.stories import PNG, act, acting, dispatched, found

pytestmark = pytest.mark.django_db


def visit(people: dict[str, User], **more: object) -> dict[str, object]:
    said = {"visited_on": "2024-09-20", "met": "其子", "found": "入户核实，人已去世。", "result": "CONFIRMED"}
    return {
        **said,
        "together_with": str(people["second"].pk),
        "photo": SimpleUploadedFile("a.png", PNG),
        **more,
    }


def three(people: dict[str, User]) -> list[FindingCase]:
    """One in each of two villages and a third in the first one, by number."""
    places = (VILLAGE, NEXT_VILLAGE, VILLAGE)
    new = [{"identity": f"i{each}", "subject_name": f"王{each}", "area_code": at} for each, at in enumerate(places)]
    return dispatched(*new, at=timezone.now(), by=people["officer"])


def address(case: FindingCase, action: str = "") -> str:
    named = [case.pk, action] if action else [case.pk]
    return reverse("data_matching:act" if action else "data_matching:finding", args=named)


def test_what_is_done_leads_on_to_the_next_and_says_which_was_done(people: dict[str, User]) -> None:
    cases = three(people)
    client = acting(people["clerk"])
    assert "下一件（2）" in client.get(address(cases[0])).content.decode()
    for case, following in ((cases[0], cases[1]), (cases[1], cases[2])):
        answer = client.post(address(case, "verify"), visit(people))
        assert answer.headers["Location"] == address(following)
        text = client.get(address(following)).content.decode()
        assert f'已核实：<a href="{address(case)}">{case.finding.subject_name}</a>。' in text
    last = client.post(address(cases[2], "verify"), visit(people))
    assert last.headers["Location"] == address(cases[2])
    assert "您的疑点都办完了" in client.get(address(cases[2])).content.decode()


def test_the_next_one_is_looked_for_in_the_list_as_it_was_left(people: dict[str, User]) -> None:
    cases = three(people)
    client = acting(people["clerk"])
    client.get(reverse("data_matching:findings"), {"area": VILLAGE})
    assert client.post(address(cases[0], "verify"), visit(people)).headers["Location"] == address(cases[2])
    again = client.get(reverse("data_matching:findings"), {"again": "1"})
    assert again.headers["Location"] == f"{reverse('data_matching:findings')}?area={VILLAGE}"
    client.get(reverse("data_matching:findings"), {"stage": "CLOSED"})  # nothing in it waits: all of them count
    assert "（2）" in client.get(address(cases[0])).content.decode()


def test_a_place_is_named_first_and_the_finding_stays_where_it_is(people: dict[str, User]) -> None:
    case, _ = found({"area_code": COUNTY}, {"identity": "i2"}, at=timezone.now())
    client = acting(people["centre"])
    answer = client.post(address(case, "assign"), {"area_code": VILLAGE})
    assert answer.headers["Location"] == address(case)  # it waits for him still: now it can be dispatched


def test_the_form_says_what_it_is_about_and_knows_day_and_companion(people: dict[str, User]) -> None:
    cases = three(people)
    client = acting(people["clerk"])
    form = client.get(address(cases[0], "verify")).content.decode()
    assert cases[0].finding.reason in form
    assert f'value="{timezone.localdate():%Y-%m-%d}"' in form
    assert f'value="{people["second"].pk}" selected' not in form
    client.post(address(cases[0], "verify"), visit(people))
    assert f'value="{people["second"].pk}" selected' in client.get(address(cases[1], "verify")).content.decode()


def test_who_rectifies_and_who_reviews_reads_what_was_said_before(people: dict[str, User]) -> None:
    (case, *_) = three(people)
    client = acting(people["clerk"])
    client.post(address(case, "verify"), visit(people))
    act(people["leader"], case, "sign")
    FindingCase.objects.filter(pk=case.pk).update(on_site=True)
    form = client.get(address(case, "rectify")).content.decode()
    assert 'name="overpaid" value="2860.00"' in form
    done = {"measure": "STOP", "decision_no": "民决1号", "overpaid": "2860", "done": "自10月起停发。"}
    assert act(people["clerk"], case, "rectify", **done) == 302
    review = acting(people["centre"]).get(address(case, "close")).content.decode()
    assert "整改：整改情况：自10月起停发。" in review
    assert '<label for="id_site_report" class="must">' in review  # drawn for the visit on site
    assert act(people["centre"], case, "close") == 422


def test_a_township_learns_of_a_finding_when_it_is_dispatched(people: dict[str, User]) -> None:
    """R-FIND-04: one may be handed to the discipline commission before the township has heard of it."""
    (case,) = found({}, at=timezone.now())
    for who in ("clerk", "leader"):
        assert acting(people[who]).get(address(case)).status_code == 404
        assert not rows(people[who]).exists()
    assert act(people["centre"], case, "dispatch") == 302
    assert acting(people["clerk"]).get(address(case)).status_code == 200


def bulk(user: User, action: str, cases: list[FindingCase]) -> str:
    """What the page says after a bulk action, or of its refusal."""
    client = acting(user)
    data = {"bulk": action, "confirmed": "1", "ids": [case.pk for case in cases]}
    return client.post(reverse("data_matching:findings"), data, follow=True).content.decode()


def test_many_are_dispatched_at_once_and_those_left_are_named_with_the_reason(people: dict[str, User]) -> None:
    cases = found({}, {"identity": "i2"}, {"identity": "i3", "area_code": COUNTY}, at=timezone.now())
    said = bulk(people["officer"], "dispatch", cases)
    assert "已下发2条疑点。另有1条没有办" in said
    assert f"{cases[2].case.number}：名单上看不出住地" in said
    assert [row.case.stage for row in rows(people["centre"]).order_by("pk")] == ["DISPATCHED", "DISPATCHED", "NEW"]
    assert "选中的都不能下发" in bulk(people["officer"], "dispatch", cases)


def test_a_leader_signs_many_and_what_is_not_confirmed_goes_to_review(people: dict[str, User]) -> None:
    cases = three(people)
    client = acting(people["clerk"])
    client.post(address(cases[0], "verify"), visit(people))
    client.post(address(cases[1], "verify"), visit(people, result="FALSE_POSITIVE", reason_code="NAMESAKE"))
    said = bulk(people["leader"], "sign", cases)
    assert "已签批属实1条疑点。另有2条没有办" in said
    assert "已提交复核1条疑点" in bulk(people["leader"], "submit", [cases[1]])
    stages = [row.case.stage for row in rows(people["leader"]).order_by("pk")]
    assert stages == ["RECTIFYING", "REVIEWING", "DISPATCHED"]
    assert not Finding.objects.exclude(disposal="").exists()

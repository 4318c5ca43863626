"""资金追回 and 移送材料: money comes back in instalments; packages are opened by few, and each opening is recorded."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Record, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, somebody
from doudi.programmes.integrity.data_matching.models import FindingCase, TransferPackage
from doudi.programmes.integrity.data_matching.pages.recoveries import rows
from doudi.programmes.integrity.data_matching.stories import PNG, act, acting, found

pytestmark = pytest.mark.django_db


def rectified(people: dict[str, User], back: str = "860") -> FindingCase:
    """Confirmed and decided: 2860 yuan overpaid."""
    (case,) = found({}, at=timezone.now())
    assert act(people["officer"], case, "dispatch") == 302
    visit = {"visited_on": "2024-09-20", "met": "其子", "found": "人已去世。", "result": "CONFIRMED"}
    second = str(people["second"].pk)
    assert (
        act(people["clerk"], case, "verify", **visit, together_with=second, photo=SimpleUploadedFile("a.png", PNG))
        == 302
    )
    assert act(people["leader"], case, "sign") == 302
    done = {"measure": "RECOVER", "decision_no": "民决1号", "overpaid": "2860", "recovered": back, "done": "分期追回。"}
    assert act(people["clerk"], case, "rectify", **done) == 302
    case.refresh_from_db()
    return case


def test_finance_registers_an_instalment_and_never_more_than_is_owed(people: dict[str, User]) -> None:
    case = rectified(people)
    finance = somebody("finance", Role.FINANCE, COUNTY)
    address = reverse("data_matching:recover", args=[case.pk])
    assert address in acting(finance).get(reverse("data_matching:recoveries")).content.decode()
    too_much = acting(finance).post(address, {"amount": "2000.01", "receipt": "001"})
    assert too_much.status_code == 422
    assert "不超过尚未追回的2,000.00元" in too_much.content.decode()
    assert acting(finance).post(address, {"amount": "500", "receipt": "001"}).status_code == 302
    case.refresh_from_db()
    assert case.outstanding_fen == 150_000
    assert Record.objects.get(action="data_matching.recover").because == "缴款凭证001"
    assert acting(finance).post(address, {"amount": "1500", "receipt": "002"}).status_code == 302
    assert address not in acting(finance).get(reverse("data_matching:recoveries")).content.decode()


def test_leaders_see_what_is_owed_but_do_not_register(people: dict[str, User]) -> None:
    case = rectified(people)
    page = acting(people["leader"]).get(reverse("data_matching:recoveries")).content.decode()
    assert case.case.number in page
    assert "登记追回" not in page
    assert acting(people["leader"]).get(reverse("data_matching:recover", args=[case.pk])).status_code == 403
    assert acting(people["stranger"]).get(reverse("data_matching:recover", args=[case.pk])).status_code == 404
    assert acting(people["sender"]).get(reverse("data_matching:recoveries")).status_code == 403


def test_only_what_a_decision_found_overpaid_is_listed(people: dict[str, User]) -> None:
    found({}, at=timezone.now())  # computed, but nobody has decided
    assert not rows(people["centre"]).exists()


def test_the_list_of_recoveries_asks_as_often_for_many_as_for_one(people: dict[str, User]) -> None:
    counts = []
    for number in (1, 4):
        for case in found(*[{"identity": f"{number}{each}"} for each in range(number)], at=timezone.now()):
            FindingCase.objects.filter(pk=case.pk).update(measure="RECOVER", overpaid_fen=1000)
        acting(people["centre"]).get(reverse("data_matching:recoveries"))
        with CaptureQueriesContext(connection) as captured:
            acting(people["centre"]).get(reverse("data_matching:recoveries"), {"q": str(number)})
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_each_opening_of_a_package_is_recorded_and_shown_in_it(people: dict[str, User]) -> None:
    (case,) = found({}, at=timezone.now())
    act(people["centre"], case, "transfer", register_no="移1号", because="涉嫌隐瞒，依规移送。")
    package = TransferPackage.objects.get()
    address = reverse("data_matching:transfer", args=[package.pk])
    for who in ("clerk", "leader", "officer", "sender"):
        assert acting(people[who]).get(address).status_code == 403
    text = acting(people["inspector"]).get(address).content.decode()
    assert "封存完好" in text
    assert case.finding.subject_id not in text
    assert "用户inspector" in text  # his own opening stands there already
    assert Record.objects.filter(action="transfer.open", by=people["inspector"]).count() == 1
    number = acting(people["inspector"]).post(
        reverse("data_matching:transfer_number", args=[package.pk]), {"reason": "立案核对"}
    )
    assert case.finding.subject_id in number.content.decode()
    assert Record.objects.filter(action="reveal", by=people["inspector"]).count() == 1


def test_the_discipline_commission_reads_packages_and_what_was_recovered_and_nothing_else(
    people: dict[str, User],
) -> None:
    case = rectified(people)
    ledger = acting(people["inspector"]).get(reverse("data_matching:recoveries")).content.decode()
    assert case.case.number in ledger
    assert reverse("data_matching:recover", args=[case.pk]) not in ledger
    assert acting(people["inspector"]).get(reverse("data_matching:recover", args=[case.pk])).status_code == 403
    for name, args in (("findings", []), ("finding", [case.pk]), ("board", []), ("deliveries", [])):
        assert acting(people["inspector"]).get(reverse(f"data_matching:{name}", args=args)).status_code == 403

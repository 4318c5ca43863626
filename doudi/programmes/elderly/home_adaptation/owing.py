"""应付: what a home's contractor is owed by the county after the audit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from django.utils import timezone

from doudi.base.areas import county_of
from doudi.base.models import Area
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.ledger.bank import sending
from doudi.mechanisms.ledger.bank.sending import Claim
from doudi.programmes.elderly.home_adaptation import accounts
from doudi.programmes.elderly.home_adaptation.models import Adaptation, AdaptationPayment


def owe(taken: Sequence[ActionTaken]) -> None:
    """应付: of each audited home what the government pays, decided in one entry for each day and person; within the caller's transaction."""
    rows = {row.pk: row for row in Adaptation.objects.filter(pk__in=[each.case_id for each in taken]).select_related(
        "case", "contractor__organisation__party"
    )}  # fmt: skip
    before = Counter(AdaptationPayment.objects.filter(adaptation__in=list(rows)).values_list("adaptation", flat=True))
    alike: dict[tuple[dt.datetime, int], list[AdaptationPayment]] = {}
    for each in taken:
        row = rows[each.case_id]
        assert each.by is not None, "people audit"
        assert row.contractor is not None, "who is paid has built"
        assert row.government, "looked at before"
        payment = AdaptationPayment(
            adaptation=row,
            claim=f"home_adaptation:{row.case.number}:{before[row.pk] + 1}",
            amount=row.government,
            payee=row.contractor.name,
            account=row.contractor.account,
            on=timezone.localdate(each.at),
            by=each.by,
        )
        alike.setdefault((each.at, each.by.pk), []).append(payment)
    AdaptationPayment.objects.bulk_create([payment for many in alike.values() for payment in many])
    for (at, _), many in alike.items():
        first = many[0]
        sending.decide(
            accounts.BANK,
            [claim_of(each) for each in many],
            county=Area.objects.get(code=county_of(first.adaptation.case.area_code)),
            key=f"home_adaptation.decide:{first.claim}",
            because=f"居家适老化改造{first.adaptation.case.number}" + (f"等{len(many)}户" if len(many) > 1 else ""),
            by=first.by,
            at=at,
        )


def claim_of(payment: AdaptationPayment) -> Claim:
    """What the bank is asked for: to the contractor, under the home's claim."""
    row = payment.adaptation
    assert row.contractor is not None, "who is paid has built"
    return Claim(
        payment.claim,
        row.case.area_code,
        payment.payee,
        payment.account,
        payment.amount,
        row.contractor.organisation_id,
    )

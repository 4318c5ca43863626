"""姓名/证号 over lists of money: of a household everybody who belongs or belonged to it is asked for, not its head alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from doudi.mechanisms.registry.models import Membership
from doudi.pages.filters import Asked, Rows, Text, index_of


@dataclass(frozen=True, kw_only=True)
class OfParty(Text):
    """Rows with a `party`: found by its name, by the name of a member, or by the whole identity number of either. `field`: where a name
    stands in the row itself, if it is not the party's."""

    code: str = "q"
    label: str = "姓名/证号"
    hint: str = "姓名、家庭成员姓名、身份证号"
    field: str = "party__name"

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        if index := index_of(asked.value):
            members = Membership.objects.filter(person__id_index=index)
            return rows.filter(Q(party__person__id_index=index) | Q(party__in=members.values("household")))
        members = Membership.objects.filter(person__party__name__icontains=asked.value)
        return rows.filter(Q(**{f"{self.field}__icontains": asked.value}) | Q(party__in=members.values("household")))

"""渐退 as an outcome of a case: the same rules and the same service as on the page of an award (R-EXIT-01 to 03)."""

from __future__ import annotations

import datetime as dt

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.amendments.models import Amendment
from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.family import Family
from doudi.pages.cells import full_width
from doudi.programmes.assistance.dibao import deferral
from doudi.programmes.assistance.dibao.policy import GraceGroup


class _Deferring:
    groups = tuple((str(int(each)), full_width(each.label)) for each in GraceGroup if each is not GraceGroup.NONE)

    def check(self, amendment: Amendment, family: Family, on: dt.date) -> None:
        deferral.check(
            amendment.award,
            family,
            _group(amendment),
            amendment.grace_months or 0,
            provincial_basis=amendment.provincial_basis,
            decided_on=on,
            known=on,
        )

    def give(
        self,
        amendment: Amendment,
        family: Family,
        *,
        on: dt.date,
        document: str,
        by: User,
        at: dt.datetime,
        because: str,
        delegated_to: frozenset[Role] = frozenset(),
    ) -> AwardChange:
        return deferral.defer(
            amendment.award,
            family,
            _group(amendment),
            amendment.grace_months or 0,
            provincial_basis=amendment.provincial_basis,
            decided_on=on,
            document=document,
            by=by,
            at=at,
            because=because,
            delegated_to=delegated_to,
        )


DEFERRING = _Deferring()


def _group(amendment: Amendment) -> GraceGroup:
    return next(each for each in GraceGroup if int(each) == amendment.grace_group)

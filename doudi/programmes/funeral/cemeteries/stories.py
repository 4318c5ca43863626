"""A county with its register of cemeteries, for the tests of this line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.base.models import Grant
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.programmes.funeral.cemeteries import registering
from doudi.programmes.funeral.cemeteries.models import Cemetery
from doudi.programmes.funeral.cemeteries.registering import NewBlock, NewCemetery

APPROVED = dt.date(2023, 5, 1)
TEN_MU = 66_666_700  # square centimetres


class Register:
    """An office of three, a keeper, an enforcer; cemeteries as they are asked for. `county`: whether the areas are still to be built."""

    def __init__(self, *, county: bool = True) -> None:
        if county:
            build_county()
        self.officer = somebody("register1", Role.FUNERAL_OFFICER, COUNTY)
        self.second = somebody("register2", Role.FUNERAL_OFFICER, COUNTY)
        self.enforcer = somebody("enforcer1", Role.FUNERAL_ENFORCER, COUNTY)
        self.tender = somebody("tender", Role.CEMETERY_KEEPER, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))

    def new(self, **more: Any) -> NewCemetery:
        """上村公墓 of 10 亩 with 500 plots, 50 of them opened in one zone."""
        given: dict[str, Any] = {
            "kind": "CEMETERY", "code": "C1", "name": "上村公墓", "area_code": VILLAGE, "sort": Cemetery.Sort.VILLAGE, "approval": "县民〔2023〕1号",
            "approved_on": APPROVED, "approved_cm2": TEN_MU, "land": Cemetery.Land.COLLECTIVE, "land_number": "林地1号", "approved_plots": 500,
            "opened_on": APPROVED, "serves": (TOWN,), "blocks": (NewBlock("A", 5, 10, 5000),), **more,
        }  # fmt: skip
        return NewCemetery(**given)

    def cemetery(self, **more: Any) -> Cemetery:
        return registering.register(self.new(**more), by=self.officer, at=moment(APPROVED))

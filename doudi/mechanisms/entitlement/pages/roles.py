"""Who may open what of the pages that all benefits share."""

from __future__ import annotations

from doudi.base.roles import TOWNSHIP_ROLES, Role

COUNTY = frozenset({Role.COUNTY_OFFICER, Role.FINANCE, Role.BUREAU_LEADER})
READERS = COUNTY | TOWNSHIP_ROLES  # a township reads the lines of its own area

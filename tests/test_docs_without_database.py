"""The pages of programmes are written out before there is any database (no fixture lets these tests touch one)."""

from __future__ import annotations

import pytest

from doudi.catalogue import programmes
from doudi.config.docs import page_of
from doudi.declare import Programme
from doudi.mechanisms.entitlement.parameters_entered.queries import declared_only


@pytest.mark.parametrize("programme", [each for each in programmes() if each.orders], ids=lambda each: str(each.code))
def test_a_page_with_orders_needs_no_database(programme: Programme) -> None:
    with declared_only():
        assert programme.name in page_of(programme)

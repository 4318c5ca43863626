"""What the tests of this line share."""

from __future__ import annotations

import pytest

from doudi.base.models import User
from doudi.programmes.integrity.data_matching.stories import everybody


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """Somebody in each role of the small county."""
    return everybody()

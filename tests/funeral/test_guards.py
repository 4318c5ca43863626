"""What of the funeral line is written once, the database itself keeps so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from doudi.base import guards
from doudi.programmes.funeral.ashes import guards as ashes
from doudi.programmes.funeral.ashes.stories import Hearse
from doudi.programmes.funeral.cemeteries import guards as cemeteries
from doudi.programmes.funeral.funeral_fees import guards as fees

pytestmark = pytest.mark.django_db


def test_every_table_that_is_written_once_is_guarded() -> None:
    assert not guards.missing(connection, *ashes.GUARDS, *cemeteries.GUARDS, *fees.GUARDS)
    tables = {each.table for each in (*ashes.GUARDS, *cemeteries.GUARDS, *fees.GUARDS)}
    assert tables <= set(connection.introspection.table_names())


@pytest.mark.parametrize(
    ("table", "change"), [("ashes_cremation", "furnace = '9号炉'"), ("ashes_verification", "finding = 'MATCH'")]
)
def test_past_the_services_nobody_changes_a_furnace_log_or_a_verification(
    table: str, change: str, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    hearse = Hearse()
    hearse.closed()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] == 1
        for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="不可修改或删除"), transaction.atomic():
                cursor.execute(statement)

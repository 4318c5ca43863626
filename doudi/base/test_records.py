"""The chain of records: written once, by many at a time, and every tampering noticed."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from doudi.base import guards
from doudi.base.models import Record, Unchangeable, User
from doudi.base.records import BrokenLink, Happening, record, record_many, reveal, verify_chain
from doudi.base.refused import Refused
from doudi.base.stories import NOW, number_of
from doudi.base.testing import at_once, database_in_a_file


def ten_records() -> list[Record]:
    happenings = [
        Happening("test.happened", f"thing:{n}", "因为", "369999100000", {"n": n, "日": NOW.date()}) for n in range(10)
    ]
    return record_many(happenings, by=None, at=NOW)


def tamper(statement: str) -> None:
    """Someone with the database in his hands takes the guards away and changes what happened."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    guards.install(connection)


@pytest.mark.django_db
def test_records_are_numbered_and_chained() -> None:
    record("test.first", "thing:1", by=None, at=NOW)
    ten_records()
    assert list(Record.objects.values_list("number", flat=True)) == list(range(1, 12))
    assert verify_chain() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE base_record SET because = '别的' WHERE number = 4",
        "UPDATE base_record SET at = '2024-09-11 01:30:00+00' WHERE number = 4",
        "UPDATE base_record SET data = '{\"n\": 7}' WHERE number = 4",
        "DELETE FROM base_record WHERE number = 4",
        "UPDATE base_record SET seal = 'x' WHERE number = 4",
    ],
)
def test_the_first_broken_link_is_named(statement: str) -> None:
    ten_records()
    tamper(statement)
    broken = verify_chain()
    assert isinstance(broken, BrokenLink)
    assert broken.number == 4


@pytest.mark.django_db
def test_an_end_that_was_cut_off_shows_by_a_seal_kept_elsewhere() -> None:
    last = ten_records()[-1]
    out = StringIO()
    call_command("verify_records", stdout=out)
    assert f"共 10 条,末条链值 {last.seal[:16]}" in out.getvalue()
    tamper("DELETE FROM base_record WHERE number > 8")
    assert verify_chain() is None
    with pytest.raises(CommandError, match="截断或重做"):
        call_command("verify_records", known=f"10:{last.seal[:16]}")


@pytest.mark.django_db
def test_the_command_names_the_broken_link() -> None:
    ten_records()
    tamper("UPDATE base_record SET action = 'other' WHERE number = 7")
    with pytest.raises(CommandError, match="第 7 条"):
        call_command("verify_records")


@pytest.mark.django_db
def test_whoever_migrates_has_every_guard_afterwards() -> None:
    """SQLite alters a table by making it anew, without the triggers of the old one."""
    guards.remove(connection)
    assert guards.missing(connection)
    call_command("migrate", verbosity=0)
    assert not guards.missing(connection)


@pytest.mark.django_db
def test_the_command_notices_missing_guards() -> None:
    guards.remove(connection)
    with pytest.raises(CommandError, match="触发器"):
        call_command("verify_records")
    guards.install(connection)


@pytest.mark.django_db
def test_records_refuse_to_be_changed_by_the_program() -> None:
    first = ten_records()[0]
    first.because = "别的"
    for change in (
        first.save,
        first.delete,
        lambda: Record.objects.update(because="别的"),
        lambda: Record.objects.all().delete(),
        lambda: Record.objects.bulk_update([first], ["because"]),
    ):
        with pytest.raises(Unchangeable):
            change()


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE base_record SET because = 'x'", "DELETE FROM base_record"])
def test_the_database_itself_refuses(statement: str) -> None:
    ten_records()
    with pytest.raises(DatabaseError, match="记录不可修改或删除"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_chain() is None


@pytest.mark.django_db
def test_reading_in_full_needs_a_reason_and_is_recorded() -> None:
    number = number_of(dt.date(1960, 5, 1), 11)
    user = User.objects.create_user("clerk", name="经办人", id_number=number)
    with pytest.raises(Refused, match="事由"):
        reveal(user, user, "id_number", " ", at=NOW)
    assert Record.objects.count() == 0
    assert reveal(user, user, "id_number", "入户核对证件", at=NOW) == number
    left = Record.objects.get()
    assert (left.action, left.subject, left.because, left.data) == (
        "reveal",
        f"user:{user.pk}",
        "入户核对证件",
        {"field": "id_number"},
    )
    assert number not in str(left.__dict__)


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    def write(name: str) -> None:
        for n in range(5):
            with transaction.atomic():
                record("test.wrote", f"{name}:{n}", by=None, at=NOW)
                record("test.wrote_again", f"{name}:{n}", by=None, at=NOW)

    with database_in_a_file(tmp_path):
        assert at_once(*(lambda name=name: write(name) for name in "abcd")) == [None] * 4
        assert at_once(lambda: (Record.objects.count(), verify_chain())) == [(40, None)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_gap() -> None:
    with transaction.atomic():
        record("test.lost", "thing:1", by=None, at=NOW)
        transaction.set_rollback(True)
    assert record("test.kept", "thing:2", by=None, at=NOW).number == 1
    assert verify_chain() is None

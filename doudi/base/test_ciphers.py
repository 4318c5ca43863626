"""What lies encrypted, and how its keys are kept."""

from __future__ import annotations

import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from doudi.base import ciphers
from doudi.base.apps import key_file_is_private
from doudi.base.ciphers import DamagedCiphertext, blind_index, decrypt, encrypt, key_of, load_keys
from doudi.base.models import User

PHONE = "13800138000"


@pytest.fixture
def own_keys(tmp_path: Path, settings: Any) -> Path:
    """A key file of this test alone."""
    settings.KEY_FILE = tmp_path / "sub" / "keys.json"
    return tmp_path / "sub" / "keys.json"


def stored_phone(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM base_user WHERE id = %s", [user.pk])
        return str(cursor.fetchone()[0])


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_what_is_encrypted_is_read_again(text: str) -> None:
    assert decrypt(encrypt(text)) == text


def test_the_same_text_never_lies_the_same_twice_but_has_one_index() -> None:
    assert encrypt(PHONE) != encrypt(PHONE)
    assert blind_index(PHONE) == blind_index(PHONE) != blind_index(PHONE + "1")
    assert len(blind_index(PHONE)) == 64
    assert (encrypt(""), blind_index("")) == ("", "")


def test_the_key_file_is_made_at_first_start_for_its_owner_alone(own_keys: Path) -> None:
    assert not own_keys.exists()
    stored = encrypt(PHONE)
    assert stat.S_IMODE(own_keys.stat().st_mode) == 0o600
    assert [path.name for path in own_keys.parent.iterdir()] == ["keys.json"]
    assert decrypt(stored) == PHONE


def test_a_key_file_that_others_can_read_stops_the_start(own_keys: Path) -> None:
    assert key_file_is_private() == []
    encrypt(PHONE)
    assert key_file_is_private() == []
    own_keys.chmod(0o640)
    [found] = key_file_is_private()
    assert found.id == "base.E001"


def test_keys_do_not_show_themselves(own_keys: Path) -> None:
    keys = load_keys()
    assert keys.index.hex() not in repr(keys)
    assert repr(keys) == f"Keys(current='{keys.current}')"


def test_damage_is_said_without_data(own_keys: Path) -> None:
    stored = encrypt(PHONE)
    flipped = stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:]
    for damaged in (flipped, stored[:20], key_of(stored) + ":!!"):
        with pytest.raises(DamagedCiphertext, match="已损坏") as raised:
            decrypt(damaged)
        assert PHONE not in str(raised.value)
        assert damaged not in str(raised.value)


def test_another_key_file_is_told_apart_from_damage(own_keys: Path, settings: Any) -> None:
    stored = encrypt(PHONE)
    settings.KEY_FILE = own_keys.with_name("other.json")
    with pytest.raises(DamagedCiphertext, match="不在密钥文件中"):
        decrypt(stored)


def test_a_damaged_key_file_stops_everything_and_is_not_overwritten(own_keys: Path) -> None:
    own_keys.parent.mkdir()
    own_keys.write_text('{"current": "k1"}')
    with pytest.raises(ImproperlyConfigured, match="密钥文件已损坏"):
        encrypt(PHONE)
    assert own_keys.read_text() == '{"current": "k1"}'


def test_a_process_that_read_the_file_before_the_change_reads_new_values(own_keys: Path) -> None:
    old = encrypt(PHONE)
    before = load_keys()
    new_name = ciphers.add_key()
    new = encrypt(PHONE)
    assert key_of(new) == new_name != key_of(old)
    assert new_name not in before.fields
    assert (decrypt(old), decrypt(new)) == (PHONE, PHONE)


@pytest.mark.django_db
def test_a_field_lies_encrypted_and_cannot_be_searched() -> None:
    user = User.objects.create_user("clerk", name="经办人", phone=PHONE)
    assert PHONE not in stored_phone(user)
    assert User.objects.get(pk=user.pk).phone == PHONE
    User.objects.filter(pk=user.pk).update(phone="13900139000")
    assert "139" not in stored_phone(user)
    assert User.objects.get(pk=user.pk).phone == "13900139000"
    with pytest.raises(FieldError):
        User.objects.filter(phone=PHONE).exists()


@pytest.mark.django_db
def test_rotating_keys_encrypts_everything_again(own_keys: Path) -> None:
    users = [User.objects.create_user(f"u{n}", name="经办人", phone=f"1380000000{n}") for n in range(3)]
    before = [stored_phone(user) for user in users]
    out = StringIO()
    call_command("rotate_keys", "--forget-old", stdout=out)
    assert "重新加密 3 项" in out.getvalue()
    assert {key_of(stored_phone(user)) for user in users} == {load_keys().current}
    assert [User.objects.get(pk=user.pk).phone for user in users] == [f"1380000000{n}" for n in range(3)]
    with pytest.raises(DamagedCiphertext, match="不在密钥文件中"):
        decrypt(before[0])


def test_who_starts_second_takes_the_first_ones_keys(own_keys: Path) -> None:
    first = load_keys()
    late = ciphers.Keys("late", {"late": b"0" * 16}, b"0" * 32)
    ciphers._write_key_file(late, replace=False)
    ciphers._reload()
    assert load_keys() == first

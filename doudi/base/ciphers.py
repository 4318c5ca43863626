"""Encrypted fields: SM4-GCM where personal data lie, HMAC-SM3 to find them again (R-SEC-03, R-SEC-04).

A stored value is `<key id>:<base64 of nonce, ciphertext and tag>`, so that keys can be rotated while old values stay readable.
The keys lie in a file of their own, made at first start and readable by its owner alone; `load_keys` is the one place to change
for a key service.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

_NONCE, _TAG = 12, 16


class DamagedCiphertext(Exception):
    """A stored value cannot be read: damaged, or encrypted with a key that is not in the key file. Never holds the value."""


@dataclass(frozen=True)
class Keys:
    """The keys of this installation: several for fields (one of them current), one for the blind index."""

    current: str
    fields: dict[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)

    @cached_property
    def ciphers(self) -> dict[str, algorithms.SM4]:
        return {name: algorithms.SM4(key) for name, key in self.fields.items()}

    @cached_property
    def fresh_index(self) -> HMAC:
        return HMAC(self.index, hashes.SM3())


def encrypt(text: str) -> str:
    """The stored form of a text; nothing stays nothing."""
    if not text:
        return ""
    keys = load_keys()
    nonce = os.urandom(_NONCE)
    encryptor = Cipher(keys.ciphers[keys.current], modes.GCM(nonce)).encryptor()
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return f"{keys.current}:{base64.b64encode(nonce + sealed + encryptor.tag).decode()}"


def decrypt(stored: str) -> str:
    """The text behind a stored value; raises DamagedCiphertext without showing anything of it."""
    if not stored:
        return ""
    name, _, body = stored.partition(":")
    algorithm = load_keys().ciphers.get(name) or _reload().ciphers.get(name)
    if algorithm is None:
        raise DamagedCiphertext("加密数据所用的密钥不在密钥文件中,请恢复当时的密钥文件。")
    try:
        raw = base64.b64decode(body, validate=True)
        opener = Cipher(algorithm, modes.GCM(raw[:_NONCE], raw[-_TAG:])).decryptor()
        return (opener.update(raw[_NONCE:-_TAG]) + opener.finalize()).decode()
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise DamagedCiphertext("加密数据已损坏,无法读取,请从备份恢复。") from error


def blind_index(text: str) -> str:
    """64 hexadecimal digits by which equal texts are found without decrypting; nothing stays nothing."""
    if not text:
        return ""
    digest = load_keys().fresh_index.copy()
    digest.update(text.encode())
    return digest.finalize().hex()


def blind_indexes(texts: Iterable[str]) -> list[str]:
    """The same for many texts at once, in their order."""
    fresh = load_keys().fresh_index
    found = []
    for text in texts:
        digest = fresh.copy()
        digest.update(text.encode())
        found.append(digest.finalize().hex() if text else "")
    return found


def key_of(stored: str) -> str:
    """The id of the key that a stored value was encrypted with."""
    return stored.partition(":")[0]


class EncryptedField(models.TextField):  # type: ignore[type-arg]  # django-stubs' generics are not there at run time
    """Text that lies encrypted in the database. It can be read and written, not searched: that is what a blind index is for."""

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        prepared = super().get_db_prep_save(value, connection)
        return encrypt(prepared) if isinstance(prepared, str) else prepared

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted; search by its blind index.")


# --- the key file ------------------------------------------------------------------------------------------------------


def load_keys() -> Keys:
    """The keys in force. A key service goes here: settings.KEY_PROVIDER chooses, and only the file is built in."""
    return _read_key_file(settings.KEY_FILE)


def add_key() -> str:
    """Make a new key the current one and say its id; the older keys stay, or their values could not be read."""
    keys = load_keys()
    name = _new_name()
    _write_key_file(Keys(name, {**keys.fields, name: secrets.token_bytes(16)}, keys.index), replace=True)
    _reload()
    return name


def forget_keys(names: set[str]) -> None:
    """Remove keys that nothing is encrypted with any more; the caller has made sure of it."""
    keys = load_keys()
    kept = {name: key for name, key in keys.fields.items() if name == keys.current or name not in names}
    _write_key_file(Keys(keys.current, kept, keys.index), replace=True)
    _reload()


def _reload() -> Keys:
    _read_key_file.cache_clear()
    return load_keys()


@lru_cache(maxsize=4)
def _read_key_file(path: Path) -> Keys:
    provider = getattr(settings, "KEY_PROVIDER", "file")
    if provider != "file":
        raise ImproperlyConfigured(f"KEY_PROVIDER={provider} 尚不支持,目前只有 file。")
    if not path.exists():
        name = _new_name()
        _write_key_file(Keys(name, {name: secrets.token_bytes(16)}, secrets.token_bytes(32)), replace=False)
    try:
        read = json.loads(path.read_text())
        fields = {name: base64.b64decode(key) for name, key in read["keys"].items()}
        keys = Keys(read["current"], fields, base64.b64decode(read["index"]))
        assert keys.current in keys.ciphers
    except (ValueError, KeyError, AssertionError) as error:
        raise ImproperlyConfigured("密钥文件已损坏,请从备份恢复;没有它,加密的数据无法读取。") from error
    return keys


def _write_key_file(keys: Keys, *, replace: bool) -> None:
    """Write whole or not at all; of two processes starting at once, the first one's file stands."""
    path = Path(settings.KEY_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    body = {
        "current": keys.current,
        "keys": {name: base64.b64encode(key).decode() for name, key in keys.fields.items()},
        "index": base64.b64encode(keys.index).decode(),
    }
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 - born 0600
        json.dump(body, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    if replace:
        draft.replace(path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _new_name() -> str:
    """Ids are random, so that a value encrypted under another key file is told apart instead of failing as damaged."""
    return secrets.token_hex(3)

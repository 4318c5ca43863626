"""`manage.py rotate_keys`: a new key for encrypted fields; every stored value is encrypted again with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import models, transaction
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from doudi.base.ciphers import EncryptedField, add_key, decrypt, forget_keys, key_of, load_keys

_BATCH = 1000


class Command(BaseCommand):
    help = "更换加密密钥:生成新密钥,并把所有加密字段重新加密"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forget-old", action="store_true", help="不再有数据使用旧密钥后,从密钥文件中删去旧密钥")

    def handle(self, *args: Any, **options: Any) -> None:
        name = add_key()
        done = sum(reencrypt(model, field, name) for model, field in encrypted_fields())
        self.stdout.write(f"已启用新密钥 {name},重新加密 {done} 项。请备份密钥文件,并重新启动服务。")
        if options["forget_old"]:
            forget_keys(set(load_keys().fields) - keys_in_use())
            self.stdout.write(f"密钥文件中保留 {len(load_keys().fields)} 个密钥。")


def encrypted_fields() -> Iterator[tuple[type[models.Model], str]]:
    """Every encrypted field of every table."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedField):
                yield model, field.name


def reencrypt(model: type[models.Model], field: str, key: str) -> int:
    """Encrypt with a key what is not yet. Batch by batch, so that it may be broken off and run again; a value that somebody
    changes meanwhile is left as he wrote it."""
    done, last = 0, None
    while True:
        rows = _as_stored(model, field).exclude(stored="").order_by("pk")
        batch = list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", "stored")[:_BATCH])
        if not batch:
            return done
        last = batch[-1][0]
        with transaction.atomic():
            for pk, stored in batch:
                if key_of(stored) != key:
                    done += _as_stored(model, field).filter(pk=pk, stored=stored).update(**{field: decrypt(stored)})


def keys_in_use() -> set[str]:
    """The ids of the keys that some stored value needs."""
    return {
        key_of(stored)
        for model, field in encrypted_fields()
        for stored in _as_stored(model, field).exclude(stored="").values_list("stored", flat=True).iterator()
    }


def _as_stored(model: type[models.Model], field: str) -> QuerySet[Any]:
    """Rows with the value as it lies in the database, past the field's own decryption."""
    return model._base_manager.annotate(stored=Cast(F(field), TextField()))

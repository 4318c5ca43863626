"""移送: what is handed to the discipline commission (R-FIND-04). A package is sealed by its hash and encrypted where it lies; each opening
leaves a record; and whoever keeps the register of leads is told, wherever a lead came up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from doudi.base.ciphers import EncryptedField
from doudi.base.models import User
from doudi.base.records import record
from doudi.mechanisms.casework.models import Case


class SealedPackage(models.Model):
    """What was handed over, as it stood then; a line adds what it was made of."""

    register_no = models.CharField("移送登记号", max_length=40, unique=True)
    sealed = EncryptedField("封存内容")  # canonical JSON
    copies = models.JSONField("复印件清单", default=list)  # [{"name": …, "sha256": …}] of the files that went with it
    seal = models.CharField("封存值", max_length=64)  # SHA-256 of the canonical JSON
    at = models.DateTimeField("移送时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        verbose_name = "移送材料"

    def __str__(self) -> str:
        return self.register_no

    @property
    def content(self) -> dict[str, Any]:
        """By official labels, as it stood when it was sealed. Whoever shows it records the opening first (`open_sealed`)."""
        read: dict[str, Any] = json.loads(self.sealed)
        return read

    @property
    def is_intact(self) -> bool:
        """Whether the content is still what was sealed."""
        return seal_of(self.sealed) == self.seal


def seal_of(text: str) -> str:
    """The seal of canonical JSON."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(content: Mapping[str, Any]) -> str:
    """The text that is sealed: the same content gives the same text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def open_sealed(package: SealedPackage, *, by: User, at: dt.datetime, area_code: str) -> dict[str, Any]:
    """The content, after the opening was recorded with whether the seal still held. Who may is asked by the line before."""
    data = {"intact": package.is_intact}
    record("transfer.open", package, by=by, at=at, because=package.register_no, area_code=area_code, data=data)
    return package.content


@dataclass(frozen=True)
class HandedOn:
    """A lead that a line has handed on by a step of its own: its number there, from which case, to whom, when. What it says stays with
    the line that handed it on."""

    register_no: str
    source: str  # the line's own words for where it came up: 大数据比对
    case: Case
    to: str
    at: dt.datetime
    by: User | None


@dataclass(frozen=True)
class Follower:
    """`handed_on` is called within the transaction of the step."""

    code: str
    handed_on: Callable[[HandedOn], None]

    def __post_init__(self) -> None:
        FOLLOWERS[self.code] = self


FOLLOWERS: dict[str, Follower] = {}


def tell(lead: HandedOn) -> None:
    """Tell whoever keeps the register of leads."""
    for each in FOLLOWERS.values():
        each.handed_on(lead)

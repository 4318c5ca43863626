"""殡葬中介备案: who has filed, and what a report of one that has not becomes (A-ASHES-09, V11)."""

from __future__ import annotations

import datetime as dt
import re

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.clues import Clue, tell
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.programmes.funeral.funeral_enforcement.models import Intermediary
from doudi.programmes.funeral.funeral_enforcement.policy import EnforcementPolicy

FILERS = frozenset({Role.FUNERAL_OFFICER})
RULE, ALERT = "A-ASHES-09", "funeral.alert"
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")  # 统一社会信用代码 (GB 32100)


def file(name: str, code: str, *, filed_on: dt.date, by: User, at: dt.datetime) -> Intermediary:
    """登记备案. Refused: no name, no such code, a day to come, one that is filed already."""
    today = timezone.localdate(at)
    require(by, FILERS, on=today)
    name, code = name.strip(), code.strip().upper()
    if not name or _CODE.fullmatch(code) is None:
        raise Refused("请填写名称和18位统一社会信用代码。")
    if filed_on > today:
        raise Refused("备案日期晚于今天，请核对。")
    try:
        with transaction.atomic():
            made = Intermediary.objects.create(name=name, code=code, filed_on=filed_on, by=by, at=at)
            record("funeral_enforcement.intermediary", made, by=by, at=at, data={"name": name, "code": code})
    except IntegrityError as error:
        raise Refused(f"统一社会信用代码{code}已经备案，请核对。") from error
    return made


def end(row: Intermediary, *, on: dt.date, because: str, by: User, at: dt.datetime) -> None:
    """终止备案: from that day on it counts as not filed; what was filed stays to be read."""
    require(by, FILERS, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("请填写终止备案的原因。")
    if not row.filed_on <= on <= timezone.localdate(at):
        raise Refused("终止日期不能早于备案日期、晚于今天。")
    with transaction.atomic():
        if not Intermediary.objects.filter(pk=row.pk, ended_on=None).update(ended_on=on, because=because.strip()[:200]):
            raise Refused("这家中介的备案已经终止，请刷新后查看。")
        record("funeral_enforcement.intermediary_end", row, because=because.strip(), by=by, at=at, data={"on": on})


def filed(party: str, on: dt.date) -> Intermediary | None:
    """Who is filed on a day under a name or a code."""
    named = Q(name=party.strip()) | Q(code=party.strip().upper())
    return Intermediary.objects.filter(named, Q(ended_on=None) | Q(ended_on__gt=on), filed_on__lte=on).first()


def check_unfiled(party: str, on: dt.date) -> None:
    """Refuse to report somebody as not filed who is, or on a day before anybody had to."""
    if not terms_in_force(EnforcementPolicy, on)["filing"]:
        raise Refused("当时还没有殡葬中介须备案的规定，不能按未备案中介登记。")
    known = filed(party, on)
    if known is not None:
        raise Refused(f"{known.name}已于{known.filed_on}备案，不是未备案中介；有其他违法行为的，请选择相应的类型。")


def alert(party: str, words: str, area_code: str, *, on: dt.date, by: User, at: dt.datetime) -> None:
    """An alert for the funeral office beside the case of enforcement, once for each party and day."""
    key = f"{RULE}:{party.strip()}:{on}"[:80]
    tell([Clue(ALERT, RULE, f"未备案中介：{party.strip()}", words, area_code, key, on)], by=by, at=at)

"""无名遗体处置经费 (F-07): paid once under one document of the police."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.programmes.funeral.funeral_fees.models import UnknownBodyCost

PAYERS = frozenset({Role.FUNERAL_OFFICER})


def plain(document: str) -> str:
    """A document's number without its blanks, brackets and dashes: 公（刑）〔2024〕 3 号 and 公(刑)[2024]3号 are one."""
    return re.sub(r"[\s()\[\]〔〕（）【】《》\-—_]", "", unicodedata.normalize("NFKC", document)).upper()


def pay_for(document: str, amount: int, *, area_code: str, words: str, by: User, at: dt.datetime) -> UnknownBodyCost:
    """登记经费 (fen) under the police's document; a second time under the same is refused."""
    on = timezone.localdate(at)
    require(by, PAYERS, area_code=area_code, on=on)
    if not plain(document) or amount <= 0:
        raise Refused("请填写公安文书号和大于零的金额。")
    known = UnknownBodyCost.objects.filter(plain=plain(document)).first()
    if known is not None:
        raise Refused(f"{known.document}的经费已于{known.on:%Y-%m-%d}登记，不能重复领取（F-07）。")
    try:
        with transaction.atomic():
            made = UnknownBodyCost.objects.create(
                document=document.strip(), plain=plain(document), area_code=area_code, amount=amount, on=on, words=words.strip()[:200], by=by
            )  # fmt: skip
            record("funeral_fees.unknown_body", made, by=by, at=at, area_code=area_code, data={"amount": amount})
    except IntegrityError as error:
        raise Refused("这份文书的经费刚刚由他人登记。") from error
    return made

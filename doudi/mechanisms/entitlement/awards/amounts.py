"""The amounts that lists of awards show, kept at what the rules give now: a raised standard changes them without any decision on the
award (R-PARAM-02)."""

from __future__ import annotations

import datetime as dt

import numpy as np
from django.db import connection

from doudi.base.months import month_of
from doudi.mechanisms.entitlement.awards import register as registers
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.register import Register
from doudi.mechanisms.entitlement.columns import Column
from doudi.mechanisms.entitlement.declare import Benefit


def bring_up_to_date(register: Register, month: int, due: Column) -> int:
    """Put down what each award in force is due in a month; the number of those that differed. What was decided stays in its changes."""
    rows = Award.objects.filter(benefit=register.benefit.code, until_month=None)
    shown = np.array(list(rows.order_by("pk").values_list("pk", "amount")), np.int64).reshape(-1, 2)
    shown = shown[np.isin(shown[:, 0], register.ids)]  # one granted after the register was read is left as it is
    place = np.searchsorted(register.ids, shown[:, 0])  # the register goes by id too
    gives = (register.awarded(month) & (due > 0))[place] & (due[place] != shown[:, 1])
    changed = list(zip(due[place][gives].tolist(), shown[gives, 0].tolist(), strict=True))
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE entitlement_award SET amount = %s WHERE id = %s", changed)
    return len(changed)


def after_a_parameter(benefit: Benefit, at: dt.datetime, on: dt.date) -> int:
    """The same for a whole benefit after one of its parameters was approved."""
    register = registers.load(benefit, known=at)
    month = month_of(on)
    return bring_up_to_date(register, month, register.due(month)) if len(register) else 0

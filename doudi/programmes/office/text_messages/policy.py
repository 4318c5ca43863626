"""短信发送的时段和次数。"""

from __future__ import annotations

import datetime as dt

from doudi.base.documents import COUNTY
from doudi.mechanisms.casework.texts.services import TextTerms
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Policy, parameter, since
from doudi.mechanisms.entitlement.units import NUMBER, Unit


class TextPolicy(Policy):
    """短信发送。"""

    code = "texts"
    name = "短信发送"

    first_hour = parameter(
        "每天最早发送", Unit("时"), since("2021-07-01", 8, COUNTY, "D"), basis=COUNTY["短信发送时段"]
    )
    last_hour = parameter(
        "每天最晚发送", Unit("时"), since("2021-07-01", 20, COUNTY, "D"), basis=COUNTY["短信发送时段"]
    )
    tries = parameter("最多发送次数", NUMBER, since("2021-07-01", 5, COUNTY, "D"), basis=COUNTY["短信重发"])


def text_terms(on: dt.date) -> TextTerms:
    """What holds for texts that are sent on a day."""
    terms = terms_in_force(TextPolicy, on)
    return TextTerms(terms["first_hour"], terms["last_hour"], terms["tries"])

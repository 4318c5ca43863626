"""What the county's home has cremated, and which residents were cremated, are two figures."""

from __future__ import annotations

import datetime as dt

from doudi.base.stories import COUNTY
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.numbers import share
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.indicators.queries import figure
from doudi.programmes.funeral.ashes import flow
from doudi.programmes.funeral.ashes.stories import DIED, Hearse


def counted(code: str) -> int:
    indicator = indicator_of(code)
    assert indicator is not None
    return int(figure(indicator, parse_period("2026"), area_code=COUNTY).value)


def test_wr_21_the_home_counts_bodies_and_the_rate_counts_residents(db: None) -> None:
    hearse = Hearse()
    hearse.cremated()
    hearse.cremated()
    hearse.cremated(resident=False)
    away = hearse.certified()
    hearse.take(
        away, flow.AWAY, hearse.clerk, DIED + dt.timedelta(days=3), away_home="外县殡仪馆", away_certificate="外1",
        cremated_on=DIED + dt.timedelta(days=2),
    )  # fmt: skip
    hearse.certified()  # not cremated

    home, here, elsewhere = (
        counted(f"ashes.{code}") for code in ("at_the_home", "residents_here", "residents_elsewhere")
    )
    assert (home, home - here, elsewhere) == (3, 1, 1)
    assert counted("ashes.cremated") == home - (home - here) + elsewhere == 3
    assert counted("deaths.residents") == 4
    assert str(share(counted("ashes.cremated"), counted("deaths.residents"))) == "75.00"
    assert str(share(812 - 46 + 19, 830)) == "94.58"

"""What the county's home has cremated, and which residents were cremated, are two figures."""

from __future__ import annotations

import datetime as dt

from doudi.base.stories import COUNTY
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.testing_awards import moment
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


def test_ind_16_in_the_loop_is_what_is_closed_or_on_time(db: None) -> None:
    hearse = Hearse()
    hearse.placed()  # waits for its verification, and nobody came in time
    hearse.reported(dt.date(2026, 12, 30))  # has still time
    closed, false = hearse.reported(), hearse.reported()
    Case.objects.filter(pk=closed.pk).update(stage="S8", closed_at=moment("2026-09-30"), due_on=None)
    Case.objects.filter(pk=false.pk).update(stage="X9", closed_at=moment("2026-09-30"), due_on=None)
    astray = hearse.reported(dt.date(2026, 12, 30))
    Case.objects.filter(pk=astray.pk).update(stage="X7", due_on=None)

    assert (counted("ashes.tracked"), counted("ashes.in_the_loop"), counted("ashes.closed_rate")) == (4, 2, 50)

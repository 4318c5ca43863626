"""F-05: graves that were invented for the compensation, and those that only look like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.refused import Refused
from doudi.base.stories import VILLAGE, number_of
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.matching import own
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of
from doudi.programmes.funeral.cemeteries import relocating
from doudi.programmes.funeral.cemeteries.relocating import NewGrave

ANNOUNCED, ON = dt.date(2026, 3, 1), dt.date(2026, 9, 12)
METRE = 1 / 111_320  # of a degree of latitude


@pytest.fixture
def hearse(db: None, tmp_path: Path, settings: Any) -> Hearse:
    settings.FILES_ROOT = tmp_path
    return Hearse()


def row(
    person: int, number: int, *, metres: float = 5.0, seen: dt.date | None = None, name: str = "", year: int = 1985
) -> NewGrave:
    """The grave so many metres north of the one before it; seen by no photograph."""
    return NewGrave(
        f"{person}-{number}", f"申领人{person}", name or f"先人{person}{number}", year, 115.9 + person / 100, 28.7 + number * metres * METRE,
        3000_00, VILLAGE, seen, number_of(dt.date(1960, 1, 1), 700 + person),
    )  # fmt: skip


def listed(hearse: Hearse, graves: Sequence[NewGrave]) -> None:
    relocating.enter("东镇水库", ANNOUNCED, graves, by=hearse.office, at=moment(ON))


def found() -> list[tuple[str, int]]:
    rows = own.compare("funeral", ON).findings
    rows = rows.filter(rows["rule"] == "R-F-05").sort("subject_name")
    return list(zip(rows["subject_name"].to_list(), rows["amount_fen"].to_list(), strict=True))


def test_f_05_many_new_graves_side_by_side_of_whom_nobody_knows(hearse: Hearse) -> None:
    listed(hearse, [row(1, n) for n in range(75)])
    assert found() == [("申领人1", 75 * 3000_00)]


@pytest.mark.parametrize(("number", "metres", "hit"), [(2, 5.0, 0), (3, 5.0, 1), (3, 14.9, 1), (3, 15.2, 0)])
def test_f_05_on_both_sides_of_its_numbers(hearse: Hearse, number: int, metres: float, hit: int) -> None:
    listed(hearse, [row(1, n, metres=metres) for n in range(number)])
    assert len(found()) == hit


def test_f_05_what_only_looks_like_it_is_not_found(hearse: Hearse) -> None:
    buried = [death_of(hearse.placed(DIED + dt.timedelta(days=n))) for n in range(3)]
    listed(
        hearse,
        [
            *(
                row(1, n, seen=dt.date(2015, 5, 1)) for n in range(12)
            ),  # a clan's old graves: no record, but on the photograph
            *(row(2, n, name=each.name, year=2026) for n, each in enumerate(buried)),  # new ones, of people who died
            *(row(3, n, metres=900) for n in range(6)),  # found by the survey, far apart
            *(row(person, 0) for person in (4, 5, 6, 7)),  # one each
        ],
    )
    assert found() == []


def test_f_05_the_name_of_somebody_who_died_in_another_year_does_not_help(hearse: Hearse) -> None:
    dead = [death_of(hearse.placed(DIED + dt.timedelta(days=n))) for n in range(3)]
    listed(hearse, [row(1, n, name=each.name, year=2024) for n, each in enumerate(dead)])
    assert found() == [("申领人1", 9000_00)]


def test_a_list_is_taken_in_whole_or_not_at_all(hearse: Hearse) -> None:
    for wrong, sentence in (
        ([row(1, 1), row(1, 1)], "重复"), ([NewGrave("甲", "某", "某", 1990, 115.9, 28.7, 1, VILLAGE, None, "1")], "身份证号不对"),
        ([NewGrave("甲", "某", "某", 1990, 28.7, 115.9, 1, VILLAGE, None, number_of(dt.date(1960, 1, 1), 1))], "经纬度"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            listed(hearse, wrong)
    with pytest.raises(Refused):
        relocating.enter("东镇水库", ANNOUNCED, [row(1, 1)], by=hearse.clerk, at=moment(ON))
    assert relocating.graves(hearse.office).count() == 0


def test_the_list_and_its_form(hearse: Hearse) -> None:
    browser = acting(hearse.office)
    counts = []
    for graves in ([row(1, 1)], [row(1, 2), row(1, 3)]):
        listed(hearse, graves)
        browser.get("/cemeteries/relocations/")
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/cemeteries/relocations/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count("先人1") == 3
    given = {
        "project": "东镇水库", "announced_on": "2026-03-01", "number": "乙-1", "applicant": "李四", "id_number": number_of(dt.date(1960, 1, 1), 9),
        "deceased": "李先人", "buried_year": "1990", "longitude": "115.9", "latitude": "28.7", "amount": "3000", "area_code": VILLAGE,
    }  # fmt: skip
    assert browser.post("/cemeteries/relocations/new/", given).status_code == 302
    assert browser.post("/cemeteries/relocations/new/", given).status_code == 422
    assert relocating.graves(hearse.office).count() == 4
    assert acting(hearse.helper).get("/cemeteries/relocations/").status_code == 403

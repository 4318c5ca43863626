"""Who stands on the lists of the dead and on a roll: the township has looked, the registry knows, and somebody must confirm the stop."""

from __future__ import annotations

import datetime as dt

from doudi.base.ciphers import blind_index
from doudi.base.months import month_of
from doudi.demo.dossier import Dossier
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.entitlement.deaths import queries, services
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import record_death

TOLD, CONFIRMED = dt.date(2024, 12, 2), dt.date(2024, 12, 3)


def hand_over(dossier: Dossier, staff: Staff, newest: int) -> None:
    """Every plain death of the lists is recorded; those of the first month are confirmed, the others wait on the desk."""
    for row in dossier.rolls.get("deaths", ()):
        if {"name", "note", "in_register"} & row.keys() or row["_since"] > newest:
            continue  # another's death, or an error of the list: nothing to be recorded of him
        person = Person.objects.filter(id_index=blind_index(row["person"].number)).select_related("party").first()
        if person is None or person.died_on is not None:
            continue
        clerk = staff.clerk(person.party.area_id or "")
        record_death(person, died_on=row["died"], by=clerk, at=moment(TOLD), because="比对名单线索,乡镇核实死亡属实")
        if row["_since"] > newest - 2 or month_of(row["died"]) > newest - 2:
            continue
        for number, each in enumerate(queries.of_person(person, CONFIRMED)):
            services.confirm(
                each.award,
                person,
                document=f"云民停调〔2024〕{each.award.pk}-{number + 1}号",
                by=staff.officer,
                at=moment(CONFIRMED),
            )

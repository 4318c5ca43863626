"""近亲属备案: who of the household is near to somebody who handles dibao or serves in a village committee (R-REL-01 to 03)."""

from __future__ import annotations

import datetime as dt

from doudi.base.access import holders
from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES
from doudi.mechanisms.registry.kin import near_kin_of
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.assistance.dibao.models import Application

HANDLERS = COUNTY_ROLES | TOWNSHIP_ROLES


def found(application: Application, on: dt.date) -> str:
    """Who is near to whom, in words, as the register knows it: 王某（户主）是乡镇经办人之兄弟姐妹; empty if nobody is."""
    members = {each.person_id: each for each in application.members.select_related("person__party")}
    known = near_kin_of(list(members), on)
    relatives = {kin.person_id: (person, kin.relation) for person in members for kin in known[person].values()}
    relatives |= {person: (person, "本人") for person in members}
    handlers = set(
        holders(HANDLERS, area_code=application.case.area_code, on=on)
        .exclude(id_index="")
        .values_list("id_index", flat=True)
    )
    indexes = Person.objects.filter(pk__in=relatives, id_index__in=handlers).values_list("pk", flat=True)
    cadres = Category.objects.filter(
        party__in=relatives, kind=Category.Kind.VILLAGE_CADRE, from_on__lte=on, to_on=None
    ).values_list("party", flat=True)
    words = [(person, "低保经办人员") for person in indexes] + [(person, "村（居）委会成员") for person in cadres]
    return "；".join(
        f"{members[relatives[person][0]].person.party.name}的{relatives[person][1]}为{office}"
        for person, office in words
    )

"""What is done with filings: somebody declares, the register is matched, what ended is ended, everybody is called to declare anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.ciphers import blind_index
from doudi.base.models import Area, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.services import open_case
from doudi.mechanisms.registry.models import Kin, Person
from doudi.mechanisms.registry.queries import by_index
from doudi.mechanisms.registry.services import NewKin, NewPerson, add_kin, register_people
from doudi.programmes.integrity.near_relatives.flow import FILINGS
from doudi.programmes.integrity.near_relatives.models import (
    Call,
    KinReach,
    Office,
    RelativeDeclaration,
    Statement,
    Undeclared,
)
from doudi.programmes.integrity.near_relatives.people import (
    HANDLERS,
    InOffice,
    Receiving,
    in_office,
    person_of,
    receiving,
)
from doudi.programmes.integrity.near_relatives.undeclared_hands import recheck

SOURCE = "近亲属备案"
FOR_OTHERS = frozenset(
    {Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER}
)  # write down what a cadre without an account declares
CALLERS = frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_LEADER})
DISMISSERS = frozenset({Role.COUNTY_OFFICER})
_LEGAL = frozenset(
    {
        Kin.Relation.SPOUSE,
        Kin.Relation.PARENT,
        Kin.Relation.CHILD,
        Kin.Relation.SIBLING,
        Kin.Relation.GRANDPARENT,
        Kin.Relation.GRANDCHILD,
    }
)


@dataclass(frozen=True)
class NewDeclaration:
    """Who is what to whom. Numbers of 18 characters; `staff_number` only where somebody declares for a cadre."""

    relative_number: str = field(repr=False)
    relation: Kin.Relation
    benefit: str = ""
    hardship: str = ""
    staff_number: str = field(default="", repr=False)
    unit: str = ""
    post: str = ""


def reach_of(relation: Kin.Relation) -> KinReach:
    """By law: spouse, parents, children, brothers and sisters, grandparents, grandchildren (R-REL-01); everybody else is the extension."""
    return KinReach.LEGAL if relation in _LEGAL else KinReach.EXTENDED


def declare(new: NewDeclaration, *, by: User, at: dt.datetime) -> list[RelativeDeclaration]:
    """申报: one filing for each benefit that the relative receives or applies for. From here on the declarant is kept from his case, as
    the register knows their kinship (R-REC-02); his benefit goes on (R-REL-04)."""
    on = timezone.localdate(at)
    staff = _staff(new, by, at)
    relative = by_index(blind_index(new.relative_number))
    if relative is None:
        raise Refused("登记中没有这名亲属，没有享受或申请救助的不需要备案；证号有误的请核对。")
    if relative.pk == staff.person_id:
        raise Refused("申报的亲属不能是本人。")
    lines = receiving(on, [relative.pk]).get(relative.pk, [])
    lines = [each for each in lines if not new.benefit or each.benefit == new.benefit]
    if not lines:
        raise Refused(f"{relative.party.name}没有享受或申请低保、特困，不需要备案；以后享受或申请的，请在当时申报。")
    open_ones = RelativeDeclaration.objects.filter(staff=staff.person_id, relative=relative, ended_on=None)
    filed = set(open_ones.values_list("benefit", flat=True))
    fresh = [each for each in lines if each.benefit not in filed]
    if not fresh:
        raise Refused(f"与{relative.party.name}的近亲属关系已经备案，不用重复申报。")
    reach = reach_of(new.relation)
    with transaction.atomic():
        add_kin([NewKin(staff.person_id, relative.pk, new.relation, on)], source=SOURCE, by=by, at=at)
        by.__dict__.pop("_relatives", None)  # he is kept from the case at once
        source = RelativeDeclaration.Source.DECLARED
        return [
            file(staff, relative, new.relation.label, reach, each, source, new.hardship, by=by, at=at) for each in fresh
        ]


def file(
    staff: InOffice,
    relative: Person,
    relation: str,
    reach: KinReach,
    line: Receiving,
    source: RelativeDeclaration.Source,
    hardship: str = "",
    *,
    by: User,
    at: dt.datetime,
) -> RelativeDeclaration:
    """Open the case of one filing, in the relative's place; what matching had found of it is answered by it."""
    on = timezone.localdate(at)
    title = f"{staff.name}之{relation}{relative.party.name}"
    because = f"近亲属{'本人申报' if source == source.DECLARED else '比对发现'}：{line.words}"
    try:
        with transaction.atomic():
            case = open_case(FILINGS, title=title, area_code=line.area_code, by=by, at=at, because=because)
            person = Person.objects.get(pk=staff.person_id)
            handled, again = recheck(person, staff.name, relation, line, at=at)
            made = RelativeDeclaration.objects.create(
                handled=handled,
                looked_again=again,
                case=case,
                staff_id=staff.person_id,
                office=staff.office,
                unit=staff.unit[:80],
                post=staff.post[:80],
                relative=relative,
                relation=relation,
                reach=reach,
                benefit=line.benefit,
                award=line.award,
                application=line.application,
                source=source,
                declared_on=on,
                people=line.people,
                amount_fen=line.amount,
                from_month=line.from_month,
                hardship=hardship.strip()[:200],
            )
            found = Undeclared.objects.filter(
                staff=staff.person_id, relative=relative, benefit=line.benefit, state=Undeclared.State.OPEN
            )
            found.update(state=Undeclared.State.DECLARED, answered_on=on, answered_by=by, words=case.number)
    except IntegrityError as error:
        raise Refused(f"与{relative.party.name}的近亲属关系刚刚已经备案，请刷新后查看。") from error
    return made


def say_none(*, by: User, at: dt.datetime) -> Statement:
    """申报没有近亲属享受救助. Refused to whom the register knows one who is not filed."""
    staff = _himself(by, at)
    known = Undeclared.objects.filter(staff=staff.person_id, state=Undeclared.State.OPEN).select_related(
        "relative__party"
    )
    first = known.first()
    if first is not None:
        raise Refused(
            f"登记显示{first.relative.party.name}是您的{first.relation}，请先申报备案；不是的，请向县民政局说明。"
        )
    return _state(staff, True, by=by, at=at)


def _state(staff: InOffice, none: bool, *, by: User, at: dt.datetime) -> Statement:
    with transaction.atomic():
        made = Statement.objects.create(staff_id=staff.person_id, none=none, on=timezone.localdate(at), by=by, at=at)
        record(
            "near_relatives.state",
            f"person:{staff.person_id}",
            by=by,
            at=at,
            area_code=staff.area_code,
            data={"none": none},
        )
    return made


def file_found(found: Undeclared, *, by: User, at: dt.datetime) -> RelativeDeclaration:
    """比对发现后登记备案: the declarant did not declare; the county files what it has verified, and the source says so."""
    require(by, DISMISSERS, area_code=found.area_code, on=timezone.localdate(at))
    _check_open(found)
    on = timezone.localdate(at)
    staff = next(iter(in_office(on, [found.staff_id])), None)
    lines = [
        each for each in receiving(on, [found.relative_id]).get(found.relative_id, []) if each.benefit == found.benefit
    ]
    if staff is None or not lines:
        raise Refused("任职或待遇已经终止，不需要备案。")
    source = RelativeDeclaration.Source.MATCHED
    return file(staff, found.relative, found.relation, KinReach(found.reach), lines[0], source, by=by, at=at)


def dismiss(found: Undeclared, *, words: str, by: User, at: dt.datetime) -> None:
    """经核实不属近亲属: same name, a wrong entry of the register. It is not proposed again."""
    on = timezone.localdate(at)
    require(by, DISMISSERS, area_code=found.area_code, on=on)
    if not words.strip():
        raise Refused("请写明核实的情况。")
    _check_open(found)
    with transaction.atomic():
        changed = Undeclared.objects.filter(pk=found.pk, state=Undeclared.State.OPEN).update(
            state=Undeclared.State.DISMISSED, answered_on=on, answered_by=by, words=words.strip()[:200]
        )
        if not changed:
            raise Refused("这条提示刚刚由他人处理过，请刷新后查看。")
        record(
            "near_relatives.dismiss", f"undeclared:{found.pk}", by=by, at=at, because=words, area_code=found.area_code
        )


def call(area: Area, *, because: str, by: User, at: dt.datetime) -> Call:
    """重新申报: everybody in office in a place declares anew, as after an election (R-REL-06)."""
    on = timezone.localdate(at)
    require(by, CALLERS, area_code=area.code, on=on)
    if not because.strip():
        raise Refused("请写明事由，例如：村（居）委会换届。")
    with transaction.atomic():
        made = Call.objects.create(area=area, on=on, because=because.strip()[:200], by=by, at=at)
        record("near_relatives.call", f"area:{area.code}", by=by, at=at, because=because, area_code=area.code)
    return made


def _check_open(found: Undeclared) -> None:
    if found.state != Undeclared.State.OPEN:
        raise Refused(f"这条提示已处理：{found.get_state_display()}。")


def _staff(new: NewDeclaration, by: User, at: dt.datetime) -> InOffice:
    """Who declares: the user himself, or a cadre for whom a clerk writes it down."""
    if not new.staff_number:
        staff = _himself(by, at)
        _state(staff, False, by=by, at=at)
        return staff
    on = timezone.localdate(at)
    if not may(by, FOR_OTHERS, on=on):
        raise Refused("只有乡镇经办人、县社会救助股可以代村（居）干部登记申报。")
    person = by_index(blind_index(new.staff_number))
    found = next(iter(in_office(on, [person.pk])), None) if person is not None else None
    if found is None:
        raise Refused("登记中没有这名经办人员或村（居）干部，请先登记其任职，再登记备案。")
    require(by, FOR_OTHERS, area_code=found.area_code, on=on)
    return found


def _himself(by: User, at: dt.datetime) -> InOffice:
    on = timezone.localdate(at)
    if not may(by, HANDLERS, on=on):
        raise Refused("近亲属备案由经办人员和村（居）干部申报。")
    if not by.id_number:
        raise Refused("您的账号没有登记身份证号，请联系系统管理员补录后再申报。")
    person = person_of(by)
    if person is None:
        person = register_people([NewPerson(by.id_number, by.name, _place(by, on))], by=by, at=at, because=SOURCE)[0]
    found = next(iter(in_office(on, [person.pk])), None)
    return found or InOffice(person.pk, by.name, Office.VILLAGE, by.unit, by.title, _place(by, on), on)


def _place(by: User, on: dt.date) -> str:
    grant = by.grants.filter(role__in=HANDLERS, area__isnull=False, since__lte=on).order_by("area_id").first()
    return (grant.area_id or "") if grant is not None else ""

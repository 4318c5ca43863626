"""Which papers an application needs, less what the register or a department already holds (R-DIBAO-13), and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import prefetch_related_objects

from doudi.base.calendar import months_later
from doudi.mechanisms.registry.models import Category
from doudi.programmes.assistance.dibao.models import Application, Applying, PaperKind

_OF_AGE = 18  # Civil Code art. 17
_DISABLED = (Category.Kind.LIVING_SUBSIDY, Category.Kind.NURSING_SUBSIDY)


def needed(application: Application) -> list[PaperKind]:
    """The papers of this application: those of every one, and those that its circumstances ask for."""
    members = application.members.all()
    found = [
        PaperKind.FORM,
        PaperKind.IDENTITY,
        PaperKind.DECLARATION,
        PaperKind.PROMISE,
        PaperKind.KIN,
        PaperKind.CARD,
    ]
    if any(each.disability for each in members):
        found.append(PaperKind.DISABILITY)
    if any(each.seriously_ill for each in members):
        found.append(PaperKind.ILLNESS)
    if any(each.student for each in members):
        found.append(PaperKind.STUDENT)
    if application.agent:
        found.append(PaperKind.MANDATE)
    return found


def held_already(application: Application, on: dt.date) -> dict[PaperKind, str]:
    """What is not asked for: kind → who holds it. Identity and household book are in the register; a certificate that a subsidy was granted
    on is known to the federation."""
    found = {PaperKind.IDENTITY: "本系统户籍登记"}
    disabled = [each.person_id for each in application.members.all() if each.disability]
    if disabled:
        known = Category.objects.filter(party__in=disabled, kind__in=_DISABLED, to_on=None, from_on__lte=on)
        if set(known.values_list("party", flat=True)) >= set(disabled):
            found[PaperKind.DISABILITY] = "残联持证信息（两项补贴）"
    return found


def gaps(application: Application, on: dt.date) -> list[str]:
    """Everything that is missing, so that all of it is told at once."""
    there = {paper.kind for paper in application.papers.all()}
    found = [PaperKind(kind).label for kind in needed(application) if kind not in there]
    found += [f"{each.person.party.name}的授权书" for each in unauthorised(application, on)]
    if not application.account:
        found.append("家庭成员的银行账号")
    return found


def unauthorised(application: Application, on: dt.date) -> Iterator[Applying]:
    """Adults who have not signed, and minors for whom no guardian has (R-CHK-05)."""
    members = list(application.members.all())
    prefetch_related_objects(members, "person__party")
    for member in members:
        if member.authorised_on is None or not _may_sign(member, on):
            yield member


def _may_sign(member: Applying, on: dt.date) -> bool:
    """A minor's authorisation is signed by somebody else."""
    born = member.person.born_on
    if born is None or months_later(born, _OF_AGE * 12) <= on:
        return True
    return member.signer != member.person.party.name

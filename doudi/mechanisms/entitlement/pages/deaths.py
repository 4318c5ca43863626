"""死亡办理: what a death means for each award, with the sums, for a person to confirm."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.areas import full_name, name_of, township_of
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.decisions import kin_of_covered
from doudi.mechanisms.entitlement.awards.models import Covered
from doudi.mechanisms.entitlement.deaths import queries, services
from doudi.mechanisms.entitlement.deaths.proposing import Proposal
from doudi.mechanisms.entitlement.declare import BENEFITS, benefit_of
from doudi.mechanisms.entitlement.pages import FUNDS, known
from doudi.mechanisms.registry.models import Person
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link, Tag, full_width
from doudi.pages.declare import KeyFigure, Page, WorkItem
from doudi.pages.details import Item
from doudi.pages.forms import PageForm, posted
from doudi.pages.limits import time_left

_DECIDERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})


class ConfirmForm(PageForm):
    document = forms.CharField(label="决定文书", max_length=120, help_text="名称或文号，例如：东民停〔2024〕12号")
    because = forms.CharField(
        label="核实情况",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：已向家属核实，与火化证明一致",
    )


def deaths_page(request: HttpRequest) -> HttpResponse:
    """Every award in the user's area that still covers somebody who has died, the nearest time limit first."""
    today = timezone.localdate()
    found = sorted(queries.proposals(request.user, today), key=lambda each: each.due.legal)
    late = sum(each.due.legal < today for each in found)
    context = {
        "title": "死亡办理",
        "lines": [_line(request.user, each, today) for each in found],
        "figures": [
            KeyFigure("待办理（项）", f"{len(found):,}", "", f"超期 {late} 项" if late else "没有超期", "danger" if late else "ok"),
            KeyFigure("拟停发（项）", f"{sum(each.stops for each in found):,}"),
            KeyFigure("拟调整（项）", f"{sum(not each.stops for each in found):,}"),
            KeyFigure("每月减少（元）", yuan(sum(each.before - each.after for each in found))),
            KeyFigure("已多发（元）", yuan(sum(each.overpaid for each in found)), "", "办理时列入拟追缴"),
        ],
        "months": queries.months_allowed(today),
    }  # fmt: skip
    return render(request, "entitlement/deaths.html", context)


def death_page(request: HttpRequest, award: int, person: int) -> HttpResponse:
    """One of them: what is proposed and why, and the form that confirms it."""
    today, user = timezone.localdate(), request.user
    assert isinstance(user, User)
    found_award = awards.awards(user).filter(pk=award).first()
    dead = Person.objects.select_related("party").filter(pk=person, died_on__isnull=False).first()
    if found_award is None or dead is None:
        raise Http404
    proposal = next((each for each in queries.of_person(dead, today) if each.award.pk == award), None)
    if proposal is None:
        raise Refused("这项待遇不再涉及这名死亡人员，可能已由他人办理，请刷新后查看。")
    require(user, benefit_of(proposal.award.benefit).deciders, area_code=proposal.award.area_code, on=today)
    if sentence := kin_of_covered(proposal.award, user, today):
        raise Refused(sentence)
    form = ConfirmForm(*posted(request)[:1])
    what = "停发" if proposal.stops else "调整"
    more: Any = {
        "title": f"死亡办理：{dead.party.name}",
        "submit": f"确认{what}",
        "submit_class": "btn-warn",
        "back": reverse(f"{FUNDS}:deaths"),
        "words": full_width(proposal.words) + "。",
        "items": _items(proposal, today),
        "template": "entitlement/form_of.html",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        _, debt = services.confirm(proposal.award, dead, by=user, at=timezone.now(), **said)
        told = f"已{what}，请打印告知书送达。" + (
            f"已多发{yuan(debt.proposed)}元，已列入拟追缴。" if debt is not None else ""
        )
        return told, known.address(proposal.award) or more["back"]

    return carry_out(request, form, do=do, **more)


def address(covered: Covered) -> str:
    """Where the death of somebody covered is worked off."""
    return reverse(f"{FUNDS}:death", args=[covered.award_id, covered.person_id])


def waiting(user: Any, today: dt.date) -> list[WorkItem]:
    """待办: by township how many awards still cover somebody who has died, with the time limit of R-DYN-03."""
    if not may(user, _DECIDERS - {Role.BUREAU_LEADER} | TOWNSHIP_ROLES):
        return []
    return _by_town(user, today)


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """预警: those past the limit."""
    if not may(user, _DECIDERS | {Role.TOWNSHIP_LEADER}):
        return []
    return [each for each in _by_town(user, today) if each.overdue]


def _by_town(user: Any, today: dt.date) -> list[WorkItem]:
    towns: dict[str, tuple[int, dt.date]] = {}
    for code, number, first in queries.waiting_by_place(user, today):
        before, oldest = towns.get(township_of(code), (0, first))
        towns[township_of(code)] = (before + number, min(first, oldest))
    if not towns:
        return []
    months, days = queries.months_allowed(today), calendar()
    found = []
    for town, (number, first) in towns.items():
        due = days.due_in_months(first, months)
        found.append(
            WorkItem(
                title=f"{name_of(town)}{number}项待遇的保障对象已死亡，待办理停发或调整",
                url=reverse(f"{FUNDS}:deaths"),
                label="死亡办理",
                tint="danger" if due.legal < today else "warn",
                who="社会救助股",
                since=first,
                due=due.legal,
                provisional=due.provisional,
                overdue=due.legal < today,
                number=number,
            )
        )
    return found


def _line(user: Any, each: Proposal, today: dt.date) -> dict[str, Any]:
    left, tint = time_left(each.due.legal, today, calendar(), provisional=each.due.provisional)
    decides = may(user, benefit_of(each.award.benefit).deciders, area_code=each.award.area_code)
    return {
        "each": each,
        "benefit": BENEFITS[each.award.benefit].name,
        "award": known.address(each.award),
        "place": full_name(each.award.area_code),
        "due": each.due.legal,
        "left": left,
        "tint": tint,
        "url": reverse(f"{FUNDS}:death", args=[each.award.pk, each.person.pk]) if decides else "",
    }


def _items(each: Proposal, today: dt.date) -> list[Item]:
    left, tint = time_left(each.due.legal, today, calendar(), provisional=each.due.provisional)
    return [
        Item("死亡人员", Link(each.person.party.name, reverse("person", args=[each.person.pk]))),
        Item("死亡日期", each.person.died_on, Kind.DATE),
        Item("来源", each.source or None, wide=True),
        Item("待遇", Link(f"{each.award.party.name}：{known.name_of(each.award)}", known.address(each.award))),
        Item("拟办", Tag("停发", "danger") if each.stops else Tag("调整", "warn")),
        Item("自哪个月起", chinese_month(each.from_month)),
        Item("办理期限", Tag(f"{each.due.legal}，{left}", tint)),
        Item("原月金额（元）", each.before, Kind.MONEY),
        Item("此后月金额（元）", each.after, Kind.MONEY),
        Item("已多发（元）", each.overpaid, Kind.MONEY),
        Item("多发的处理", "确认后列入拟追缴，告知并听取申辩后再作决定" if each.overpaid else None),
    ]


PAGES: tuple[Page, ...] = (
    Page("deaths", "死亡办理", deaths_page, known.READERS, icon="user-check"),
    Page("death", "死亡办理", death_page, known.READERS, address="deaths/<int:award>/<int:person>/"),
)

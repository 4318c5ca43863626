"""低保申请的页面: the list, the case and the forms of its actions come from the flow; here stand the forms by which an application is made
out, and what its page shows of the household."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, month_of
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.mechanisms.casework.surveys.declare import UNITS
from doudi.mechanisms.casework.surveys.models import SurveyItem
from doudi.mechanisms.entitlement.archives.pages import links_of
from doudi.mechanisms.entitlement.means.items import KINDS, Source
from doudi.mechanisms.entitlement.means.property import PROPERTY
from doudi.mechanisms.entitlement.means.rules import LeftOut, Relation
from doudi.mechanisms.entitlement.pages import applying as applying_pages
from doudi.mechanisms.entitlement.pages.refusals import RefusalLetters
from doudi.mechanisms.entitlement.units import DisabilityClass, Named, Residence
from doudi.pages.acts import carry_out
from doudi.pages.cells import Link, Tag
from doudi.pages.declare import Page, Panel
from doudi.pages.details import Item
from doudi.pages.forms import DayField, FilesField, IdentityField, MoneyField, MonthField, PageForm, posted
from doudi.programmes.assistance.dibao import applying, facts, found_at_home, papers
from doudi.programmes.assistance.dibao.archive import ARCHIVE
from doudi.programmes.assistance.dibao.flow import APPLICATIONS, FILERS, WORKERS
from doudi.programmes.assistance.dibao.handling import HANDLING
from doudi.programmes.assistance.dibao.models import Application, Applying, PaperKind, PropertyItem

READERS = STAFF_ROLES - {Role.FINANCE}
ENTERING = FILERS | WORKERS
_SEES_CHECKED = READERS - {Role.VILLAGE_WORKER}  # a village sees no results of checks (section 2)


def _choices(names: type[Named]) -> list[tuple[int, str]]:
    return [(int(each), each.label) for each in names]


class NewForm(PageForm):
    columns = 2
    number = IdentityField(label="申请人身份证号")
    residence = forms.TypedChoiceField(label="城乡", choices=_choices(Residence), coerce=int, widget=forms.RadioSelect)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    payee = forms.CharField(label="银行账户户名", max_length=40, required=False, help_text="不填的为申请人本人")
    account = forms.CharField(label="银行账号", max_length=32, required=False)
    agent = forms.CharField(label="代理人", max_length=40, required=False, help_text="本人不能申请、委托他人代办的填写")
    near_kin = forms.CharField(
        label="近亲属备案声明",
        max_length=200,
        required=False,
        help_text="家庭成员有近亲属是低保经办人员或村（居）干部的，写明姓名、职务和关系",
    )


class MemberForm(PageForm):
    columns = 2
    relation = forms.TypedChoiceField(label="与申请人关系", choices=_choices(Relation), coerce=int)
    left_out = forms.TypedChoiceField(label="不计入人口的原因", choices=_choices(LeftOut), coerce=int)
    disability = forms.TypedChoiceField(label="残疾类别", choices=_choices(DisabilityClass), coerce=int)
    disability_grade = forms.TypedChoiceField(
        label="残疾等级", choices=[(0, "无"), *((n, f"{n}级") for n in range(1, 5))], coerce=int
    )
    seriously_ill = forms.BooleanField(label="患重特大疾病", required=False)
    student = forms.BooleanField(label="在读", required=False)
    jobless_adult = forms.BooleanField(label="成年无业", required=False)
    signer = forms.CharField(label="授权书签字人", max_length=40, required=False, help_text="未成年人由监护人签字")
    authorised_on = DayField(label="授权日期", required=False)


class IncomeForm(PageForm):
    columns = 2
    kind = forms.ChoiceField(
        label="类别", choices=[("", "请选择"), *((each.code, each.label) for each in KINDS.values())]
    )
    first_month = MonthField(label="起月")
    last_month = MonthField(label="止月")
    gross = MoneyField(label="期间合计（元）")
    deduction = MoneyField(label="扣减合计（元）", required=False)
    evidence = forms.CharField(label="依据", max_length=120, required=False)


class PropertyForm(PageForm):
    figure = forms.ChoiceField(label="项目", choices=[(fact.name, fact.label) for fact in PROPERTY.facts])
    amount = MoneyField(label="数额", help_text="金额按元填写；套数、平方米按数字填写；“经核实可以排除”的填1")
    evidence = forms.CharField(label="依据", max_length=120, required=False)


class PaperForm(PageForm):
    kind = forms.ChoiceField(label="材料", choices=PaperKind.choices)
    promised = forms.BooleanField(label="由申请人书面承诺替代", required=False)
    file = FilesField(label="扫描件或照片", required=False)


class AccountForm(PageForm):
    payee = forms.CharField(label="银行账户户名", max_length=40, required=False, help_text="不填的为申请人本人")
    account = forms.CharField(label="银行账号", max_length=32)


def new_view(request: HttpRequest) -> HttpResponse:
    """登记申请: by the applicant's number; the household comes from the register."""
    form = NewForm(*posted(request))
    more: dict[str, Any] = {"title": "登记低保申请", "submit": "登记", "back": reverse("dibao:applications")}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        said, now = said, timezone.now()
        person = applying_pages.person_of(said.pop("number"))
        household, members = applying.members_of(person, timezone.localdate())
        new = applying.NewApplication(household, person, members, **said)
        made = applying.apply(new, by=user, at=now)
        return f"已登记{person.party.name}的申请，请核对家庭成员、申报收入和财产、提交材料。", reverse(
            "dibao:application", args=[made.pk]
        )

    return carry_out(request, form, do=do, **more)


def member_view(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    row = _member(request, pk, member)
    start = {name: getattr(row, name) for name in (*applying.DESCRIBED, "signer", "authorised_on")}
    form = MemberForm(*posted(request), initial=start)

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        signer, on = said.pop("signer"), said.pop("authorised_on")
        applying.describe(row, said, by=by, at=at)
        if on is not None:
            applying.authorise(row, signer=signer, on=on, by=by, at=at)

    return _saved(request, form, f"家庭成员：{row.person.party.name}", pk, save)


def income_view(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """收入: declared while the application is made out, checked while it is investigated."""
    row = _member(request, pk, member)
    source = _source(row.application.case)
    last = month_of(timezone.localdate(row.application.case.opened_at)) - 1
    start = {
        "first_month": f"{(last - 11) // 12}-{(last - 11) % 12 + 1:02d}",
        "last_month": f"{last // 12}-{last % 12 + 1:02d}",
    }
    form = IncomeForm(*posted(request), initial=start)

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        applying.enter_income(
            row,
            said["kind"],
            months=(said["first_month"], said["last_month"]),
            gross=said["gross"],
            deduction=said["deduction"] or 0,
            source=source,
            evidence=said["evidence"],
            replaces=applying.checked_now(row, said["kind"]) if source is Source.CHECKED else None,
            by=by,
            at=at,
        )

    return _saved(request, form, f"{source.label}收入：{row.person.party.name}", pk, save)


class AdoptForm(PageForm):
    """Nothing to fill in: what was found stands in the survey."""


def adopt_view(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """采用调查所得 of one line as what was checked."""
    application = _application(request, pk)
    row = (
        SurveyItem.objects.select_related("survey__case", "survey__by", "survey__together_with").filter(pk=item).first()
    )
    if row is None or row.survey.case_id != application.pk:
        raise Http404

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        found_at_home.adopt(row, by=by, at=at)

    return _saved(request, AdoptForm(*posted(request)), f"采用调查所得：{row.label}", pk, save)


def property_view(request: HttpRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    source = _source(application.case)
    form = PropertyForm(*posted(request))
    in_fen = {fact.name for fact in PROPERTY.facts if fact.unit.scale == 100}

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        amount = said["amount"] if said["figure"] in in_fen else said["amount"] // 100
        checked = source is Source.CHECKED
        applying.enter_property(
            application, said["figure"], amount, checked=checked, evidence=said["evidence"], by=by, at=at
        )

    return _saved(request, form, f"{source.label}财产", pk, save)


def account_view(request: HttpRequest, pk: int) -> HttpResponse:
    """银行账户: of an application that came through the front door, or written anew; what stands there already is not shown."""
    application = _application(request, pk)
    form = AccountForm(*posted(request), initial={"payee": application.payee})

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        applying.pay_into(application, **said, by=by, at=at)

    return _saved(request, form, "银行账户", pk, save)


def paper_view(request: HttpRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    form = PaperForm(*posted(request))

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        if len(said["file"] or []) > 1:  # a paper is one file: the second must not vanish unseen
            raise Refused("每种材料存为一个文件，多页的请合成一个PDF或打成一个zip后再上传。")
        kept = [
            files.keep(each, name=each.name, purpose="申请材料", by=by, at=at, area_code=application.case.area_code)
            for each in said["file"] or []
        ]
        if not kept and not said["promised"]:
            raise Refused("请上传材料，或选择由申请人书面承诺替代。")
        kind = PaperKind(said["kind"])
        applying.hand_in(application, kind, file=kept[0] if kept else None, promised=said["promised"], by=by, at=at)

    return _saved(request, form, "提交材料", pk, save)


def _saved(request: HttpRequest, form: PageForm, title: str, pk: int, save: Any) -> HttpResponse:
    """The form of something that belongs to an application: shown, or kept and back to the application."""
    back = reverse("dibao:application", args=[pk])
    more: dict[str, Any] = {"title": title, "submit": "保存", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        save(dict(said), user, timezone.now())
        return f"已保存：{title}。"

    return carry_out(request, form, do=do, **more)


def _application(request: HttpRequest, pk: int) -> Application:
    if not queries.cases(request.user, APPLICATIONS).filter(pk=pk).exists():
        raise Http404
    return Application.objects.select_related("case").get(pk=pk)


def _member(request: HttpRequest, pk: int, member: int) -> Applying:
    _application(request, pk)
    row = (
        Applying.objects.select_related("application__case", "person__party").filter(application=pk, pk=member).first()
    )
    if row is None:
        raise Http404
    return row


def _source(case: Case) -> Source:
    return Source.DECLARED if case.stage in applying.DECLARING else Source.CHECKED


# --- what the page of an application shows -------------------------------------------------------------------------------


def items(user: Any, case: Case) -> list[Item]:
    row = HANDLING.shown(case)
    name = Link(row.applicant.party.name, reverse("person", args=[row.applicant_id]))
    found = [
        Item("申请人", name),
        Item("户编号", Link(row.household.number, reverse("household", args=[row.household_id]))),
        Item("城乡", Residence.name_of(row.residence)),
        Item("代理人", row.agent or None),
        Item("银行账户", f"{row.payee}，尾号{row.account[-4:]}" if row.account else None),
        Item("核对结论", row.get_check_result_display() or None),
        *applying_pages.decided(HANDLING, row),
    ]
    if row.near_kin:
        found.append(Item("近亲属备案", Tag(row.near_kin, "warn"), wide=True))
    return found


def panels(user: Any, case: Case) -> list[Panel]:
    row = facts.read_whole(HANDLING.shown(case))
    entering = may(user, ENTERING, area_code=case.area_code) and case.stage in (*applying.DECLARING, *applying.CHECKING)
    sees, at = may(user, _SEES_CHECKED), {"pk": case.pk, "entering": entering}
    lines = [_member_line(each, sees) for each in row.members.all()]
    owned = [_owned(each, sees) for each in row.property_items.all()]
    today = timezone.localdate()
    shown = [
        Panel("members", "家庭成员和收入", "dibao/members.html", {**at, "members": lines, "sees": sees}, len(lines)),
        Panel("property", "财产", "dibao/property.html", {**at, "owned": owned, "sees": sees}, len(owned)),
        Panel(
            "papers",
            "申请材料",
            "dibao/papers.html",
            {**at, "papers": row.papers.all(), "gaps": papers.gaps(row, today)},
        ),
    ]
    if sees:
        if case.stage in applying.CHECKING and (differing := [_found(each) for each in found_at_home.proposals(case)]):
            shown.append(
                Panel("found", "调查所得与核对不同", "dibao/found.html", {**at, "differing": differing}, len(differing))
            )
        shown.append(applying_pages.means_panel(HANDLING, row, today))
    return [*shown, *surveys.panels_of(user, case)]


def _found(item: SurveyItem) -> tuple[int, str, str, str, str]:
    """Id, label, declared, found, checked, as the survey has them."""
    unit = UNITS[item.unit]

    def words(amount: int | None) -> str:
        return "—" if amount is None else f"{yuan(amount) if unit.scale == 100 else amount}{unit.name}"

    return item.pk, item.label, words(item.declared), words(item.found), words(item.checked)


def _owned(item: PropertyItem, sees: bool) -> tuple[str, str, str, bool, str]:
    """Label, declared, checked, whether they differ, evidence; a village sees what was declared only."""
    fact = PROPERTY.all_facts[item.figure]

    def words(amount: int | None) -> str:
        return "—" if amount is None else f"{fact.unit.shown(amount)}{fact.unit.name}"

    differ = sees and None not in (item.declared, item.checked) and item.declared != item.checked
    return fact.label, words(item.declared), words(item.checked if sees else None), differ, item.evidence


def _member_line(member: Applying, sees: bool) -> dict[str, Any]:
    disability = f"{DisabilityClass.name_of(member.disability)}{member.disability_grade}级" if member.disability else ""
    notes = [
        disability,
        "重特大疾病" if member.seriously_ill else "",
        "在读" if member.student else "",
        LeftOut.name_of(member.left_out) if member.left_out else "",
    ]
    incomes = [
        (
            KINDS[each.kind].label,
            tuple(Source)[each.source].label,
            f"{chinese_month(each.first_month)}至{chinese_month(each.last_month)}",
            each.gross,
            each.deduction,
            each.evidence,
        )
        for each in member.incomes.all()
        if sees or each.source == Source.DECLARED
    ]
    return {
        "member": member,
        "relation": Relation.name_of(member.relation),
        "notes": "、".join(each for each in notes if each),
        "incomes": incomes,
    }


REFUSAL_LETTERS = RefusalLetters(
    HANDLING,
    "最低生活保障",
    lambda row: row.applicant.party.name,
    "生活仍有困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请低保边缘家庭或刚性支出困难家庭认定；遇突发困难的，可以申请临时救助。",
    _SEES_CHECKED,
)


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    archive = links_of(ARCHIVE, user, HANDLING.shown(case).party_id, case.area_code) if case.stage != "DRAFT" else []
    letters = REFUSAL_LETTERS.links(user, case, "dibao:application_refusal")
    return [*surveys.links_of(user, case), *letters, *archive]


APPLICATION_PAGES = CasePages(
    programme="dibao",
    flow=APPLICATIONS,
    name="低保申请",
    noun="申请",
    one="application",
    readers=READERS,
    opened="登记申请",
    icon="file-plus",
    opens=new_view,
    openers=FILERS,
    items=items,
    panels=panels,
    visits=frozenset({"INVESTIGATING", "OBJECTED"}),
    links=links,
)
PAGES = (
    REFUSAL_LETTERS.page(APPLICATION_PAGES),
    Page("member", "家庭成员", member_view, ENTERING, "applications/<int:pk>/member/<int:member>/"),
    Page("income", "登记收入", income_view, ENTERING, "applications/<int:pk>/income/<int:member>/"),
    Page("property", "登记财产", property_view, ENTERING, "applications/<int:pk>/property/"),
    Page("adopt", "采用调查所得", adopt_view, ENTERING, "applications/<int:pk>/adopt/<int:item>/"),
    Page("paper", "提交材料", paper_view, ENTERING, "applications/<int:pk>/paper/"),
    Page("account", "银行账户", account_view, ENTERING, "applications/<int:pk>/account/"),
    *of.pages_of(APPLICATION_PAGES),
)

"""操作记录: the log as a list, for those who may read it; its actions in words; and whether its chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base import guards
from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import Record, User
from doudi.base.records import record, verify_chain
from doudi.base.roles import Role
from doudi.desk.roles import LOG_ROLES
from doudi.mechanisms.casework.declare import FLOWS
from doudi.pages.cells import Kind
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.forms import PageForm, form_page
from doudi.pages.lists import Column, Listing, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page

WORDS = {
    "sign_in": "登录",
    "sign_out": "退出登录",
    "reveal": "查看完整信息",
    "export": "导出名单",
    "person.register": "登记个人",
    "household.register": "登记户",
    "person.record_death": "登记死亡",
    "person.add_kin": "登记亲属关系",
    "registry.search_outside": "查询辖区外人员",
    "registry.open_outside": "查看辖区外档案",
    "registry.open_minor": "查看未成年人档案",
    "calendar.enter_notice": "录入放假安排",
    "case.recompute_deadline": "重算办理期限",
    "notice.compute_again": "重算公示截止日期",
    "case.recused": "回避拦截",
    "case.extend": "延长办理期限",
    "case.delegate": "下放审核确认权限",
    "case.delegation_ends": "收回审核确认权限",
    "case.substitute": "安排代办",
    "case.substitute_ends": "结束代办",
    "case.escalate": "督办",
    "file.destroy": "销毁到期文件",
    "file.open": "查看专供材料",
    "archive.read": "查看电子档案",
    "archive.put_in": "归档材料",
    "archive.set_aside": "撤出归档",
    "archive.take_away": "导出电子档案",
    "user.change_password": "修改密码",
    "delivery.take_in": "接收名单",
    "delivery.asking": "名单待确认",
    "delivery.refused": "退回名单",
    "delivery.repeated": "重复报送",
    "delivery.withdraw": "撤回名单",
    "delivery.rejects": "下载退回行",
    "run.start": "开始比对",
    "run.done": "完成比对",
    "run.fail": "比对失败",
    "transfer.open": "打开移送材料",
    "rectification.report": "报送台账双周报",
    "summary.explain": "说明总结差异",
    "regulations.set_up": "登记领导小组",
    "lead.read": "查看线索内容",
    "lead.attach": "上传线索附件",
    "lead.let_in": "指定线索知悉人员",
    "lead.shut_out": "取消线索知悉",
    "data_matching.look_up": "查看数据来源",
    "data_matching.recover": "登记追回",
    "records.verify": "核验操作记录",
    "nightly.run": "每日自动办理",
    "grant.give": "授予角色",
    "grant.take": "收回角色",
    "grant.end": "收回角色",
    "account.open": "新增账号",
    "account.correct": "修改账号资料",
    "account.close": "停用账号",
    "account.reopen": "启用账号",
    "account.reset_password": "重置密码",
    "account.unlock": "解除锁定",
}
_REVEALED = {"id_number": "身份证号", "subject_id": "身份证号", "phone": "电话"}


SUBJECTS = {
    "person": "个人",
    "household": "户",
    "case": "办件",
    "delegation": "权限下放",
    "user": "用户",
    "delivery": "报送",
    "run": "比对",
    "finding": "疑点",
    "list": "名单",
    "transferpackage": "移送材料",
    "leadinggroup": "领导小组",
    "leadpackage": "线索封存材料",
    "storedfile": "文件",
    "party": "对象",
    "holiday_notice": "放假安排",
    "records": "操作记录",
    "nightly": "每日自动办理",
}


def words_of_action(action: str, data: Mapping[str, Any] | None = None) -> str:
    """An action of the log in words; those of flows take their declared names."""
    if action in WORDS:
        what = _REVEALED.get(str((data or {}).get("field", "")), "")
        return WORDS[action] + (f"：{what}" if what else "")
    flow, _, code = action.rpartition(".")
    if flow in FLOWS:
        if code == "open":
            return f"{FLOWS[flow].name}：建立"
        named = next((each.name for each in FLOWS[flow].actions if each.code == code), None)
        return f"{FLOWS[flow].name}：{named}" if named else action
    return action


def _actions() -> list[tuple[str, str]]:
    """All actions that may stand in the log, those of flows with them."""
    steps = [
        f"{code}.{step}" for code, flow in FLOWS.items() for step in ("open", *(each.code for each in flow.actions))
    ]
    return [*WORDS.items(), *((step, words_of_action(step)) for step in steps)]


def words_of_subject(subject: str) -> str:
    """个人17"""
    kind, _, key = subject.partition(":")
    return f"{SUBJECTS.get(kind, kind)}{key}"


def rows(user: Any) -> QuerySet[Record]:
    """The administrator reads what he did himself (social-affairs 7.3), the others all of it."""
    found = Record.objects.select_related("by")
    return found if may(user, LOG_ROLES - {Role.ADMINISTRATOR}) else found.filter(by=user)


LOG = Listing(
    code="records",
    name="操作记录",
    rows=rows,
    columns=(
        Column("number", "序号", kind=Kind.NUMBER, sort="number", half=True),
        Column("at", "时间", kind=Kind.TIME, half=True),
        Column("by", "经办人", lambda row: row.by.name if row.by else "系统", half=True),
        Column("action", "动作", lambda row: words_of_action(row.action, row.data), head=True),
        Column("subject", "对象", lambda row: words_of_subject(row.subject), half=True),
        Column("area", "区划", lambda row: full_name(row.area_code) if row.area_code else None, half=True),
        Column("because", "事由"),
    ),
    filters=(
        Choice(code="action", label="动作", choices=_actions),
        Text(code="by", label="经办人", field="by__name", hint="姓名"),
        Text(code="because", label="事由", hint="事由中的文字"),
        Days(code="at", label="时间", times=True),
        AreaTree(),
    ),
    tools=(Tool("核验链条", lambda: reverse("verify_records"), icon="link"),),
    order=("-number",),
    empty="没有符合条件的记录。",
    persons=False,
    export_roles=frozenset({Role.INSPECTOR, Role.AUDITOR}),
    scope_roles=LOG_ROLES,
)


def verify_page(request: HttpRequest) -> HttpResponse:
    """核验链条: walk the whole chain and say whether any record was changed or taken out; that somebody did so is a record, too."""
    form = PageForm(request.POST if request.method == "POST" else None)
    number = Record.objects.count()
    more: dict[str, Any] = {"title": "核验操作记录", "submit": "开始核验", "back": reverse("records")}
    if request.method != "POST":
        words = f"现有{number:,}条记录，每条都封存了前一条。核验从第一条走到最后一条，任何一条被改动或删除都会指出来。"
        return form_page(request, form, words=words, **more)
    broken = verify_chain()
    assert isinstance(request.user, User)
    said = "链条完整" if broken is None else f"第{broken.number}条断开"
    record("records.verify", "records", by=request.user, at=timezone.now(), because=said, data={"number": number})
    if broken is not None:
        sentence = f"{broken.what}请立即停止改动数据库，保留现场并报告局领导和纪委监委。"
        return form_page(request, form, refusal=sentence, **more)
    if guards.missing(connection):
        sentence = "链条完整，但数据库中防止改动记录的触发器不在了，请联系系统管理员重新安装并查明原因。"
        return form_page(request, form, refusal=sentence, **more)
    return done(request, f"核验了{number:,}条记录，链条完整，没有一条被改动或删除。", to=reverse("records"))


def records_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LOG)

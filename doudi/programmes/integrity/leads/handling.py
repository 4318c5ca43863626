"""What the steps of a lead ask and do: sealed when it is handed over, a receipt, what came of it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.handing_on import canonical, seal_of
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.programmes.integrity.leads.models import Lead, LeadPackage


def of(case: Case) -> Lead:
    return case.lead


def number_is_taken(case: Case, said: Said) -> str | None:
    """Every letter to the discipline commission has a number of its own."""
    number = str(said.get("register_no") or "").strip()
    if len(number) > 40:
        return "移送登记号请控制在40字以内。"
    if Lead.objects.filter(register_no=number).exists():
        return f"移送登记号“{number}”已经用过，请核对。"
    return None


def seal(case: Case, taken: ActionTaken) -> None:
    """R-FIND-04: what the lead says goes into the package, sealed by its hash; here nothing of it is left."""
    lead, number = of(case), str(taken.data["register_no"]).strip()
    copies = [{"name": each.file.name, "sha256": each.file.sha256} for each in lead.files.select_related("file")]
    text = canonical(
        {
            "线索编号": case.number,
            "线索来源": lead.source,
            "收到日期": lead.received_on.isoformat(),
            "被反映单位、人员": lead.subject,
            "线索内容": lead.brief,
            "纸质材料清单": lead.papers,
            "接收单位": str(taken.data["to"]),
            "附件": copies,
        }
    )
    LeadPackage.objects.create(
        lead=lead, register_no=number, sealed=text, seal=seal_of(text), copies=copies, at=taken.at, by=taken.by
    )
    lead.subject = lead.brief = lead.papers = ""
    lead.register_no, lead.handed_to = number, str(taken.data["to"])[:80]
    lead.handed_on = timezone.localdate(taken.at)
    lead.save()


def before_it_was_handed_over(case: Case, said: Said) -> str | None:
    """A receipt is of the day of the letter or later, and not of a day to come."""
    lead, day = of(case), dt.date.fromisoformat(str(said["receipt_on"]))
    if lead.handed_on is not None and not lead.handed_on <= day <= said.on:
        return f"回执日期须在移送日期{lead.handed_on}到今天之间，请核对。"
    return None


def keep_receipt(case: Case, taken: ActionTaken) -> None:
    lead, data = of(case), taken.data
    lead.receipt_no, lead.receipt_on = str(data["receipt_no"])[:40], dt.date.fromisoformat(str(data["receipt_on"]))
    lead.save(update_fields=["receipt_no", "receipt_on"])


def keep_feedback(case: Case, taken: ActionTaken) -> None:
    lead, data = of(case), taken.data
    lead.feedback, lead.feedback_on = data["feedback"], dt.date.fromisoformat(str(data["feedback_on"]))
    lead.save(update_fields=["feedback", "feedback_on"])


def not_whoever_entered_it(case: Case, taken: ActionTaken) -> None:
    """Nobody buries a lead that he entered himself."""
    if taken.by_id == case.opened_by_id:
        raise Refused("登记人不能了结自己登记的线索，请由另一名知悉人员办理。")

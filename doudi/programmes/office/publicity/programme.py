"""信息公示 as declared: the pages of notices and objections that all lines share."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, DIBAO, SAFETY_NET
from doudi.declare import Programme
from doudi.mechanisms.entitlement.publicity import PublicityPolicy
from doudi.programmes.office.publicity import first_screen
from doudi.programmes.office.publicity.pages import PAGES

publicity = Programme(
    "publicity",
    "信息公示",
    basis=(str(ASSISTANCE), str(DIBAO), str(SAFETY_NET)),
    about="拟确认、拟停发的在村里公示，正在享受的长期公布。内容只有姓名、人数、金额，一人拟稿、另一人审核，"
    "张贴首日和末日拍照留存，期满自动撤下；群众反映的异议登记、核实、答复。涉及未成年人的一律不公示。",
    policies=(PublicityPolicy,),
    pages=PAGES,
    worklist=first_screen.worklist,
    alarms=first_screen.alarms,
)

"""一门受理 as declared: what people send in from the web, and what they complain of."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, DIBAO, PETITIONS
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.pages.declare import together
from doudi.programmes.office.reception import first_screen
from doudi.programmes.office.reception.flow import GRIEVANCES, SUBMISSIONS
from doudi.programmes.office.reception.jobs import NIGHTLY
from doudi.programmes.office.reception.pages import PAGES
from doudi.programmes.office.reception.pages.grievances import GRIEVANCE_PAGES
from doudi.programmes.office.reception.pages.prospects import PROSPECT_PAGES
from doudi.programmes.office.reception.pages.submissions import SUBMISSION_PAGES
from doudi.programmes.office.reception.policy import ReceptionPolicy
from doudi.programmes.office.reception.prospect_flow import PROSPECTS

reception = Programme(
    "reception",
    "一门受理",
    basis=(str(ASSISTANCE), str(DIBAO), str(PETITIONS)),
    about="一个窗口问几句话，按已知情况提示可以申请的各项救助，一次登记、分别办理，已有的材料不再要；"
    "每晚对已知的困难群众逐人核算，应享未享的列入各村走访名单。群众不用登录就能在网上申请、查进度、投诉，"
    "网上提交的只是草稿，由村（居）和乡镇联系申请人后转为办件；投诉举报由县级接收，反映工作人员的不转给被反映的单位，实名的逐件答复。",
    flows=(SUBMISSIONS, GRIEVANCES, PROSPECTS),
    policies=(ReceptionPolicy,),
    pages=PAGES,
    nightly=NIGHTLY,
    worklist=first_screen.worklist,
    person_panel=first_screen.of_person,
    household_panel=first_screen.of_household,
    alarms=listing.alarms_of(PROSPECT_PAGES, SUBMISSION_PAGES, GRIEVANCE_PAGES),
    figures=together(*(listing.figures_of(each) for each in (PROSPECT_PAGES, SUBMISSION_PAGES, GRIEVANCE_PAGES))),
)

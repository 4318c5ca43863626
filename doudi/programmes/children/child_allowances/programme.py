"""儿童基本生活保障 as declared: orphans and de facto unattended children, each a benefit; nothing of a child is ever posted (R-PUB-03)."""

from __future__ import annotations

from doudi.base.documents import ORPHANS, UNATTENDED
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.entitlement.archives.pages import pages_of as archive_pages
from doudi.mechanisms.entitlement.indicators import indicators_of
from doudi.mechanisms.entitlement.pages import awards, first_screen
from doudi.pages.declare import together
from doudi.programmes.children.child_allowances.archive import ARCHIVE
from doudi.programmes.children.child_allowances.benefit import ORPHAN, UNATTENDED_CHILD
from doudi.programmes.children.child_allowances.door import DOORS
from doudi.programmes.children.child_allowances.flow import APPLICATIONS
from doudi.programmes.children.child_allowances.pages import APPLICATION_PAGES, PAGES
from doudi.programmes.children.child_allowances.times import ChildTimes

_PRIVACY = "涉及未成年人隐私"
PUBLICITIES = (
    Publicity("orphan", "孤儿基本生活费", (ORPHANS["保护隐私"],), (), posted=False, not_posted_because=_PRIVACY),
    Publicity(
        "unattended_child",
        UNATTENDED_CHILD.name,
        (UNATTENDED["保护隐私"],),
        (),
        posted=False,
        not_posted_because=_PRIVACY,
    ),
)

child_allowances = Programme(
    "child_allowances",
    "儿童基本生活保障",
    basis=(str(ORPHANS), str(UNATTENDED)),
    about="孤儿基本生活费和事实无人抚养儿童基本生活补贴,按机构养育、社会散居分档,自确认次月起发,不公示;"
    "已享受低保、特困或困难残疾人生活补贴的事实无人抚养儿童补足差额。",
    benefits=(ORPHAN, UNATTENDED_CHILD),
    flows=(APPLICATIONS,),
    policies=(ChildTimes,),
    publicities=PUBLICITIES,
    doors=DOORS,
    indicators=(*indicators_of(ORPHAN), *indicators_of(UNATTENDED_CHILD)),
    pages=(*PAGES, *archive_pages(ARCHIVE), *awards.pages_of(ORPHAN, UNATTENDED_CHILD, name="儿童生活费名册")),
    worklist=together(listing.worklist_of(APPLICATION_PAGES), first_screen.worklist_of(ORPHAN, UNATTENDED_CHILD)),
    alarms=together(listing.alarms_of(APPLICATION_PAGES), first_screen.alarms_of(ORPHAN, UNATTENDED_CHILD)),
    figures=together(listing.figures_of(APPLICATION_PAGES), first_screen.figures_of(ORPHAN, UNATTENDED_CHILD)),
)

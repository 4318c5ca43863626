"""救济 as declared: the three roads against a decision of any line."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, LITIGATION, RECONSIDERATION
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.pages.declare import together
from doudi.programmes.office.remedies.flows import COMPLAINTS, LAWSUITS, RECONSIDERATIONS
from doudi.programmes.office.remedies.pages import ALL_PAGES, PAGES
from doudi.programmes.office.remedies.times import RemedyTimes

remedies = Programme(
    "remedies",
    "救济",
    basis=(str(ASSISTANCE["第六十五条"]), str(RECONSIDERATION), str(LITIGATION)),
    about="群众对不予确认、停发、减发等决定的申诉、行政复议、行政诉讼：与原件相连，登记时核对期限；"
    "撤销、变更的原件重新审核，责令限期履行的跟踪到办结。",
    flows=(COMPLAINTS, RECONSIDERATIONS, LAWSUITS),
    policies=(RemedyTimes,),
    pages=PAGES,
    worklist=listing.worklist_of(*ALL_PAGES),
    alarms=listing.alarms_of(*ALL_PAGES),
    figures=together(*(listing.figures_of(pages) for pages in ALL_PAGES)),
)

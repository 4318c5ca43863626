"""近亲属备案 as declared: its flow, its limits, its figures, its pages."""

from __future__ import annotations

from functools import partial

from django.db.models import Count

from doudi.base.documents import CIVIL_CODE, DIBAO
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing, of
from doudi.mechanisms.indicators.declare import Indicator
from doudi.pages.declare import Page, together
from doudi.programmes.integrity.near_relatives import first_screen, queries, services
from doudi.programmes.integrity.near_relatives.comparing import KEPT_FILINGS
from doudi.programmes.integrity.near_relatives.flow import FILINGS
from doudi.programmes.integrity.near_relatives.jobs import NIGHTLY
from doudi.programmes.integrity.near_relatives.models import KinReach
from doudi.programmes.integrity.near_relatives.pages import found, mine
from doudi.programmes.integrity.near_relatives.pages.filings import FILING_PAGES, OPENERS
from doudi.programmes.integrity.near_relatives.policy import FilingPolicy

_PLACE = "case__area_code"
PAGES = (
    Page("mine", "近亲属申报", mine.mine, OPENERS, icon="user-check"),
    Page("declare", "申报近亲属", mine.declare, OPENERS, "mine/declare/"),
    Page("none", "申报没有近亲属", mine.none, OPENERS, "mine/none/"),
    *of.pages_of(FILING_PAGES),
    Page("undeclared", "应备未备", found.undeclared, queries.READERS, icon="user-search"),
    Page("call", "通知重新申报", found.call, services.CALLERS, "undeclared/call/"),
    Page("answer", "处理应备未备", found.answer, services.DISMISSERS, "undeclared/<int:pk>/"),
)

near_relatives = Programme(
    "near_relatives",
    "近亲属备案",
    basis=(str(DIBAO["第十一条"]), str(DIBAO["第二十条"]), str(CIVIL_CODE["第一千零四十五条"])),
    about="低保经办人员和村（居）干部申报享受、申请救助的近亲属，单独登记，县级百分之百入户，本人回避；"
    "随任职和待遇存续，每年复核，换届重新申报。应备未备由比对发现。备案不影响待遇。",
    flows=(FILINGS,),
    policies=(FilingPolicy,),
    kept=(KEPT_FILINGS,),
    indicators=(
        Indicator(
            "near_relatives.filed",
            "近亲属备案",
            "件",
            Count("pk"),
            of=partial(queries.on_file, KinReach.LEGAL),
            area_field=_PLACE,
        ),
        Indicator(
            "near_relatives.extended",
            "扩展亲属备案",
            "件",
            Count("pk"),
            of=partial(queries.on_file, KinReach.EXTENDED),
            area_field=_PLACE,
        ),
        Indicator(
            "near_relatives.visited", "近亲属备案县级入户", "件", Count("pk"), of=queries.visited, area_field=_PLACE
        ),
        Indicator("near_relatives.missing", "近亲属应备未备", "件", Count("pk"), of=queries.missing),
    ),
    pages=PAGES,
    nightly=NIGHTLY,
    worklist=together(first_screen.worklist, listing.worklist_of(FILING_PAGES)),
    alarms=together(first_screen.alarms, listing.alarms_of(FILING_PAGES)),
)

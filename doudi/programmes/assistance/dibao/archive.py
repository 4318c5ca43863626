"""低保的电子档案 (R-DIS-10, Archives Law art. 37): a household's, with authorisation, survey, check, posting, decision, payments and what came after."""

from __future__ import annotations

from doudi.mechanisms.entitlement.archives.declare import AFTERWARDS, APPLICATION, IDENTITY, Archive, Element, Held
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.models import Application

ARCHIVE = Archive(
    "dibao",
    "最低生活保障",
    (DIBAO_BENEFIT,),
    Application,
    (
        APPLICATION,
        IDENTITY,
        Element("authorisation", "核对授权书"),
        Element("survey", "入户调查", Held.STEP, ("survey",)),
        Element("check", "核对报告", Held.STEP, ("report",), "核对中心"),
        Element("posting", "公示", Held.STEP, ("post",)),
        *AFTERWARDS,
    ),
)

"""权限和代办 as declared: who decides in whose place, for all lines."""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, SAFETY_NET
from doudi.declare import Programme
from doudi.programmes.office.duties.pages import PAGES

duties = Programme(
    "duties",
    "权限和代办",
    basis=(str(ASSISTANCE), str(SAFETY_NET)),
    about="审核确认权限下放到乡镇（街道）的起止日期和文号，收回后在办的办件转回县级；工作人员外出期间由谁代办，代办的每一步都注明。",
    pages=PAGES,
)

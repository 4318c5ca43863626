"""儿童基本生活保障的标准,以及父母情形认定的口径。"""

from __future__ import annotations

from doudi.base.documents import COUNTY, JIANGXI_CHILDREN_2023, ORPHANS, UNATTENDED
from doudi.mechanisms.entitlement.policy import Policy, choice, parameter, since, switch, table
from doudi.mechanisms.entitlement.units import MONTHS, YEARS, YUAN, Named


class Care(Named):
    """养育方式。"""

    INSTITUTION = 0, "机构养育"
    SCATTERED = 1, "社会散居"


class LostSince(Named):
    """失联六个月从何时起算。"""

    POLICE_ACCEPTED = 0, "公安受理之日"
    LAST_CONTACT = 1, "失去联系之日"


class ChildPolicy(Policy):
    """儿童基本生活保障。"""

    code = "child_allowances"
    name = "儿童基本生活保障"

    orphan_standard = table(
        "孤儿基本生活费(每人每月)",
        YUAN,
        since("2023-01-01", (1820, 1360), JIANGXI_CHILDREN_2023, "C", note="2024年以后的标准待录"),
        by=Care,
        basis=ORPHANS["基本生活保障"],
    )
    unattended_standard = table(
        "事实无人抚养儿童基本生活补贴(每人每月)",
        YUAN,
        since("2023-01-01", (1820, 1360), JIANGXI_CHILDREN_2023, "C", note="与孤儿标准相衔接;2024年以后的待录"),
        by=Care,
        basis=UNATTENDED["保障标准"],
    )
    adult_age = parameter("成年年龄", YEARS, since("2021-01-01", 18, ORPHANS["对象"], "A"), basis=ORPHANS["对象"])
    listed_months = parameter(
        "服刑、戒毒、失联等须达到",
        MONTHS,
        since("2021-01-01", 6, UNATTENDED["保障对象"], "A"),
        basis=UNATTENDED["保障对象"],
    )
    deported_both = switch(
        "父母均在列举情形时,被遣返计入",
        since("2021-01-01", True, COUNTY, "D", note="各处说法不一,待县确认"),
        basis=UNATTENDED["保障对象"],
    )
    lost_since = choice(
        "失联起算",
        LostSince,
        since("2021-01-01", LostSince.POLICE_ACCEPTED, COUNTY, "D", note="各处说法不一,待县确认"),
        basis=UNATTENDED["保障对象"],
    )

"""特困供养的标准:基本生活费按城乡和自理能力,照料护理费按自理能力。"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from doudi.base.documents import ASSISTANCE, COUNTY, JIANGXI_2022, JIANGXI_2023, JIANGXI_2024, JIANGXI_2025, TEKUN
from doudi.mechanisms.entitlement.means.policy import ISSUED_UNKNOWN, MeansPolicy
from doudi.mechanisms.entitlement.policy import Policy, in_force, parameter, since, table
from doudi.mechanisms.entitlement.units import NUMBER, PERCENT, YEARS, YUAN, Named, Residence


class Ability(Named):
    """生活自理能力。"""

    ABLE = 0, "自理"
    HALF = 1, "半失能"
    UNABLE = 2, "失能"


class TekunPolicy(Policy):
    """特困人员救助供养。"""

    code = "tekun"
    name = "特困人员救助供养"

    basic_living = table(  # (城市:自理、半失能、失能),(农村:同)
        "基本生活标准(每人每月)",
        YUAN,
        since("2021-01-01", ((995, 995, 995), (670, 995, 995)), JIANGXI_2022, "B", note="由2022年公布的提高幅度倒推"),
        since(
            "2022-01-01",
            ((1080, 1080, 1080), (780, 1080, 1080)),
            JIANGXI_2022,
            "B",
            issued="2022-05-20",
            note=ISSUED_UNKNOWN,
        ),
        since(
            "2023-01-01",
            ((1150, 1150, 1150), (860, 1150, 1150)),
            JIANGXI_2023,
            "B",
            issued="2023-05-20",
            note=ISSUED_UNKNOWN,
        ),
        since(
            "2024-01-01",
            ((1220, 1220, 1220), (930, 1220, 1220)),
            JIANGXI_2024,
            "C",
            issued="2024-06-10",
            note=ISSUED_UNKNOWN,
        ),
        since(
            "2025-04-01",
            ((1275, 1275, 1275), (995, 1275, 1275)),
            JIANGXI_2025,
            "C",
            note="是否从1月补发不明,暂按4月起执行",
        ),
        by=(Residence, Ability),
        basis=ASSISTANCE["第十六条"],
    )
    care = table(
        "照料护理标准(每人每月)",
        YUAN,
        since("2021-01-01", (None, 300, 1200), JIANGXI_2022, "B", note="自理档2021年未见公布"),
        since("2022-01-01", (80, 350, 1380), JIANGXI_2022, "B", issued="2022-05-20", note=ISSUED_UNKNOWN),
        since("2023-01-01", (100, 350, 1380), JIANGXI_2023, "B", issued="2023-05-20", note=ISSUED_UNKNOWN),
        since("2024-01-01", (100, 375, 1500), JIANGXI_2024, "C", issued="2024-06-10", note=ISSUED_UNKNOWN),
        since("2025-04-01", (110, 375, 1500), JIANGXI_2025, "C", note="是否从1月补发不明,暂按4月起执行"),
        by=Ability,
        basis=ASSISTANCE["第十六条"],
    )
    unable_from = parameter(
        "六项中几项不能达到即为失能",
        NUMBER,
        since("2021-07-01", 4, TEKUN["第二十二条"], "A"),
        basis=TEKUN["第二十二条"],
        note="一项以上、不到此数为半失能",
    )
    old_age = parameter("老年人年龄", YEARS, since("2021-07-01", 60, TEKUN["第五条"], "A"), basis=TEKUN["第五条"])
    minor_age = parameter(
        "未成年人(无劳动能力)年龄,不满", YEARS, since("2021-07-01", 16, TEKUN["第五条"], "A"), basis=TEKUN["第五条"]
    )
    guideline = parameter(
        "基本生活标准不低于低保标准的",
        PERCENT,
        since("2021-01-01", 130, COUNTY, "K", note="只提醒,不拦阻(R-PARAM-01)"),
        basis=ASSISTANCE["第十六条"],
    )


def below_guideline(on: dt.date) -> list[str]:
    """Warnings where the lowest basic living standard is below 1.3 times the dibao standard; never blocks (R-PARAM-01)."""
    tekun, means = in_force(TekunPolicy, on), in_force(MeansPolicy, on)
    found = []
    for residence in Residence:
        basic, floor = (
            int(tekun.basic_living[residence].min()),
            Fraction(int(means.standard[residence]) * tekun.guideline, 100),
        )
        if basic < floor:
            found.append(
                f"{residence.label}特困基本生活标准{basic / 100:.2f}元,低于低保标准的{tekun.guideline}%({float(floor) / 100:.2f}元)。"
            )
    return found

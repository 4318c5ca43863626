"""两项补贴的标准、证件续期的处理,以及与其他待遇重复时怎么办(重复表)。"""

from __future__ import annotations

from dataclasses import dataclass

from doudi.base.documents import (
    DISABILITY,
    DISABILITY_2022,
    ELSEWHERE,
    JIANGXI_2022,
    JIANGXI_SUBSIDIES,
    JIANGXI_SUBSIDIES_2023,
    UNATTENDED,
    Article,
)
from doudi.mechanisms.entitlement.means.policy import ISSUED_UNKNOWN
from doudi.mechanisms.entitlement.policy import Policy, choice, parameter, since
from doudi.mechanisms.entitlement.units import MONTHS, NUMBER, YUAN, Named, Unit

WORKDAYS = Unit("个工作日")


class RestartFrom(Named):
    """证件到期后换领新证,从哪个月恢复发放。"""

    APPLICATION = 0, "申请当月"
    ISSUE = 1, "新证签发当月"


class SubsidiesPolicy(Policy):
    """残疾人两项补贴。"""

    code = "disability_subsidies"
    name = "残疾人两项补贴"

    living = parameter(
        "困难残疾人生活补贴(每人每月)",
        YUAN,
        since("2021-01-01", 60, JIANGXI_2022, "B", note="由2022年公布的提高幅度倒推"),
        since("2022-01-01", 80, JIANGXI_2022, "B", issued="2022-05-20", note=ISSUED_UNKNOWN),
        since("2023-05-01", 100, JIANGXI_SUBSIDIES_2023, "B", note="2024年未见调整;2025年可能为110,未见文件"),
        basis=DISABILITY["补贴标准"],
    )
    nursing = parameter(
        "重度残疾人护理补贴(每人每月)",
        YUAN,
        since("2021-01-01", 70, JIANGXI_2022, "B", note="由2022年公布的提高幅度倒推"),
        since("2022-01-01", 80, JIANGXI_2022, "B", issued="2022-05-20", note=ISSUED_UNKNOWN),
        since("2023-05-01", 100, JIANGXI_SUBSIDIES_2023, "B", note="2024年未见调整;2025年可能为110,未见文件"),
        basis=DISABILITY["补贴标准"],
    )
    care_months = parameter(
        "需要长期照护达到", MONTHS, since("2021-01-01", 6, JIANGXI_SUBSIDIES, "C"), basis=DISABILITY["补贴对象"]
    )
    lowest_grade = parameter(
        "护理补贴的残疾等级,不低于",
        NUMBER,
        since("2021-01-01", 2, JIANGXI_SUBSIDIES, "C", note="三级智力、精神残疾江西不在内"),
        basis=DISABILITY["补贴对象"],
    )
    restart_from = choice(
        "证件续期后恢复发放",
        RestartFrom,
        since("2022-01-01", RestartFrom.APPLICATION, DISABILITY_2022, "B", note="湖北、贵州自新证签发当月起"),
        basis=DISABILITY_2022["证件到期"],
    )
    backpay_months = parameter(
        "证件续期可以补发的月数(不超过)",
        MONTHS,
        since("2022-01-01", 3, ELSEWHERE, "C"),
        basis=DISABILITY_2022["证件到期"],
    )
    remind_months = parameter(
        "证件到期前提醒", MONTHS, since("2022-01-01", 6, DISABILITY_2022, "B"), basis=DISABILITY_2022["证件到期"]
    )
    across_provinces_days = parameter(
        "跨省通办总时限",
        WORKDAYS,
        since("2021-04-01", 16, ELSEWHERE, "C", note="福建为例"),
        basis=DISABILITY_2022["跨省通办"],
    )


class Effect(Named):
    """另有该项待遇时,本补贴怎么办。"""

    STACKS = 0, "可以同时享受"
    BARRED = 1, "不再发放"
    HIGHER = 2, "就高享受一项"


@dataclass(frozen=True)
class Overlap:
    """One row of the table of overlaps: the fact that tells of the other benefit, what it does to each subsidy, and why. For
    HIGHER the fact is the amount of the other benefit of the same kind."""

    fact: str
    label: str
    living: Effect
    nursing: Effect
    basis: Article
    tag: str


# 重复表(9.2):省级规定,乡镇不得更改(R-DIS-01)。
OVERLAPS = (
    Overlap("tekun", "特困供养", Effect.BARRED, Effect.BARRED, JIANGXI_SUBSIDIES["特困人员"], "C"),
    Overlap("work_injury_care", "工伤保险生活护理费", Effect.BARRED, Effect.BARRED, JIANGXI_SUBSIDIES["工伤"], "C"),
    Overlap("orphan", "孤儿基本生活费", Effect.BARRED, Effect.STACKS, DISABILITY_2022["政策衔接"], "B"),
    Overlap(
        "unattended_in_full",
        "事实无人抚养儿童基本生活补贴(全额)",
        Effect.BARRED,
        Effect.STACKS,
        UNATTENDED["保障标准"],
        "A",
    ),
    Overlap("elder_nursing", "老年人护理补贴", Effect.STACKS, Effect.HIGHER, DISABILITY_2022["政策衔接"], "B"),
    Overlap("age_allowance", "高龄津贴", Effect.STACKS, Effect.STACKS, DISABILITY_2022["政策衔接"], "B"),
    Overlap("service_subsidy", "养老服务补贴", Effect.STACKS, Effect.STACKS, DISABILITY_2022["政策衔接"], "B"),
    Overlap(
        "veteran_living", "离休、公残等福利性生活补贴", Effect.HIGHER, Effect.STACKS, JIANGXI_SUBSIDIES["同类福利"], "C"
    ),
    Overlap(
        "veteran_nursing",
        "离休、公残等福利性护理补贴(护理费)",
        Effect.STACKS,
        Effect.HIGHER,
        JIANGXI_SUBSIDIES["同类福利"],
        "C",
    ),
    Overlap("dibao", "最低生活保障(补贴不计入家庭收入)", Effect.STACKS, Effect.STACKS, JIANGXI_SUBSIDIES["低保"], "B"),
)

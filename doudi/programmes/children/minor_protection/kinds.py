"""What is held for minors, and what each has to hold (social affairs 4.7). Photos show no child's face; a child stands by the name that the
village knows, and only those who handle children's affairs read it (R-PRI-03)."""

from __future__ import annotations

from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.activities.declare import ActivityKind
from doudi.mechanisms.phone.declare import Question

READERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER, *TOWNSHIP_ROLES, Role.VILLAGE_WORKER})
HOLDERS = frozenset({Role.COUNTY_OFFICER, *TOWNSHIP_ROLES, Role.VILLAGE_WORKER})
FACELESS = "不拍孩子正脸。"
CONCERNS = (
    ("FAMILY_ABSENT", "家庭系统缺失"),
    ("GUARDIANSHIP", "监护不足或不当"),
    ("SCHOOL", "学业、失学风险"),
    ("BEHAVIOUR", "个人行为偏差"),
    ("MOOD", "心理和情绪"),
    ("HEALTH", "健康、残疾"),
    ("NONE", "未发现问题"),
)
AUDIENCES = (("CHILDREN", "儿童"), ("GUARDIANS", "监护人"), ("PUBLIC", "村（居）民"), ("STAFF", "工作人员"))

LECTURE = ActivityKind(
    "minor_protection.lectures",
    "法律法规宣传讲座",
    "场",
    held_by=HOLDERS,
    readers=READERS,
    asks=(
        Question("law", "宣讲的法律或政策", required=True),
        Question("audience", "听众", "choice", required=True, choices=AUDIENCES),
        Question("materials", "发放材料"),
    ),
    photo_hint=FACELESS,
)
HOME_VISIT = ActivityKind(
    "minor_protection.home_visits",
    "上户探访建档",
    "户次",
    held_by=HOLDERS,
    readers=READERS,
    asks=(
        Question("file", "档案编号", required=True),
        Question("concern", "主要问题", "choice", required=True, choices=CONCERNS),
        Question("plan", "帮扶打算", "long"),
    ),
    of_person=True,
    photo_hint=FACELESS,
)
GROUP_SESSION = ActivityKind(
    "minor_protection.group_sessions",
    "小组工作",
    "节",
    held_by=HOLDERS,
    readers=READERS,
    asks=(
        Question("session", "第几节", required=True),
        Question("goal", "目标", required=True),
        Question("notes", "过程记录", "long"),
        Question("incident", "特殊情况"),
    ),
    named=True,
    least=6,
    most=12,
    workers=2,
    photo_hint=FACELESS,
)
KINDS = (LECTURE, HOME_VISIT, GROUP_SESSION)

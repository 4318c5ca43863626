"""What the scanner found: of what kind, where, and what to do about it. The thing itself is only hinted at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a notice may never show (13.2), and what a file may not carry along; the value is its official name."""

    IDENTITY = "身份证号"
    ACCOUNT = "银行账号"
    PHONE = "电话号码"
    HOUSE = "门牌住址"
    HEALTH = "疾病、残疾情况"
    MINOR = "未成年人信息"
    MEMBER = "其他家庭成员姓名"
    MEANS = "收入财产和核对情况"
    CAUSE = "困难原因和身世"
    CADRE = "与干部的关系"
    HIDDEN = "隐藏内容"
    METADATA = "文件自带信息"
    UNREAD = "无法检查的内容"
    PICTURE = "图片内容"


ADVICE = {
    Kind.IDENTITY: "请删去，公示不需要任何证件号码，部分号码也不行。",
    Kind.ACCOUNT: "请删去，公示不得出现账号卡号。",
    Kind.PHONE: "请删去，监督电话请填在“监督电话”栏。",
    Kind.HOUSE: "请删去，住址只写到村或村民小组。",
    Kind.HEALTH: "请删去，疾病和残疾的类别、等级都不得公示。",
    Kind.MINOR: "请删去，不得公示未成年人的姓名和学校。",
    Kind.MEMBER: "请删去，只公示申请人姓名和家庭人数。",
    Kind.MEANS: "请删去，收入、财产和核对结果不得公示。",
    Kind.CAUSE: "请删去，不得用文字说明困难原因。",
    Kind.CADRE: "请删去，备案关系不在公示中写明。",
    Kind.HIDDEN: "请在原软件中取消隐藏并删除后，再上传。",
    Kind.METADATA: "请在原软件中清除后，再上传。",
    Kind.UNREAD: "请另存为 xlsx、docx 或文字版 pdf 后，再上传。",
    Kind.PICTURE: "请审核人打开查看：不得有人像、证件，不得有上述各项内容。",
}


@dataclass(frozen=True)
class Finding:
    """One thing found. `hint` shows enough to find it again (3699…、精神…) and no more; `blocks`: the notice may not go out with it,
    otherwise a person has to look."""

    kind: Kind
    where: str
    hint: str = ""
    words: str = ""  # what it is, if the kind does not say it
    blocks: bool = True

    @property
    def sentence(self) -> str:
        what = self.words or f"出现{self.kind.value}" + (f"（{self.hint}）" if self.hint else "")
        return f"{self.where}：{what}。{ADVICE[self.kind]}"


def blocking(findings: list[Finding]) -> list[Finding]:
    """Those that a notice may not go out with."""
    return [each for each in findings if each.blocks]

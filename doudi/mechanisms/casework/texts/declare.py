"""What a flow declares to tell the applicant: `Template`. Its words are fixed but for fields of a white list (13.2, R-PRIV-01).

A telephone is read by whoever holds it: a text names no identity number, no illness or disability, no amount and nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from doudi.mechanisms.casework.notices.scanner.text import scan_text

# The only things that may be put into a text, with the official words for them.
FIELDS = {"number": "办件编号", "town": "乡镇", "until": "期限", "office": "咨询电话"}
_NAMED = re.compile(r"\{(\w*)\}")
_MOST = 200  # characters: three parts of a long text


@dataclass(frozen=True)
class Template:
    """A text with gaps: `{number}`. Refused at start-up if it names a field that is not on the list, or says what may not be said."""

    code: str
    name: str
    words: str

    def __post_init__(self) -> None:
        unknown = set(_NAMED.findall(self.words)) - FIELDS.keys()
        assert not unknown, f"短信模板 {self.code}: 字段不在白名单中 {sorted(unknown)}"
        assert len(self.words) <= _MOST, f"短信模板 {self.code}: 过长"
        found = scan_text(self.words, where=self.name)
        assert not found, f"短信模板 {self.code}: {found[0].sentence}"
        assert TEMPLATES.setdefault(self.code, self) == self, f"短信模板 {self.code} 重复声明"

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(_NAMED.findall(self.words))

    def filled(self, values: dict[str, str]) -> str:
        """The text, of the values that it asks for and no others."""
        return self.words.format(**{name: values.get(name, "") for name in self.fields})


TEMPLATES: dict[str, Template] = {}


# What every application tells on its way. Reasons and amounts stand in the written decision, never in a text.
_YOURS = "您的申请（编号{number}）"
RECEIVED = Template(
    "received", "已提交", f"【民政】{_YOURS}已提交{{town}}。凭编号和查询码或本手机号后四位可查办理进度。"
)
ACCEPTED = Template("accepted", "已受理", f"【民政】{_YOURS}已由{{town}}受理，工作人员会入户了解情况，请保持电话畅通。")
TO_SUPPLY = Template(
    "to_supply", "待补正", f"【民政】{_YOURS}还缺材料，请按一次性告知单补齐后交{{town}}，有困难的可请村级协理员代办。"
)
NOT_ACCEPTED = Template("not_accepted", "不予受理", f"【民政】{_YOURS}不予受理，理由和救济途径见{{town}}送达的告知书。")
POSTED = Template("posted", "公示", f"【民政】{_YOURS}正在村（社区）公示栏公示。")
CONFIRMED = Template("confirmed", "确认同意", f"【民政】{_YOURS}已确认同意，待遇按决定书载明的月份发放。")
GRANTED = Template("granted", "同意救助", f"【民政】{_YOURS}已同意救助，由{{town}}或银行发放，请留意到账。")
REFUSED = Template(
    "refused", "不予确认", f"【民政】{_YOURS}未予确认，理由、依据和救济途径见书面决定，由{{town}}三个工作日内送达。"
)
TURNED = Template("turned", "已转办", f"【民政】{_YOURS}已由{{town}}接收并转为办件，凭原编号可查到新编号和办理进度。")
ANSWERED = Template(
    "answered", "已答复", "【民政】您反映的事项（编号{number}）已核实答复，可到{town}了解或凭编号查询。"
)
# Of nobody's application: somebody may be entitled to something and is asked in (R-DIS-08). It does not say to what.
MAY_APPLY = Template(
    "may_apply",
    "主动提醒",
    "【民政】您或家人可能符合一项民政待遇的条件，可带身份证到{town}或村（社区）咨询办理，咨询电话{office}。已在办理的不必理会。",
)

"""Questions and papers that several doors share: asked once, brought once, whoever wants them."""

from __future__ import annotations

import datetime as dt

from doudi.mechanisms.entitlement.front_door.declare import Home, PaperNeed, Question, Someone
from doudi.mechanisms.entitlement.units import DisabilityClass

_OF_AGE = 18  # Civil Code art. 17
_OLD = 60  # Law on the elderly art. 2

INCOME = Question(
    "monthly_income",
    "全家每月收入大约多少（元）",
    kind="money",
    hint="工资、种养、养老金、子女给的都算；说个大概就行，以后入户核实",
)
SUDDEN = Question(
    "sudden",
    "最近遇到的突发困难",
    kind="choice",
    choices=((0, "没有"), (1, "火灾"), (2, "交通事故"), (3, "溺水"), (4, "意外伤害"), (5, "其他突发困难")),
)
HEAVY_COST = Question(
    "heavy_cost",
    "必须花的钱超出了家里的承受能力",
    kind="choice",
    choices=((0, "没有"), (1, "看病"), (2, "上学"), (3, "其他")),
)
SPENT = Question("spent", "为此自己已经负担了多少（元）", kind="money", hint="有票据的合计；没有的不填")
DISABILITY = Question(
    "disability",
    "残疾人证上的类别",
    of_person=True,
    kind="choice",
    choices=tuple((int(each), "没有残疾人证" if not int(each) else each.label) for each in DisabilityClass),
)
GRADE = Question(
    "disability_grade",
    "残疾人证上的等级",
    of_person=True,
    kind="choice",
    choices=((0, "没有"), (1, "一级"), (2, "二级"), (3, "三级"), (4, "四级")),
)


def _may_be_unsupported(someone: Someone, on: dt.date) -> bool:
    years = someone.age(on)
    return years is None or years >= _OLD or years < _OF_AGE or bool(someone.figure("disability"))


def _minor(someone: Someone, on: dt.date) -> bool:
    years = someone.age(on)
    return years is not None and years < _OF_AGE


UNSUPPORTED = Question(
    "unsupported",
    "没有收入来源，也没有人供养，或该供养的人没有能力",
    of_person=True,
    only=_may_be_unsupported,
)
PARENTS_GONE = Question("parents_gone", "父母去世、失踪、服刑、重残重病等，没人抚养", of_person=True, only=_minor)


def _registered(home: Home, someone: Someone | None) -> str:
    return "本系统户籍登记"


def _certificate(home: Home, someone: Someone | None) -> str:
    found = someone.held.get("disability") if someone is not None else None
    return found.source if found is not None else ""


def _disabled_at_home(home: Home, someone: Someone | None) -> bool:
    return any(each.figure("disability") for each in home.people)


def _certificates_at_home(home: Home, someone: Someone | None) -> str:
    disabled = [each for each in home.people if each.figure("disability")]
    held = [each.held["disability"].source for each in disabled if "disability" in each.held]
    return held[0] if held and len(held) == len(disabled) else ""


IDENTITY = PaperNeed("IDENTITY", "身份证、户口簿", held=_registered)
FORM = PaperNeed("FORM", "申请书（现场打印，本人签字）")
CARD = PaperNeed("CARD", "本人或家庭成员银行卡（社保卡）")
AUTHORISATION = PaperNeed("AUTHORISATION", "核对授权书（每位成年家庭成员签字）")
DECLARATION = PaperNeed("DECLARATION", "家庭经济状况申报表、诚信承诺书（现场填写）")
CERTIFICATE = PaperNeed("DISABILITY", "残疾人证", held=_certificate, of_person=True)
CERTIFICATES = PaperNeed("CERTIFICATES", "家庭成员残疾人证", held=_certificates_at_home, wanted=_disabled_at_home)
ILLNESS = PaperNeed(
    "ILLNESS",
    "病历、医疗费票据（没有的可以书面承诺）",
    wanted=lambda home, someone: bool(home.said.get("heavy_cost")),
    promise=True,
)
ACCIDENT = PaperNeed(
    "ACCIDENT",
    "事故、灾害证明（没有的可以书面承诺）",
    wanted=lambda home, someone: bool(home.said.get("sudden")),
    promise=True,
)

"""What a death certificate must be like, by the day of the event (R-CERT-01 to 07), and the days by which things are due. Pure."""

from __future__ import annotations

import datetime as dt
import re

from doudi.base.calendar import Calendar, Due
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate, DeathPlace, Manner
from doudi.mechanisms.registry.death_records.services import NewCertificate

Form, Issuer = DeathCertificate.Form, DeathCertificate.Issuer
UNIFIED_FROM = dt.date(2026, 7, 1)  # 国卫规划发〔2026〕5号
# Who may apply for the new form; others need a written mandate (R-CERT-05).
RELATIVES = ("配偶", "父母", "子女", "兄弟姐妹", "祖父母", "外祖父母", "孙子女", "外孙子女")
_SURROGATE = re.compile(r"[0-9A-Z]{18}\d{4}")  # the issuer's credit code and a serial of the year (R-CERT-06)


def flaws(death: Death, new: NewCertificate, issued_on: dt.date) -> list[str]:
    """Everything that stands against a certificate, each as a sentence; none: it may be entered."""
    found = [*_issuer(death, new), *_form(new, issued_on)]
    if new.form == Form.FOUR_COPY:
        found += _copies(death, new)
    if new.form == Form.UNIFIED:
        found += _unified(new)
    if new.name.strip() != death.name:
        found.append(f"死亡证明上的姓名与登记的“{death.name}”不一致，请先核对更正。")
    return found


def _issuer(death: Death, new: NewCertificate) -> list[str]:
    """R-CERT-01, R-CERT-02: unsure is abnormal; whom a hospital has treated, it certifies."""
    treated = death.place == DeathPlace.HOSPITAL
    if new.form == Form.POLICE and new.issuer_type != Issuer.POLICE:
        return ["公安机关非正常死亡证明须由公安机关出具。"]
    if death.manner != Manner.NORMAL and not treated:
        if new.issuer_type != Issuer.POLICE:
            return ["非正常死亡或者原因不明、未经救治的，由公安机关出具证明；不能确定的，按非正常死亡办理。"]
        return []
    wanted = Issuer.HOSPITAL if treated else Issuer.TOWNSHIP_HEALTH
    if new.issuer_type != wanted:
        if treated:
            return ["在医疗机构或者送医途中死亡的，由救治的医疗机构出具证明。"]
        return ["在家中、养老机构等处正常死亡的，由死亡地点的乡镇卫生院、社区卫生服务机构出具证明。"]
    if not treated and not new.inquiry:
        return ["院外正常死亡的，须附死亡调查记录。"]
    return []


def _form(new: NewCertificate, issued_on: dt.date) -> list[str]:
    """Each event by the form of its day."""
    if new.form == Form.UNIFIED and issued_on < UNIFIED_FROM:
        return [f"新式《居民死亡医学证明》自{UNIFIED_FROM:%Y-%m-%d}起使用，这一天出具的应为四联旧式。"]
    if new.form == Form.FOUR_COPY and issued_on >= UNIFIED_FROM:
        return [f"自{UNIFIED_FROM:%Y-%m-%d}起使用新式《居民死亡医学证明》，四联旧式不再出具。"]
    return []


def _copies(death: Death, new: NewCertificate) -> list[str]:
    """R-CERT-03: the fourth copy is the funeral home's; outside a hospital the police stamp it."""
    found = []
    if "4" not in new.copies:
        found.append("四联旧式须交第四联，作为接运、火化的依据。")
    if death.place != DeathPlace.HOSPITAL and new.issuer_type != Issuer.POLICE and not new.police_stamped:
        found.append("院外正常死亡的四联证明，须由公安派出所签字盖章。")
    return found


def _unified(new: NewCertificate) -> list[str]:
    """R-CERT-05, R-CERT-06."""
    found = []
    if new.id_number and new.number.strip() != new.id_number:
        found.append("新式证明的编号应为本人身份证号，请核对。")
    if not new.id_number and not _SURROGATE.fullmatch(new.number.strip()):
        found.append("没有身份证件的，编号应为出具单位统一社会信用代码加四位年度流水号。")
    if new.applicant not in RELATIVES and not new.mandated:
        found.append("申领人不是近亲属的，须有书面委托。")
    return found


def certificate_due(death_day: dt.date, days: int) -> dt.date:
    """Until 24:00 of that day: a normal death with clear cause is certified (section 1.4)."""
    return death_day + dt.timedelta(days=days)


def household_due(death_day: dt.date, months: int, calendar: Calendar) -> Due:
    """Rural: by then the household register is cancelled (户口登记条例第八条); it moves past rest days."""
    return calendar.due_in_months(death_day, months)


def health_report_due(issued_on: dt.date, workdays: int, calendar: Calendar) -> dt.date:
    """R-CERT-07."""
    return calendar.due_in_workdays(issued_on, workdays).legal

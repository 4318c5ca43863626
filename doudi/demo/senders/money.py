"""What was paid: the bureau's payments of the last six months."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from doudi.base.months import format_month
from doudi.demo.county import Person
from doudi.demo.dossier import PAYMENT_MONTHS, account_of, rows_of
from doudi.demo.means import ABILITIES, JUNE, RAISED, RAISED_TEKUN, amount_of
from doudi.demo.senders.office import Office


def payments(office: Office) -> Path:
    heads = [
        "补贴项目",
        "所属月份",
        "发放日期",
        "姓名",
        "身份证号码(18位)",
        "金额",
        "低保证号",
        "开户人",
        "账号",
        "发放结果",
        "备注",
    ]
    lines: list[list[object]] = []
    for month in range(office.month - PAYMENT_MONTHS + 1, office.month + 1):
        for case in office.dossier.cases:
            if case.since <= month and not 0 < case.until <= month:
                raised = RAISED[case.programme]
                for person in case.members:
                    payee = (person.name, person.number, case.number, case.holder, case.account)
                    lines += _lines(month, case.programme, payee, case.per_head, raised)
        for table, programme in (
            ("tekun", "特困供养"),
            ("living", "困难残疾人生活补贴"),
            ("nursing", "重度残疾人护理补贴"),
            ("age", "高龄津贴"),
            ("children", "孤儿基本生活费"),
        ):
            for row in rows_of(office.dossier, table, office.month):
                if row["since"] <= month and not 0 < row.get("stopped", 0) <= month:
                    p = row["person"]
                    assert isinstance(p, Person)
                    what = row["kind"] if table == "children" else programme
                    raised = RAISED_TEKUN[ABILITIES.index(row["ability"])] if table == "tekun" else 0
                    payee = (p.name, p.number, "", p.name, account_of(p))
                    lines += _lines(month, what, payee, amount_of(table, row, month), raised)
    for row in rows_of(office.dossier, "back_pay", office.month):
        p = row["person"]
        when = format_month(row["for"]).replace("-", ".")
        day = f"{row['paid'] // 12}年{row['paid'] % 12 + 1}月8日"
        lines.append([row["programme"], when, day, p.name, p.number, row["amount"], row["household_no"], p.name, account_of(p), "成功", "补发"])  # fmt: skip
    return office.text("发放明细(近6个月)", heads, lines)


def _lines(
    month: int, programme: str, payee: tuple[str, str, str, str, str], amount: int, raised: int
) -> Iterator[list[object]]:
    """What was paid for a month: before June by the standard of the year before, and in June what was missing from it."""
    name, number, household, holder, account = payee
    early = raised if month < JUNE else 0
    for sum_, paid_in, day, note in ((amount - early, month, 8, ""), (early, JUNE, 16, "提标补发")):
        if sum_:
            when, on = format_month(month).replace("-", "."), f"{paid_in // 12}年{paid_in % 12 + 1}月{day}日"
            yield [programme, when, on, name, number, sum_, household, holder, account, "成功", note]

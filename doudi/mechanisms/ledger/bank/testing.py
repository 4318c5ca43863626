"""A payment month for tests: people of two townships, and a bank that answers as one wishes."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence

from doudi.base.stories import NEXT_VILLAGE, OTHER_VILLAGE, VILLAGE
from doudi.mechanisms.ledger.bank.declare import channel
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.bank.sending import Claim, decide, send
from doudi.mechanisms.ledger.testing import County, moment

TEST = channel("test_subsidy", "测试补贴")
PAY_DAY = dt.date(2024, 6, 7)
HEADINGS = ("批次号", "序号", "户名", "账号", "金额", "处理结果", "失败原因")
VILLAGES = (VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE)

Rows = list[dict[str, str]]


def claims(number: int, *, month: str = "2024-06", first: int = 1, amount: int = 93_500) -> list[Claim]:
    """So many invented people, a third of them in the other township; the n-th gets n fen more."""
    return [
        Claim(f"test:{month}:{n}", VILLAGES[n % 3], f"户主{n}", f"62170000{n:011d}", amount + n)
        for n in range(first, first + number)
    ]


def sent(here: County, wanted: Sequence[Claim], *, key: str = "test:2024-06:1", form: str = "card") -> BankFile:
    """Decided and sent on the pay day."""
    at = moment(PAY_DAY)
    decide(TEST, wanted, county=here.county, key=f"decide:{key}", because="6月发放", by=here.officer, at=at)
    return send(TEST, wanted, key=key, form=form, by=here.finance, at=at)


def rows_of(file: BankFile, **results: str) -> Rows:
    """The bank's rows: everybody paid, but for numbers given as n3="账号不存在"."""
    rows = []
    for line in file.lines.order_by("number"):
        words = results.get(f"n{line.number}", "")
        rows.append(
            {
                "批次号": file.key,
                "序号": str(line.number),
                "户名": line.name,
                "账号": line.account,
                "金额": f"{line.amount // 100}.{line.amount % 100:02d}",
                "处理结果": "失败" if words else "成功",
                "失败原因": words,
            }
        )
    return rows


def csv_of(rows: Sequence[Mapping[str, str]], *, total: str = "", headings: Sequence[str] = HEADINGS) -> bytes:
    """As the bank sends it: in GB18030, with a line of the total if one is given."""
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    if total:
        writer.writerow({headings[0]: "合计", "金额": total})
    return out.getvalue().encode("gb18030")

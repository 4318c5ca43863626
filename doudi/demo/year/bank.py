"""The invented bank: it pays, and some lines come back: a card that was closed for a new one, an account that nobody used for long."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from doudi.mechanisms.ledger.bank.models import BankFile, BankLine

HEADINGS = ("批次号", "序号", "户名", "账号", "金额", "处理结果", "失败原因")
CLOSED, DORMANT, OTHER_NAME, LOST = "账户已销户", "长期不动户,已转睡眠户", "户名与账号不符", "存折已挂失"
OLD_CARD = 0.004  # of the awards that the new system took over


@dataclass
class Bank:
    dice: random.Random
    closed: dict[str, tuple[str, int]] = field(
        default_factory=dict
    )  # old card → the new one, the month it was closed in
    asleep: dict[str, str] = field(default_factory=dict)  # account → why nothing can be paid into it just now
    accounts: dict[str, str] = field(
        default_factory=dict, repr=False
    )  # mark of an account → the account, once paid into

    def card(self, account: str, first_month: int, months: Sequence[int]) -> str:
        """The account as the bureau knows it: now and then an old card, which will be closed in one of the months."""
        if first_month > months[0] or self.dice.random() >= OLD_CARD:
            return account
        old = f"621098{account[6:]}"
        self.closed[old] = (account, self.dice.choice(months))
        return old

    def put_to_sleep(self, accounts: Sequence[str]) -> None:
        for account in accounts:
            self.asleep[account] = self.dice.choice((DORMANT, DORMANT, OTHER_NAME, LOST))

    def mended(self, account: str) -> str:
        """The holder went to the bank: the account to pay into from now on."""
        self.asleep.pop(account, None)
        return self.closed[account][0] if account in self.closed else account

    def answer(self, file: BankFile, month: int) -> bytes:
        """回盘 of a file, in GB18030 as the bank sends it."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        self.learn(file.lines.values_list("pk", "account_mark"))
        for number, name, mark, amount in file.lines.order_by("number").values_list(
            "number", "name", "account_mark", "amount"
        ):
            account = self.accounts[mark]
            words = self._words(account, month)
            sum_ = f"{amount // 100}.{amount % 100:02d}"
            writer.writerow([file.key, number, name, account, sum_, "失败" if words else "成功", words])
        return out.getvalue().encode("gb18030")

    def learn(self, lines: Iterable[tuple[int, str]]) -> None:
        """Accounts it has not been paid into yet, from lines (id, mark): it need not read the others again each month."""
        new = [line for line, mark in lines if mark not in self.accounts]
        for start in range(0, len(new), 500):
            rows = BankLine.objects.filter(pk__in=new[start : start + 500])
            self.accounts |= dict(rows.values_list("account_mark", "account"))

    def _words(self, account: str, month: int) -> str:
        if account in self.closed and month >= self.closed[account][1]:
            return CLOSED
        return self.asleep.get(account, "")

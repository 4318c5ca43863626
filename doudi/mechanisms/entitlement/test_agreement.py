"""线上线下是否一致。"""

from __future__ import annotations

import pytest

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.agreement import Paid, compare
from doudi.mechanisms.entitlement.testing import fen


def test_ex_33_a_net_difference_of_two_hides_four_lines() -> None:
    online = [Paid(f"person-{number}", fen(100), "account") for number in range(1203)]
    bank = [*online[3:], Paid("stranger", fen(100), "account")]
    found = compare(online, bank)
    assert len(bank) == 1201
    assert (len(found.only_ordered), len(found.only_paid)) == (3, 1)
    assert found.ordered_sum - found.paid_sum == fen(200)
    assert not found.may_close


def test_lists_that_cancel_out_do_not_close_the_month() -> None:
    found = compare([Paid("a", fen(100)), Paid("b", fen(80))], [Paid("a", fen(80)), Paid("b", fen(100))])
    assert found.ordered_sum == found.paid_sum
    assert found.other_amount == ("a", "b")
    assert not found.may_close


def test_another_account_is_a_class_of_its_own_and_agreement_closes() -> None:
    assert compare([Paid("a", 100, "本人")], [Paid("a", 100, "儿子")]).other_account == ("a",)
    assert compare([Paid("a", 100, "本人")], [Paid("a", 100, "本人")]).may_close


def test_a_line_twice_is_refused() -> None:
    with pytest.raises(Refused, match="银行名单第2行与前面重复"):
        compare([], [Paid("a", 100), Paid("a", 100)])

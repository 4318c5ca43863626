"""低收入人口认定 as declared: two recognitions that pay nothing themselves and open the doors of other help."""

from __future__ import annotations

from doudi.base.documents import DIBAO, LOW_INCOME, RIGID
from doudi.declare import Programme
from doudi.mechanisms.casework.notices.declare import Publicity
from doudi.programmes.assistance.low_income.door import MARGINAL_DOOR
from doudi.programmes.assistance.low_income.policy import LowIncomePolicy
from doudi.programmes.assistance.low_income.rigid import RIGID_RULES
from doudi.programmes.assistance.low_income.rules import MARGINAL_RULES

# Recognitions pay nothing: their notices show no amount.
PUBLICITIES = (
    Publicity("marginal", "低保边缘家庭", (DIBAO["公示"], LOW_INCOME["低保边缘家庭"]), ("低保边缘家庭",), item="金额"),
    Publicity("rigid", "刚性支出困难家庭", (RIGID["公示"],), ("刚性支出困难家庭",), item="金额"),
)

low_income = Programme(
    "low_income",
    "低收入人口认定",
    basis=(str(DIBAO), str(LOW_INCOME), str(RIGID)),
    about="认定低保边缘家庭和刚性支出困难家庭。认定本身不发钱,但打开医疗、教育、住房、就业等救助的门;边缘家庭中的重残重病人员可以单人纳入低保。",
    books=(MARGINAL_RULES, RIGID_RULES),
    publicities=PUBLICITIES,
    doors=(MARGINAL_DOOR,),
    policies=(LowIncomePolicy,),
)

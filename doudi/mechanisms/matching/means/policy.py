"""How long an authorisation may run."""

from __future__ import annotations

from doudi.base.parameters import parameter

LONGEST = parameter(
    "authorisation_months",
    "授权书有效期最长",
    "个月",
    12,
    document="《社会救助暂行办法》第五十八条;期限为本县设定(R-CHK-06)",
    note="期满须重新签署",
)
OF_AGE = parameter("of_age", "成年年龄", "周岁", 18, document="《民法典》第十七条", tag="A")
PARAMETERS = (LONGEST, OF_AGE)

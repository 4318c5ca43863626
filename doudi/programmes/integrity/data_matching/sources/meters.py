"""What the utilities measure: a list without identity numbers, told by holder and address."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import AGREEMENT, NOTE, name

POWER = Source(
    "power",
    "居民供电用电量",
    "县供电公司",
    (
        column("meter_no", Kind.CODE, "用户编号", "户号", "用电户号", "电表号", "客户编号"),
        name("用户名称", "户名", "用户姓名", "姓名", "用电户名", "客户名称", code="holder"),
        column(
            "address",
            Kind.ADDRESS,
            "用户地址",
            "用电地址",
            "装表地址",
            "地址",
            "安装地址",
            "用电客户地址",
            required=True,
        ),
        column("use", Kind.SERIES, "用电量", unit="千瓦时", required=True),
        NOTE,
    ),
    titles=("用电", "供电", "电量"),
    basis=AGREEMENT,
    purpose="生活状况辅助评估(R-PROP-07)",
)

WATER = Source(
    "water",
    "居民自来水用水量",
    "县自来水公司",
    (
        column("meter_no", Kind.CODE, "用户编号", "水表编号", "户号", "客户编号"),
        name("户名", "用户名称", "用户姓名", "姓名", "用水户名", "客户名称", "用户名", code="holder"),
        column("address", Kind.ADDRESS, "装表地址", "用水地址", "用户地址", "地址", "安装地址", required=True),
        column("use", Kind.SERIES, "用水量", unit="吨", required=True),
        NOTE,
    ),
    titles=("用水", "自来水", "水量", "抄表记录"),
    basis=AGREEMENT,
    purpose="生活状况辅助评估(R-PROP-07)",
)

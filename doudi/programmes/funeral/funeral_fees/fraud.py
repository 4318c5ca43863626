"""整治比对 over fees (section 1.12): awards beside plots (F-04), waivers for non-residents or twice (F-06), unidentified bodies paid twice (F-07),
prices and suppliers (F-08). The services refuse all of it; what came past them is found here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from doudi.base.parameters import parameter
from doudi.mechanisms.custody.models import TrackedItem
from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.matching import own
from doudi.mechanisms.matching.declare import Check, Direction
from doudi.programmes.funeral.funeral_fees.items import ITEMS
from doudi.programmes.funeral.funeral_fees.models import EcoAward, FeeLine, UnknownBodyCost

_OWN, _KOUJING = "县殡葬管理所", "本县殡葬整治比对口径（待县民政局确认）"
LINES = Source(
    "fee_lines", "收费明细", _OWN,
    (
        column("line", Kind.CODE, "明细"), column("bill", Kind.CODE, "账单"), column("number", Kind.CODE, "死亡登记"), column("name", Kind.NAME, "姓名"),
        column("area", Kind.CODE, "区划"), column("resident", Kind.COUNT, "本县户籍"), column("item", Kind.CODE, "项目"),
        column("item_name", Kind.TEXT, "项目名称"), column("waived", Kind.MONEY, "减免"), column("over", Kind.MONEY, "超参考价"),
        column("clerk", Kind.NAME, "经手人"), column("supplier", Kind.TEXT, "供应商"), column("day", Kind.DATE, "日期"),
    ),
    own=True,
)  # fmt: skip
AWARDS = Source(
    "eco_awards", "生态安葬奖补", _OWN,
    (
        column("award", Kind.CODE, "奖补"), column("mark", Kind.CODE, "逝者标识"), column("number", Kind.CODE, "死亡登记"), column("name", Kind.NAME, "姓名"),
        column("area", Kind.CODE, "区划"), column("amount", Kind.MONEY, "金额"), column("kind", Kind.CODE, "现在何处"), column("place", Kind.CODE, "穴位"),
        column("day", Kind.DATE, "日期"),
    ),
    own=True,
)  # fmt: skip
UNKNOWN = Source(
    "unknown_costs", "无名遗体经费", _OWN,
    (column("cost", Kind.CODE, "登记"), column("document", Kind.CODE, "公安文书号"), column("area", Kind.CODE, "区划"), column("amount", Kind.MONEY, "金额"),
     column("day", Kind.DATE, "日期")),
    own=True,
)  # fmt: skip
SOURCES = (LINES, AWARDS, UNKNOWN)

SALES = parameter("urn_sales_least", "骨灰盒集中度：至少销售", "个", 20, document=_KOUJING, note="F-08；少于此数不比")
SHARE = parameter(
    "urn_supplier_share", "骨灰盒集中度：同一经手人售同一供应商占", "%", 90, document=_KOUJING, note="F-08"
)
OTHERS = parameter(
    "urn_others_share",
    "骨灰盒集中度：其他经手人售该供应商低于",
    "%",
    60,
    document=_KOUJING,
    note="F-08；大家都卖同一家的不算",
)
PARAMETERS = (SALES, SHARE, OTHERS)


def _columns(subject: str, name: str, area: str, amount: str = "NULL") -> str:
    return own.columns("殡葬", subject, name, area, amount)


AWARD_AND_PLOT = Check(
    "R-F-04A", "奖补又占穴位、重复奖补", "有没有领了生态安葬奖补又占穴位，或者一人领了两次？", Direction.PAID, needs=("eco_awards",), basis="R-FEE-08；F-04；A-ASHES-14",
    sql=f"""
        SELECT {_columns("a.award", "a.name", "a.area", "a.amount")},
               printf('%s领取生态安葬奖补，又安放在穴位%s。', a.name, a.place) AS reason, month_no(a.day) AS period_from, NULL AS period_to,
               [ev(a._at, {{'逝者': a.name, '穴位': a.place}})] AS evidence
        FROM eco_awards a WHERE a.kind IN ('CEMETERY', 'COLUMBARIUM')
        UNION ALL
        SELECT {_columns("max(a.award)", "any_value(a.name)", "any_value(a.area)", "sum(a.amount) - min(a.amount)")},
               printf('%s的生态安葬奖补登记了%d次。', any_value(a.name), count(*)) AS reason, month_no(max(a.day)) AS period_from, NULL AS period_to,
               list(ev(a._at, {{'逝者': a.name, '日期': a.day}})) AS evidence
        FROM eco_awards a GROUP BY a.mark HAVING count(*) > 1""",
)  # fmt: skip
WAIVED_WRONGLY = Check(
    "R-F-06", "非本县户籍、重复减免", "有没有给外县户籍的减免，或者同一逝者同一项目减免两次？", Direction.PAID, needs=("fee_lines",), basis="R-FEE-05；F-06",
    sql=f"""
        SELECT {_columns("f.line", "f.name", "f.area", "f.waived")},
               printf('%s不是本县户籍，账单%s减免了%s。', f.name, f.bill, f.item_name) AS reason, month_no(f.day) AS period_from, NULL AS period_to,
               [ev(f._at, {{'账单': f.bill, '项目': f.item_name}})] AS evidence
        FROM fee_lines f WHERE f.waived > 0 AND f.resident = 0
        UNION ALL
        SELECT {_columns("max(f.line)", "any_value(f.name)", "any_value(f.area)", "sum(f.waived) - max(f.waived)")},
               printf('%s的%s减免了%d次。', any_value(f.name), any_value(f.item_name), count(*)) AS reason, month_no(max(f.day)) AS period_from,
               NULL AS period_to, list(ev(f._at, {{'账单': f.bill, '项目': f.item_name}})) AS evidence
        FROM fee_lines f WHERE f.waived > 0 AND f.resident = 1 GROUP BY f.number, f.item HAVING count(*) > 1""",
)  # fmt: skip
UNKNOWN_TWICE = Check(
    "R-F-07", "无名遗体经费重复领取", "有没有同一份公安文书领取了两次无名遗体处置经费？", Direction.PAID, needs=("unknown_costs",), basis="专项整治典型案例；F-07",
    sql=f"""
        SELECT {_columns("max(u.cost)", "any_value(u.document)", "any_value(u.area)", "sum(u.amount) - max(u.amount)")},
               printf('公安文书%s领取了%d次经费。', any_value(u.document), count(*)) AS reason, month_no(max(u.day)) AS period_from, NULL AS period_to,
               list(ev(u._at, {{'文书': u.document, '日期': u.day}})) AS evidence
        FROM unknown_costs u GROUP BY regexp_replace(u.document, '[^0-9A-Za-z一-龥]', '', 'g') HAVING count(*) > 1""",
)  # fmt: skip
PRICES = Check(
    "R-F-08", "超价收费、供应商利益关联", "有没有超过参考价的收费，或者某个经手人卖的骨灰盒几乎都来自一家供应商？", Direction.MISMATCH, needs=("fee_lines",),
    parameters=PARAMETERS, basis="R-FEE-03；F-08",
    sql=f"""
        SELECT {_columns("f.line", "f.name", "f.area", "f.over")},
               printf('账单%s的%s高于参考价。', f.bill, f.item_name) AS reason, month_no(f.day) AS period_from, NULL AS period_to,
               [ev(f._at, {{'账单': f.bill, '项目': f.item_name}})] AS evidence
        FROM fee_lines f WHERE f.over > 0
        UNION ALL
        SELECT {_columns("s.clerk || '|' || s.supplier", "s.clerk", "''")},
               printf('%s经手的%d个骨灰盒中%d个来自%s。', s.clerk, s.sold, s.n, s.supplier) AS reason, $month AS period_from, NULL AS period_to,
               [ev(s._at, {{'经手人': s.clerk, '供应商': s.supplier}})] AS evidence
        FROM (
            SELECT clerk, supplier, count(*) AS n, min(_at) AS _at, sum(count(*)) OVER (PARTITION BY clerk) AS sold,
                   sum(count(*)) OVER (PARTITION BY supplier) AS bought, sum(count(*)) OVER () AS everything
            FROM fee_lines WHERE item = 'urn' AND supplier <> '' GROUP BY clerk, supplier
        ) s
        WHERE s.sold >= $urn_sales_least AND s.n * 100 >= s.sold * $urn_supplier_share
          AND (s.bought - s.n) * 100 < (s.everything - s.sold) * $urn_others_share""",
)  # fmt: skip
CHECKS = (AWARD_AND_PLOT, WAIVED_WRONGLY, UNKNOWN_TWICE, PRICES)


def tables(on: dt.date) -> dict[str, Iterable[Mapping[str, Any]]]:
    """Lines of bills that stand, awards that were not refused, costs of unidentified bodies."""
    lines = FeeLine.objects.filter(live=True).select_related("bill__by", "death").order_by("pk")
    fees = [
        {
            "line": str(row.pk), "bill": row.bill.number, "number": row.death.number, "name": row.death.name, "area": row.bill.area_code,
            "resident": int(row.death.resident), "item": row.item, "item_name": ITEMS[row.item].name if row.item in ITEMS else row.item,
            "waived": row.waived, "over": row.over, "clerk": row.bill.by.name, "supplier": row.supplier, "day": row.bill.on,
        }
        for row in lines
    ]  # fmt: skip
    awards = list(EcoAward.objects.exclude(state=EcoAward.State.REFUSED).select_related("death").order_by("pk"))
    items = TrackedItem.objects.filter(chain="ashes.chain", key__in=[row.death.number for row in awards])
    where = {key: (kind, place) for key, kind, place in items.values_list("key", "kind", "place")}
    given = [
        {
            "award": str(row.pk), "mark": row.mark, "number": row.death.number, "name": row.death.name, "area": row.area_code, "amount": row.amount,
            "kind": where.get(row.death.number, ("", ""))[0], "place": where.get(row.death.number, ("", ""))[1], "day": row.claimed_on,
        }
        for row in awards
    ]  # fmt: skip
    unknown = [
        {"cost": str(row.pk), "document": row.document, "area": row.area_code, "amount": row.amount, "day": row.on}
        for row in UnknownBodyCost.objects.order_by("pk")
    ]
    return {"fee_lines": fees, "eco_awards": given, "unknown_costs": unknown}


RECORDS = own.OwnRecords("funeral_fees", "funeral", SOURCES, CHECKS, PARAMETERS, tables)

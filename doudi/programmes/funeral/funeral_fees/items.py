"""收费项目清单: what may be charged, and what of it is waived. An item that is not here, or has no price on the day, is not charged (R-FEE-02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from doudi.base.money import yuan
from doudi.base.refused import Refused


@dataclass(frozen=True)
class Item:
    """`basic`: never above its price (the parameter of the item's code); else its price is the top of a reference range, and the family
    signs that it has chosen it. `covers`: the quantity that is waived, a number or a parameter; `cap`: the parameter of the most that
    is waived for one. `needy`: waived for the groups of R-FEE-07 only. `slot`: of these only one is charged for one deceased. `reserved`: a funeral home's
    alone (R-ASHES-03)."""

    code: str
    name: str
    unit: str
    basic: bool = True
    covers: int | str = 0
    cap: str = ""
    needy: bool = False
    slot: str = ""
    reserved: bool = False

    @property
    def kind(self) -> str:
        return "基本" if self.basic else "非基本"


ITEMS: dict[str, Item] = {
    each.code: each
    for each in (
        Item("transport", "遗体接运", "次", covers=1, slot="transport", reserved=True),
        Item("storage", "遗体存放", "天", covers="storage_days", slot="storage", reserved=True),
        Item("farewell", "告别", "次", slot="farewell"),
        Item("cremation", "普通炉火化", "具", covers=1, slot="cremation", reserved=True),
        Item("custody", "骨灰寄存", "月", covers="custody_months"),
        Item("eco_burial", "生态安葬服务", "次", covers=1, slot="resting"),
        Item("niche", "骨灰堂格位安放", "个", covers=1, needy=True, slot="resting"),
        Item("maintenance", "公益性公墓维护费", "次", covers=1, needy=True, slot="resting"),
        Item("urn", "骨灰盒", "个", basic=False, covers=1, cap="urn_standard", slot="urn"),
        Item(
            "fine_cremation",
            "拣灰炉火化",
            "具",
            basic=False,
            covers=1,
            cap="cremation",
            slot="cremation",
            reserved=True,
        ),
        Item("grooming", "整容", "次", basic=False, reserved=True),
        Item("embalming", "防腐", "次", basic=False, reserved=True),
        Item("large_farewell", "大告别厅", "次", basic=False, slot="farewell"),
        Item("wreath", "花圈", "个", basic=False),
    )
}


@dataclass(frozen=True)
class Asked:
    """What is to be charged: an item, how much for one (fen), how many; who of the family chose it; whose goods (urns, wreaths)."""

    item: str
    unit_price: int
    quantity: int
    chosen_by: str = ""
    supplier: str = ""


@dataclass(frozen=True)
class Charged:
    """One line of a bill, in fen. `over`: by how much one lies above the reference range; it is charged and shown to the supervisors."""

    asked: Asked
    item: Item
    gross: int
    waived: int
    over: int = 0

    @property
    def net(self) -> int:
        return self.gross - self.waived


def charged(
    asked: Iterable[Asked], *, prices: Mapping[str, int], eligible: bool, needy: bool, had: Sequence[str] = ()
) -> list[Charged]:
    """The lines of a bill by the list of a day (`prices`: the parameters in force, fen). `eligible`: his basic items are waived; `needy`: he is
    of a group that is buried free. `had`: items charged for him on earlier bills. Refused is what is not on the list, above its price,
    charged twice, or of choice and not chosen (R-FEE-02, R-FEE-03); the waiver is that of R-FEE-10."""
    found: list[Charged] = []
    slots = {ITEMS[code].slot for code in had if code in ITEMS} - {""}
    for each in asked:
        item = ITEMS.get(each.item)
        if item is None or each.item not in prices:
            raise Refused(f"“{item.name if item else each.item}”不在当日的收费清单上，不能收费（R-FEE-02）。")
        if each.quantity <= 0 or each.unit_price < 0:
            raise Refused(f"“{item.name}”的数量须大于零，单价不能为负。")
        if item.slot and item.slot in slots:
            raise Refused(f"“{item.name}”或者同类项目已经收过，不能重复收费（R-FEE-03）。")
        slots |= {item.slot} - {""}
        most = prices[each.item]
        if item.basic and each.unit_price > most:
            raise Refused(
                f"“{item.name}”每{item.unit}最高{yuan(most)}元，不能收{yuan(each.unit_price)}元（R-FEE-03）。"
            )
        if not item.basic and not each.chosen_by.strip():
            raise Refused(f"“{item.name}”是自愿选择的项目，须有家属签字确认（R-FEE-03）。")
        gross = each.unit_price * each.quantity
        waived = _waived(item, each, prices) if eligible and (needy or not item.needy) else 0
        found.append(Charged(each, item, gross, waived, 0 if item.basic else max(each.unit_price - most, 0)))
    if not found:
        raise Refused("账单上没有收费项目。")
    return found


def _waived(item: Item, asked: Asked, prices: Mapping[str, int]) -> int:
    """R-FEE-10: by list price, covered quantity and the standard grade, and never more than what is charged."""
    quantity = item.covers if isinstance(item.covers, int) else prices[item.covers]
    each = min(asked.unit_price, prices[item.cap or item.code])
    return min(each * min(quantity, asked.quantity), asked.unit_price * asked.quantity)

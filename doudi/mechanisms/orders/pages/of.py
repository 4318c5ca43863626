"""`pages_of`: the pages of a kind of orders, for a programme to put among its own."""

from __future__ import annotations

from doudi.mechanisms.orders.pages import listing, order, phone, requesting
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.pages.declare import Page


def pages_of(pages: OrderPages) -> tuple[Page, ...]:
    """List, one order, forms of its steps, the form to request one."""
    many, hands = pages.many, pages.kind.hands
    actors = pages.readers | hands.request | hands.check | hands.dispatch | hands.confirm | hands.settle | hands.resolve
    return (
        Page(many, pages.name, listing.list_view(pages), actors, icon=pages.icon),
        Page(f"{many}_new", f"登记{pages.noun}", requesting.new_view(pages), hands.request, f"{many}/new/"),
        Page(f"{many}_one", f"{pages.noun}详情", order.order_view(pages), actors, f"{many}/<int:pk>/"),
        Page(f"{many}_act", "办理", order.act_view(pages), actors, f"{many}/<int:pk>/<slug:step>/"),
    )


def phone_pages_of(*all_pages: OrderPages, name: str) -> tuple[Page, ...]:
    """What who carries them out sees on his phone: his orders of all these kinds, and each with its one button."""
    carry = frozenset().union(*(pages.kind.hands.carry for pages in all_pages))
    return (
        Page("mine", name, phone.mine_view(*all_pages), carry, icon="device-mobile"),
        Page("mine_one", "服务单", phone.one_view(*all_pages), carry, "mine/<int:pk>/"),
        Page("mine_act", "办理", phone.act_view(*all_pages), carry, "mine/<int:pk>/<slug:step>/"),
    )

"""Who may go at all: the hard conditions, each with its sentence."""

from __future__ import annotations

from doudi.mechanisms.orders.dispatching.declare import Carer, Terms, Visit, apart


def why_not(visit: Visit, carer: Carer, terms: Terms) -> str:
    """Why somebody may not be sent to a visit; empty if he may (R-HOME-05, R-TB-09, R-X-07)."""
    if visit.client in carer.kin:
        return "是服务对象的近亲属"
    lacking = visit.credentials - carer.credentials
    if lacking:
        return f"没有{'、'.join(sorted(lacking))}"
    if carer.skills and visit.item not in carer.skills:
        return "不会该项目"
    if visit.sex and carer.sex != visit.sex:
        return "该项目须由女性服务" if visit.sex == "F" else "该项目须由男性服务"
    if visit.languages and not visit.languages & carer.languages:
        return "语言不通"
    if apart(visit, carer) > terms.farthest:
        return f"超过{terms.farthest / 1000:g}公里"
    if visit.latest + visit.minutes < carer.since or visit.earliest + visit.minutes > carer.until:
        return "时间对不上"
    return ""

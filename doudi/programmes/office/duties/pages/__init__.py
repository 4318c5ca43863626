"""The pages of delegations and substitutes, with who may open them."""

from __future__ import annotations

from doudi.base.roles import STAFF_ROLES, TOWNSHIP_ROLES, Role
from doudi.pages.declare import Page
from doudi.programmes.office.duties.pages import delegations, substitutes

_READERS = TOWNSHIP_ROLES | {Role.BUREAU_LEADER, Role.COUNTY_OFFICER}

PAGES: tuple[Page, ...] = (
    Page("delegations", "权限下放", delegations.many, _READERS, icon="route"),
    Page("delegate", "下放权限", delegations.new, delegations.DECIDERS, "delegations/new/"),
    Page("delegation", "下放详情", delegations.one, _READERS, "delegations/<int:pk>/"),
    Page("call_back", "收回权限", delegations.call_back, delegations.DECIDERS, "delegations/<int:pk>/call-back/"),
    Page("substitutes", "代办安排", substitutes.many, STAFF_ROLES, icon="user-check"),
    Page("arrange", "安排代办", substitutes.new, STAFF_ROLES, "substitutes/new/"),
    Page("substitute", "代办详情", substitutes.one, STAFF_ROLES, "substitutes/<int:pk>/"),
    Page("back", "结束代办", substitutes.end, STAFF_ROLES, "substitutes/<int:pk>/end/"),
)

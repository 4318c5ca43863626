"""The roles that a user may act in. Which rows a role sees is answered by `base.access` alone."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """What a user may be allowed to act as; the codes of the role matrix stand behind each (B8, T3, O1 …)."""

    BUREAU_LEADER = "BUREAU_LEADER", "局领导"  # L1, L2
    VERIFICATION_CENTRE = "VERIFICATION_CENTRE", "核对中心"  # B8
    COUNTY_OFFICER = "COUNTY_OFFICER", "社会救助股"  # B1
    FINANCE = "FINANCE", "财务"  # B7
    TOWNSHIP_LEADER = "TOWNSHIP_LEADER", "乡镇分管领导"  # T1
    TOWNSHIP_CLERK = "TOWNSHIP_CLERK", "乡镇经办人"  # T3
    VILLAGE_WORKER = "VILLAGE_WORKER", "村级协理员"  # V2
    INSPECTOR = "INSPECTOR", "纪委监委"  # O1
    AUDITOR = "AUDITOR", "审计员"  # O2
    DATA_OFFICER = "DATA_OFFICER", "数据联络员"  # data officer of a supplying department
    ADMINISTRATOR = "ADMINISTRATOR", "系统管理员"  # B11
    FUNERAL_OFFICER = "FUNERAL_OFFICER", "殡葬管理所"  # B5
    FUNERAL_ENFORCER = "FUNERAL_ENFORCER", "殡葬执法队"  # B5: two officers a case
    FUNERAL_HOME = "FUNERAL_HOME", "殡仪馆"  # P1
    CEMETERY_KEEPER = "CEMETERY_KEEPER", "公墓管理员"  # P2
    # Outside the bureau: who gives services, each within his place or for his organisation.
    STATION_KEEPER = "STATION_KEEPER", "站长"  # STATION: dispatches and confirms, never credits his own account
    VOLUNTEER = "VOLUNTEER", "志愿者"  # VOLU: takes orders
    PROVIDER = "PROVIDER", "服务机构"  # OPER: a provider's office
    CARE_WORKER = "CARE_WORKER", "护理员"  # CAREG


COUNTY_ROLES = frozenset({Role.BUREAU_LEADER, Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.FINANCE})
TOWNSHIP_ROLES = frozenset({Role.TOWNSHIP_LEADER, Role.TOWNSHIP_CLERK})
# Those who handle people's affairs. The discipline commission and auditors read only what is handed to them, a data officer only
# his own lists, the administrator nothing of the business (R-SOD-07).
STAFF_ROLES = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.VILLAGE_WORKER}


def role_choices() -> list[tuple[str, str]]:
    """Every role with its name. As a function, so that a new role is no new migration."""
    return Role.choices

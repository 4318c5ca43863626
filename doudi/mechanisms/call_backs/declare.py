"""What a line says of its call-backs: how many, within how many days, by whom."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.base.limits import Number
from doudi.base.roles import Role


@dataclass(frozen=True)
class CallBacks:
    """`share`: per cent of what is asked about. `days`: within which the call is made. `by`: none of those who are asked about. `apart`: what
    a refusal says of who may not call ("服务机构以外的")."""

    share: Number
    days: Number
    by: frozenset[Role]
    apart: str = "服务机构以外的"

"""The business of the bureau on one screen: every section and programme, in the order of the menu."""

from __future__ import annotations

from doudi.declare import Programme, Section
from doudi.programmes.assistance.dibao.programme import dibao
from doudi.programmes.integrity.data_matching.programme import data_matching
from doudi.programmes.office.funds.programme import funds

CATALOGUE: tuple[Section, ...] = (
    Section("assistance", "社会救助", "heart-handshake", (dibao,)),
    Section("office", "综合", "cash", (funds,)),
    Section("integrity", "整治监督", "shield-check", (data_matching,)),
)


def programmes() -> list[Programme]:
    """Every programme, in the order of the menu."""
    return [programme for section in CATALOGUE for programme in section.programmes]

"""What must not happen: the conditions (`unless`) that the flow names, each answered with the sentence that the page shows."""

from __future__ import annotations

from doudi.base.calendar import months_later
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.registry.death_records.models import DeathCertificate
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.handing import of, square_cm2, terms
from doudi.programmes.funeral.ashes.models import AshesCase, Placement


def certificate_of(row: AshesCase) -> DeathCertificate | None:
    """The certificate that is valid now, without its number and cause."""
    rows = DeathCertificate.objects.filter(death=row.death_id, withdrawn_at=None)
    return rows.only("name", "person_index", "died_at").first()


def not_to_be_received(case: Case, said: Said) -> str | None:
    """Remains are moved against a certificate only (R-ASHES-04), by a funeral home (R-ASHES-03: no other role has the action)."""
    row = of(case)
    if certificate_of(row) is None:
        return "没有死亡证明，不能接运遗体。"
    if str(said.get("name", "")).strip() and str(said["name"]).strip() != row.death.name:
        return "接运登记的姓名与死亡证明不一致，请先核对更正（R-CERT-09）。"
    return None


def not_to_be_cremated(case: Case, said: Said) -> str | None:
    """R-ASHES-06, R-CERT-09: identity, certificate, confirmation form and organiser are checked together; no exception exists. Before the
    notice of April 2024 the certificate was enough."""
    row = of(case)
    certificate = certificate_of(row)
    if certificate is None:
        return "没有死亡证明，不能火化；请先补齐证明。"
    if certificate.name != row.death.name:
        return "死亡证明与遗体接收登记的姓名不一致，不能火化；请先更正。"
    if certificate.person_index and row.death.person_id is not None and certificate.person_index != row.death.key:
        return "死亡证明与遗体接收登记的身份证号不一致，不能火化；请先更正。"
    if certificate.died_at != row.death.died_at:
        return "死亡证明与登记的死亡时间不一致，不能火化；请先更正。"
    if terms(said.on)["four_checks"]:
        missing = [
            label
            for code, label in (("identity_checked", "逝者身份"), ("certificate_checked", "死亡证明"), ("form_number", "火化确认书"), ("organiser_checked", "承办人身份"))
            if not str(said.get(code) or "").strip()
        ]  # fmt: skip
        if missing:
            return f"火化前须同时核对四项，还缺{'、'.join(missing)}；没有例外，请补齐后再火化。"
    if row.stored_until is not None and said.on > row.stored_until:
        return f"遗体存放已于{row.stored_until:%Y-%m-%d}到期，请先办理延长存放。"
    return None


def not_to_be_released(case: Case, said: Said) -> str | None:
    """R-ASHES-09, R-ASHES-10: a destination proof or the township's letter; the collector's identity."""
    if not (str(said.get("proof", "")).strip() or str(said.get("letter", "")).strip()):
        return "须凭安放去向凭证或者乡镇出具的骨灰领取证明领取；没有的，骨灰继续在馆寄存。"
    if not said.get("collector_checked"):
        return "须核对领取人的身份证件。"
    return None


def not_to_be_placed(case: Case, said: Said) -> str | None:
    """R-ASHES-11, R-ASHES-13, R-CEM-01; what custody asks (room, seal, place) it asks by itself."""
    custodian = Custodian.objects.filter(code=said.get("facility", "")).first()
    if custodian is None or custodian.kind not in chain.AT_REST:
        return "只能安放在登记在册的公墓、骨灰堂或者生态安葬区，请选择安放地点。"
    area = square_cm2(said)
    terms_ = terms(said.on)
    most = terms_["double_cm2"] if said.get("double") else terms_["single_cm2"]
    if area is not None and area > most:
        return f"{'双' if said.get('double') else '单'}穴面积{area / 10_000:.2f}平方米，超过上限{most / 10_000:.2f}平方米（R-CEM-01）。"
    if Placement.objects.filter(certificate=str(said.get("certificate", "")).strip()).exists():
        return "安葬证号已用于另一次安放，请核对。"
    return None


def not_to_be_closed(case: Case, said: Said) -> str | None:
    """The checklist: household register cancelled, no alert open."""
    row = of(case)
    if row.death.person_id is not None and row.death.resident and row.death.cancelled_on is None:
        return "户籍尚未注销，不能办结；请督促办理并登记注销回执。"
    if row.alerts.filter(case__closed_at=None).exists():
        return "还有未处理完的预警，不能办结。"
    return None


def still_claimed(case: Case, said: Said) -> str | None:
    """R-ASHES-18: so many months in custody, and a public notice."""
    row = of(case)
    months = terms(said.on)["unclaimed_months"]
    since = row.kept_since or row.cremated_on
    if since is None or months_later(since, months) > said.on:
        return f"寄存未满{months}个月，不能按无人认领处理。"
    return None


def not_matching(case: Case, said: Said) -> str | None:
    """A match is one of seal and place; otherwise it is a finding of its own."""
    if not (said.get("seal_matches") and said.get("place_matches")):
        return "封签、位置有一项不符的，请办理“核查不符”。"
    return None


def held_in_the_home(case: Case, said: Said) -> str | None:
    return "遗体已入馆，请办理“解除留置（已入馆）”。" if of(case).received_at is not None else None


def not_held_in_the_home(case: Case, said: Said) -> str | None:
    return "遗体尚未入馆，请办理“解除留置（未入馆）”。" if of(case).received_at is None else None


def not_to_be_moved(case: Case, said: Said) -> str | None:
    """What was scattered or given back to nature, buried lawfully or donated stays."""
    item = of(case).item
    if item is None or item.kind not in (chain.CEMETERY, chain.COLUMBARIUM):
        return "只有公墓、骨灰堂中的骨灰可以迁移。"
    return None

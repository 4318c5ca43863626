"""Disability certificates that have ended, been cancelled or changed grade while the subsidy goes on."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.checks.phrases import GRADE, paid_anyway

ENDED = Check(
    "R-CMP-21",
    "残疾人证失效后发放",
    "残疾人证到期、注销或降级以后，两项补贴是否仍在发放？",
    Direction.PAID,
    needs=("disability_certificates", "payments"),
    parameters=(p.CERTIFICATE_GONE, p.CERTIFICATE_RENEWING, p.CERTIFICATE_REPLACED),
    exemptions=(
        Exemption("renewing", "换证期间原待遇继续"),
        Exemption("month", "本月到期，次月停发"),
        Exemption("renewed", "旧证到期，新证已办"),
    ),
    basis="R-DIS-04、R-DIS-05",
    amount_means="证件失效月之后各所属月份已发放的补贴",
    # Of several certificates the newest counts that was not replaced by another.
    sql=paid_anyway(
        """
        WITH newest AS (
            SELECT d.*, says(d.state, $certificate_gone) AS gone FROM disability_certificates_of d
            QUALIFY row_number() OVER (PARTITION BY person_key
                ORDER BY says(d.state, $certificate_replaced), d.issued_on DESC NULLS LAST, d.valid_to DESC NULLS LAST, d._row_id) = 1
        ), renewing AS (
            SELECT person_key FROM disability_certificates_of
            WHERE says(state, $certificate_renewing) OR says(note, $certificate_renewing)
        ), events AS (
            SELECT c.*, c.gone AND c.changed_on IS NULL AND coalesce(month_no(c.valid_to), $month) >= $month AS undated,
                   CASE WHEN c.gone THEN coalesce(month_no(c.changed_on), least(month_no(c.valid_to), $month - 1))
                        WHEN month_no(c.valid_to) < $month THEN month_no(c.valid_to) END AS ended,
                   CASE WHEN c.grade IN (3, 4) THEN coalesce(month_no(c.issued_on), month_no(c.changed_on), $month - 1) END AS lowered
            FROM newest c WHERE c.person_key NOT IN (SELECT person_key FROM renewing)
        )
        SELECT f.*, '的残疾人证已' || CASE
                   WHEN e.undated THEN e.state
                   WHEN e.gone THEN '于' || strftime(coalesce(e.changed_on, e.valid_to), '%Y-%m-%d') || e.state
                   WHEN e.ended IS NOT NULL THEN '于' || strftime(e.valid_to, '%Y-%m-%d') || '到期'
                   ELSE coalesce('于' || strftime(coalesce(e.issued_on, e.changed_on), '%Y-%m-%d'), '') || '评定为' || """
        + GRADE.format("e.grade")
        + """ END AS because,
               [CASE WHEN e.undated THEN '失效日期不明，只计本月' END,
                CASE WHEN e.ended IS NULL AND e.issued_on IS NULL AND e.changed_on IS NULL THEN '评定日期不明，只计本月' END, e.spelling] AS doubts,
               [ev(e._at, {'姓名': e.name, '证件状态': e.state, '等级': e.grade, '发证日期': e.issued_on, '有效期至': e.valid_to,
                           '变更日期': e.changed_on})] AS pieces
        FROM paid f JOIN events e USING (person_key)
        WHERE f.programme IN ('困难残疾人生活补贴', '重度残疾人护理补贴') AND f.person_key NOT IN (SELECT person_key FROM deaths)
          AND (f.month > e.ended OR (f.programme = '重度残疾人护理补贴' AND f.month > e.lowered))"""
    ),
)

CHECKS = (ENDED,)

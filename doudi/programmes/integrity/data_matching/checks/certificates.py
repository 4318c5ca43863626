"""Disability certificates that have ended, been cancelled or changed grade while the subsidy goes on."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p

ENDED = Check(
    "R-CMP-21",
    "残疾人证失效后发放",
    "残疾人证到期、注销或降级以后,两项补贴是否仍在发放?",
    Direction.PAID,
    needs=("disability_certificates", "payments"),
    parameters=(p.CERTIFICATE_GONE, p.CERTIFICATE_RENEWING, p.CERTIFICATE_REPLACED),
    exemptions=(
        Exemption("renewing", "换证期间原待遇继续"),
        Exemption("month", "本月到期,次月停发"),
        Exemption("renewed", "旧证到期,新证已办"),
    ),
    basis="R-DIS-04、R-DIS-05",
    amount_means="证件失效月之后各所属月份已发放的补贴",
    sql="""
        WITH current AS (
            SELECT d.id_number_key AS person_key, n.name_plain, d.name, d.certificate_no, d.grade, d.issued_on, d.valid_to, d.state, d.changed_on, d._stale, d._at,
                   regexp_matches(coalesce(d.state, ''), $certificate_gone) AS gone
            FROM disability_certificates d JOIN disability_certificates_named n USING (_row_id) WHERE d.id_number_key IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY d.id_number_key ORDER BY regexp_matches(coalesce(d.state, ''), $certificate_replaced), d.issued_on DESC NULLS LAST, d.valid_to DESC NULLS LAST) = 1
        ), renewing AS (
            SELECT DISTINCT id_number_key AS person_key FROM disability_certificates WHERE regexp_matches(coalesce(state, '') || coalesce(note, ''), $certificate_renewing)
        ), events AS (
            SELECT c.*, CASE WHEN c.gone THEN coalesce(month_no(c.changed_on), month_no(c.valid_to)) WHEN c.valid_to IS NOT NULL AND month_no(c.valid_to) < $month THEN month_no(c.valid_to) END AS ended,
                   CASE WHEN c.grade IN (3, 4) THEN coalesce(month_no(c.issued_on), month_no(c.changed_on)) END AS lowered
            FROM current c WHERE c.person_key NOT IN (SELECT person_key FROM renewing)
        )
        SELECT f.person_key AS subject_key, max(f.id_number) AS subject_id, max(f.name) AS subject_name, coalesce(max(s.household_no), '') AS household_no,
               string_agg(DISTINCT f.programme, '+' ORDER BY f.programme) AS programme, coalesce(max(s.area_code), '') AS area_code, 'exact' AS strength, NOT bool_or(e._stale) AS conclusive,
               CASE WHEN bool_or(e._stale) THEN ['残疾人证名单已过期'] ELSE [] END AS doubts, sum(f.amount_fen) AS amount_fen,
               printf('%s的残疾人证%s,此后仍发放%s%d笔,计%s元。', max(f.name),
                      CASE WHEN bool_or(e.gone) THEN coalesce('已于' || day_words(max(e.changed_on)), '已') || max(e.state)
                           WHEN max(e.ended) IS NOT NULL THEN '已于' || day_words(max(e.valid_to)) || '到期'
                           ELSE printf('已于%s评定为%d级', coalesce(day_words(max(e.issued_on)), ''), max(e.grade)) END,
                      string_agg(DISTINCT f.programme, '、' ORDER BY f.programme), count(*), yuan(sum(f.amount_fen))) AS reason,
               min(f.month) AS period_from, max(f.month) AS period_to,
               list_concat([ev(min(e._at), {'证件状态': max(e.state), '等级': max(e.grade), '有效期至': max(e.valid_to), '发证日期': max(e.issued_on), '变更日期': max(e.changed_on)})],
                    list(ev(f._at, {'待遇': f.programme, '所属月份': month_words(f.month), '金额': yuan(f.amount_fen)}) ORDER BY f.month, f.programme)) AS evidence
        FROM paid f JOIN events e USING (person_key) LEFT JOIN subjects s USING (person_key)
        WHERE f.programme IN ('困难残疾人生活补贴', '重度残疾人护理补贴') AND e.name_plain = f.name_plain AND f.person_key NOT IN (SELECT person_key FROM deaths)
          AND (f.month > e.ended OR (f.programme = '重度残疾人护理补贴' AND f.month > e.lowered))
        GROUP BY f.person_key""",
)

CHECKS = (ENDED,)

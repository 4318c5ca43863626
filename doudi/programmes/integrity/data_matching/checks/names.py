"""The same number under another name: one of the two is wrong, and nobody knows which before somebody looks (R-ID-02)."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction
from doudi.programmes.integrity.data_matching import parameters as p

OTHER_NAME = Check(
    "R-ID-02",
    "同号异名",
    "救助对象的身份证号，在别的名单上是不是写着另一个人的姓名？",
    Direction.MISMATCH,
    needs=(),
    needs_any=(
        (
            "dibao_rural",
            "dibao_urban",
            "tekun",
            "living_subsidy",
            "nursing_subsidy",
            "children_allowance",
            "age_allowance",
        ),
    ),
    sharpened_by=("register",),
    parameters=(p.RURAL_STANDARD,),
    basis="R-ID-02",
    # Which of the two is meant is open, hence only possible; what the row says is not used by other checks.
    sql="""
        WITH told AS (
            SELECT o.person_key, string_agg(DISTINCT o.list_name, '、' ORDER BY o.list_name) AS lists, min(o.written) AS written,
                   list(ev(o.spot, {'姓名': o.written}) ORDER BY o.list_name, o._row_id) AS pieces
            FROM other_names o JOIN subjects s USING (person_key) WHERE o.written <> s.name GROUP BY o.person_key
        ), received AS (
            SELECT r.person_key, list(ev(r._at, {'姓名': r.name, '待遇': r.programme}) ORDER BY r.programme) AS pieces
            FROM recipients r WHERE r.person_key IN (SELECT person_key FROM told) GROUP BY r.person_key
        )
        SELECT s.person_key AS subject_key, s.id_number AS subject_id, s.name AS subject_name, coalesce(s.household_no, '') AS household_no,
               s.programmes AS programme, s.area_code, 'possible' AS strength, ['证号、姓名哪一个有误需核实，相关记录未作比对'] AS doubts,
               NULL AS amount_fen,
               printf('%s的身份证号在%s中登记为“%s”，相关记录未作比对，请核实证号。', s.name, o.lists, o.written) AS reason,
               NULL AS period_from, NULL AS period_to,
               o.pieces || r.pieces AS evidence
        FROM told o JOIN subjects s USING (person_key) LEFT JOIN received r USING (person_key)""",
)

CHECKS = (OTHER_NAME,)

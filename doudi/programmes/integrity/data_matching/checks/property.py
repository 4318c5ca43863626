"""Property that an assisted household is not supposed to have."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p
from doudi.programmes.integrity.data_matching.checks.phrases import ABOUT, ABOUT_OWNER, ON_ROLL, each_line_once

VEHICLE = Check(
    "R-CMP-09",
    "名下车辆",
    "低保、特困对象名下有没有超过限额的车辆？",
    Direction.PAID,
    needs=("vehicles",),
    parameters=(p.VEHICLE_LIMIT, p.MOBILITY, p.VEHICLE_GONE, p.VEHICLE_LIVE, p.VEHICLE_IN_DOUBT),
    exemptions=(
        Exemption("mobility", "残疾人专用车、摩托车"),
        Exemption("gone", "已报废、注销、转出"),
        Exemption("sold", "已卖未过户、借名购车（R-PROP-06，只作待核实）"),
        Exemption("cheap", "购置价不高于限额"),
        Exemption("name", "同号异名"),
    ),
    basis="R-PROP-02;《最低生活保障审核确认办法》第十四条",
    sql=f"""
        SELECT {ABOUT},
               [CASE WHEN v.price IS NULL THEN '没有购置价' END,
                CASE WHEN says(v.note, $vehicle_in_doubt) THEN '备注“' || v.note || '”需核实' END,
                CASE WHEN NOT says(coalesce(v.state, '正常'), $vehicle_live) THEN '车辆状态“' || v.state || '”需核实' END, v.spelling] AS doubts,
               NULL AS amount_fen,
               printf('%s享受%s，名下有%s%s%s，%s限额%s元。', a.name, a.programme, coalesce(v.type, '机动车'), coalesce(v.plate, ''),
                      coalesce(strftime(v.registered_on, '（%Y-%m-%d登记）'), ''),
                      CASE WHEN v.price IS NULL THEN '没有购置价，' ELSE '购置价' || yuan(v.price) || '元，高于' END, yuan($vehicle_limit)) AS reason,
               month_no(v.registered_on) AS period_from, NULL AS period_to,
               [ev(v._at, {{'所有人': v.name, '号牌': v.plate, '类型': v.type, '购置价': yuan(v.price), '状态': v.state}}), {ON_ROLL}] AS evidence
        FROM vehicles_of v JOIN assisted a USING (person_key)
        WHERE NOT says(v.state, $vehicle_gone) AND NOT says(v.type, $mobility) AND NOT says(v.use, $mobility) AND NOT says(v.note, $mobility)
          AND (v.price IS NULL OR v.price > $vehicle_limit)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY v.price DESC NULLS LAST, v._row_id) = 1""",
)

# Homes that count: dwellings standing in the register now, each unit once, shares and inheritances left out. Where an office leaves
# the units' numbers out, a home is known by its place.
HOMES = """
    SELECT DISTINCT ON (t.person_key, unit_no) t.person_key, coalesce(t.unit_no, t.place, CAST(t._row_id AS VARCHAR)) AS unit_no, t.area, t.place, t.spelling,
           CASE WHEN says(t.note, $home_in_doubt) THEN '备注“' || t.note || '”需核实' END AS doubt,
           ev(t._at, {{'权利人': t.name, '坐落': t.place, '面积': t.area, '不动产单元号': t.unit_no}}) AS piece
    FROM titles_of t
    WHERE t.person_key IN (SELECT person_key FROM {owners}) AND says(coalesce(t.use, '住宅'), $dwelling) AND NOT says(t.state, $title_gone)
      AND NOT says(t.share, $shared_title) AND NOT says(t.note, $shared_title)
    ORDER BY t.person_key, unit_no, t._row_id"""

TWO_HOMES = Check(
    "R-CMP-10",
    "两套及以上住房",
    "低保、特困家庭名下有没有两套以上住房且人均面积超标？",
    Direction.PAID,
    needs=("titles",),
    parameters=(p.HOMES, p.AREA_PER_HEAD, p.DWELLING, p.TITLE_GONE, p.SHARED_TITLE, p.HOME_IN_DOUBT),
    exemptions=(
        Exemption("couple", "夫妻共有一套登记两行"),
        Exemption("share", "继承份额、按份共有"),
        Exemption("use", "车位、储藏间"),
        Exemption("gone", "已灭失；倒塌、搬迁的只作待核实（R-PROP-06）"),
        Exemption("small", "人均面积不高于平均"),
    ),
    basis="R-PROP-01",
    # Homes whose area nobody registered are asked about: they may be large.
    sql=f"""
        WITH homes AS ({HOMES.format(owners="assisted")}),
        owned AS (
            SELECT a.*, h.unit_no, h.area AS worth, h.spelling, h.doubt, h.piece FROM homes h JOIN assisted a USING (person_key)
            QUALIFY row_number() OVER (PARTITION BY a.family, h.unit_no ORDER BY a.person_key) = 1
        )
        SELECT {ABOUT_OWNER}, list(spelling) || list(doubt) || [CASE WHEN count(*) > count(worth) THEN '有住房没有登记面积' END] AS doubts, NULL AS amount_fen,
               printf('%s家庭（%d人）名下有住房%d套', arg_max(name, {{'w': coalesce(worth, -1), 'p': person_key}}), CAST(max(persons) AS INTEGER), count(*))
                 || CASE WHEN sum(worth) / max(persons) > $area_per_head
                         THEN printf('共%.1f平方米，人均%.1f平方米，高于%.1f平方米。', sum(worth), sum(worth) / max(persons), CAST($area_per_head AS DOUBLE))
                         ELSE printf('，登记面积不全，是否高于人均%.1f平方米需核实。', CAST($area_per_head AS DOUBLE)) END AS reason,
               NULL AS period_from, NULL AS period_to, list(piece ORDER BY unit_no) || [ev(min(_at), {{'姓名': min(name), '保障人口': max(persons)}})] AS evidence
        FROM owned GROUP BY family
        HAVING count(*) >= $homes AND (sum(worth) / max(persons) > $area_per_head OR count(worth) < count(*))""",
)

# Firms that count: trading, the person still in his role; who leads one, or holds a share by his capital.
FIRMS = """
    SELECT DISTINCT ON (f.person_key, f.firm, f.role, f.capital) f.person_key, coalesce(f.firm, '企业') AS firm, coalesce(f.role, '从业人员') AS role, coalesce(f.capital, 0) AS capital, f.founded_on, f.spelling,
           says(f.role, $role_lead) AND NOT says(f.type, $cooperative) AND NOT says(f.firm, $cooperative) AS leads,
           CASE WHEN says(f.note, $firm_in_doubt) THEN '备注“' || f.note || '”需核实'
                WHEN NOT says(f.state, $firm_live) THEN '登记状态“' || coalesce(f.state, '空') || '”需核实' END AS doubt,
           ev(f._at, {'姓名': f.name, '企业': f.firm, '角色': f.role, '认缴出资': yuan(f.capital), '登记状态': f.state}) AS piece
    FROM firms_of f
    WHERE NOT says(f.state, $firm_gone) AND NOT says(f.person_state, $role_gone)
      AND (says(f.role, $role_lead) OR NOT says(f.type, $cooperative) AND NOT says(f.firm, $cooperative))
    ORDER BY f.person_key, f.firm, f.role, f.capital, f._at"""

FIRM = Check(
    "R-CMP-11",
    "办企业或认缴出资",
    "低保、特困对象是不是在营企业的经营者，或认缴出资达到限额？",
    Direction.PAID,
    needs=("firms",),
    parameters=(p.CAPITAL_LIMIT, p.FIRM_LIVE, p.FIRM_GONE, p.FIRM_IN_DOUBT, p.ROLE_LEAD, p.ROLE_GONE, p.COOPERATIVE),
    exemptions=(
        Exemption("gone", "已注销、吊销"),
        Exemption("cooperative", "合作社普通成员"),
        Exemption("changed", "法定代表人已变更"),
        Exemption("borrowed", "被冒名、借名登记，或已停止经营（R-PROP-06，只作待核实）"),
        Exemption("name", "同名另一人"),
    ),
    basis="R-PROP-04",
    sql=f"""
        WITH live AS ({FIRMS})
        SELECT a.person_key AS subject_key, max(a.id_number) AS subject_id, max(a.name) AS subject_name, max(a.household_no) AS household_no,
               max(a.programme) AS programme, max(a.area_code) AS area_code, 'exact' AS strength, list(f.doubt) || list(f.spelling) AS doubts,
               NULL AS amount_fen,
               printf('%s享受%s，系%s，认缴出资合计%s元。', max(a.name), max(a.programme),
                      string_agg(DISTINCT f.firm || '的' || f.role, '、' ORDER BY f.firm || '的' || f.role), yuan(sum(f.capital))) AS reason,
               min(month_no(f.founded_on)) AS period_from, NULL AS period_to,
               list(f.piece ORDER BY f.firm, f.role) || [ev(min(a._at), {{'姓名': max(a.name), '待遇': max(a.programme)}})] AS evidence
        FROM live f JOIN assisted a USING (person_key)
        GROUP BY a.person_key HAVING bool_or(f.leads) OR sum(f.capital) >= $capital_limit""",
)

ASSETS = Check(
    "R-CMP-15",
    "金融资产超限",
    "低保、特困家庭人均金融资产是否超过限额？",
    Direction.PAID,
    needs=("financial_assets",),
    parameters=(p.ASSETS_PER_HEAD, p.ASSETS_EXCUSED, p.URBAN_STANDARD, p.RURAL_STANDARD),
    exemptions=(
        Exemption("compensation", "征地、事故赔偿款"),
        Exemption("funeral", "老年人身后积蓄"),
        Exemption("name", "同号异名"),
    ),
    basis="R-PROP-03",
    sql=f"""
        WITH owned AS (
            SELECT a.*, b.balance AS worth, b.spelling, CASE WHEN says(b.note, $assets_excused) THEN '含“' || b.note || '”，需核实' END AS excuse,
                   ev(b._at, {{'姓名': b.name, '机构': b.institution, '类型': b.kind, '余额': yuan(b.balance), '备注': b.note}}) AS piece
            FROM {each_line_once("financial_assets", "institution", "kind", "balance", "note", of="assisted")} b JOIN assisted a USING (person_key)
        )
        SELECT {ABOUT_OWNER}, list(excuse) || list(spelling) AS doubts, NULL AS amount_fen,
               printf('%s家庭（%d人）金融资产合计%s元，人均%s元，高于月标准的%d倍。', arg_max(name, {{'w': worth, 'p': person_key}}),
                      CAST(max(persons) AS INTEGER), yuan(sum(worth)), yuan(sum(worth) / max(persons)), CAST($assets_per_head AS INTEGER)) AS reason,
               NULL AS period_from, NULL AS period_to,
               list(piece ORDER BY worth DESC, piece) || [ev(min(_at), {{'姓名': min(name), '保障人口': max(persons)}})] AS evidence
        FROM owned GROUP BY family HAVING sum(worth) / max(persons) > $assets_per_head * max(standard_fen)""",
)

SUPPORTER = Check(
    "R-CMP-18",
    "赡养、抚养人有能力",
    "不同户的父母、成年子女，有没有超限额的车辆、出资或住房？",
    Direction.PAID,
    needs=("register",),
    needs_any=(("vehicles", "firms", "titles"),),
    sharpened_by=("vehicles", "firms", "titles", "marriages"),
    parameters=(p.SUPPORTER_VEHICLE_LIMIT, p.CAPITAL_LIMIT, p.HOMES, p.AREA_PER_HEAD, p.WORKING_VEHICLE, p.ADULT_AGE),
    exemptions=(
        Exemption("vehicle", "车辆未超过赡养人限额"),
        Exemption("firm", "企业已注销"),
        Exemption("namesake", "办企业的是同名人"),
    ),
    basis="R-PROP-01、R-PROP-02、R-PROP-04(赡养人口径)",
    # Whoever lives in the household or is assisted himself supports nobody.
    sql=f"""
        WITH duty AS (
            SELECT a.family, a.household_no, p.child_key AS person_key, '子女' AS relation, a.person_key AS assisted_key
            FROM assisted a JOIN parents p ON p.parent_key = a.person_key
            UNION SELECT a.family, a.household_no, p.parent_key, '父母', a.person_key FROM assisted a JOIN parents p ON p.child_key = a.person_key
        ), supporters AS (
            SELECT d.*, q.name, q.household_no AS book, greatest(coalesce(z.persons, 1), 1) AS persons
            FROM duty d JOIN people q USING (person_key) LEFT JOIN books z ON z.household_no = q.household_no
            WHERE NOT q.dead AND month_no(q.born_on) + 12 * $adult_age <= $month AND q.person_key NOT IN (SELECT person_key FROM assisted)
              AND NOT EXISTS (SELECT 1 FROM members m WHERE m.household_no = d.household_no AND m.person_key = d.person_key)
        ), in_books AS (
            SELECT s.person_key AS supporter_key, s.persons, o.person_key FROM supporters s JOIN people o ON o.household_no = s.book
            UNION SELECT person_key, persons, person_key FROM supporters
        ), homes AS ({HOMES.format(owners="in_books")}),
        theirs AS (
            SELECT o.supporter_key, o.persons, h.*, o.person_key = o.supporter_key AS own FROM in_books o JOIN homes h USING (person_key)
            QUALIFY row_number() OVER (PARTITION BY o.supporter_key, h.unit_no ORDER BY own DESC, h.person_key) = 1
        ), live AS ({FIRMS}),
        failings AS (
            SELECT v.person_key, CASE WHEN says(v.note, $vehicle_in_doubt) THEN '备注“' || v.note || '”需核实' ELSE v.spelling END AS doubt, printf('车辆购置价%s元', yuan(v.price)) AS failing,
                   [ev(v._at, {{'所有人': v.name, '号牌': v.plate, '类型': v.type, '购置价': yuan(v.price)}})] AS pieces
            FROM vehicles_of v
            WHERE v.price > $supporter_vehicle_limit AND NOT says(v.state, $vehicle_gone)
              AND NOT says(v.type, $working_vehicle) AND NOT says(v.use, $working_vehicle)
              AND NOT says(v.type, $mobility) AND NOT says(v.use, $mobility) AND NOT says(v.note, $mobility)
            UNION ALL
            SELECT person_key, min(coalesce(doubt, spelling)), printf('认缴出资合计%s元', yuan(sum(capital))), list(piece ORDER BY firm, role)
            FROM live GROUP BY person_key HAVING sum(capital) >= $capital_limit
            UNION ALL
            SELECT supporter_key, min(coalesce(doubt, spelling)), printf('家庭住房%d套，人均%.1f平方米', count(*), sum(area) / max(persons)),
                   list(piece ORDER BY unit_no)
            FROM theirs GROUP BY supporter_key
            HAVING count(*) >= $homes AND sum(area) / max(persons) > $area_per_head AND bool_or(own)
        )
        SELECT {ABOUT}, [f.doubt] AS doubts, NULL AS amount_fen,
               printf('%s享受%s，其%s%s（不同户）%s，超过赡养人限额。', a.name, a.programme, s.relation, s.name, f.failing) AS reason,
               NULL AS period_from, NULL AS period_to,
               f.pieces || [ev(a._at, {{'姓名': a.name, '待遇': a.programme, '赡养人': s.name, '关系': s.relation}})] AS evidence
        FROM supporters s JOIN failings f USING (person_key) JOIN assisted a ON a.person_key = s.assisted_key
        QUALIFY row_number() OVER (PARTITION BY a.family ORDER BY f.doubt NULLS FIRST, s.person_key, a.person_key, f.failing) = 1""",
)

CHECKS = (VEHICLE, TWO_HOMES, FIRM, ASSETS, SUPPORTER)

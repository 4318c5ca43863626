"""Property that an assisted household is not supposed to have, or that those who must support it have."""

from __future__ import annotations

from doudi.mechanisms.matching.declare import Check, Direction, Exemption
from doudi.programmes.integrity.data_matching import parameters as p

VEHICLE = Check(
    "R-CMP-09",
    "名下车辆",
    "低保、特困对象名下有没有超过限额的车辆?",
    Direction.PAID,
    needs=("vehicles",),
    parameters=(p.VEHICLE_LIMIT, p.MOBILITY, p.VEHICLE_GONE, p.VEHICLE_LIVE),
    exemptions=(
        Exemption("mobility", "残疾人专用车、摩托车"),
        Exemption("gone", "已报废、注销、转出"),
        Exemption("cheap", "购置价不高于限额"),
        Exemption("name", "同号异名"),
    ),
    basis="R-PROP-02;《最低生活保障审核确认办法》第十四条",
    sql="""
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code, 'exact' AS strength,
               NOT v._stale AND v.price IS NOT NULL AND regexp_matches(coalesce(v.state, '正常'), $vehicle_live) AS conclusive,
               list_concat(CASE WHEN v._stale THEN ['车辆名单已过期'] ELSE [] END, CASE WHEN v.price IS NULL THEN ['没有购置价'] ELSE [] END,
                    CASE WHEN NOT regexp_matches(coalesce(v.state, '正常'), $vehicle_live) THEN ['车辆状态“' || v.state || '”需核实'] ELSE [] END) AS doubts,
               NULL AS amount_fen,
               printf('%s享受%s,名下有%s%s(%s登记),购置价%s元,高于限额%s元。', a.name, a.programme, coalesce(v.type, '机动车'), coalesce(v.plate, ''),
                      coalesce(day_words(v.registered_on), '日期不明'), coalesce(yuan(v.price), '不明'), yuan($vehicle_limit)) AS reason,
               coalesce(month_no(v.registered_on), 0) AS period_from, NULL AS period_to,
               [ev(v._at, {'号牌': v.plate, '类型': v.type, '购置价': yuan(v.price), '状态': v.state, '所有人': v.name}), ev(a._at, {'姓名': a.name, '待遇': a.programme})] AS evidence
        FROM vehicles v JOIN vehicles_named n USING (_row_id) JOIN assisted a ON a.person_key = v.id_number_key
        WHERE n.name_plain = a.name_plain AND NOT regexp_matches(coalesce(v.state, ''), $vehicle_gone)
          AND NOT regexp_matches(coalesce(v.type, '') || coalesce(v.use, '') || coalesce(v.note, ''), $mobility)
          AND (v.price IS NULL OR v.price > $vehicle_limit)
        QUALIFY row_number() OVER (PARTITION BY a.person_key ORDER BY v.price DESC NULLS LAST, v._row_id) = 1""",
)

# Homes that count: dwellings standing in the register now, each unit once, shares and inheritances left out.
HOMES = """
    SELECT DISTINCT ON (t.id_number_key, t.unit_no) t.id_number_key AS person_key, n.name_plain, t.unit_no, t.area, t.place, t.state, t.share, t._stale, t._at
    FROM titles t JOIN titles_named n USING (_row_id)
    WHERE t.id_number_key IS NOT NULL AND regexp_matches(coalesce(t.use, '住宅'), $dwelling) AND NOT regexp_matches(coalesce(t.state, ''), $title_gone)
      AND NOT regexp_matches(coalesce(t.share, '') || coalesce(t.note, ''), $shared_title)
    ORDER BY t.id_number_key, t.unit_no, t._row_id"""

TWO_HOMES = Check(
    "R-CMP-10",
    "两套及以上住房",
    "低保、特困家庭名下有没有两套以上住房且人均面积超标?",
    Direction.PAID,
    needs=("titles",),
    parameters=(p.HOMES, p.AREA_PER_HEAD, p.DWELLING, p.TITLE_GONE, p.SHARED_TITLE),
    exemptions=(
        Exemption("couple", "夫妻共有一套登记两行"),
        Exemption("share", "继承份额、按份共有"),
        Exemption("use", "车位、储藏间"),
        Exemption("gone", "已灭失"),
        Exemption("small", "人均面积不高于平均"),
    ),
    basis="R-PROP-01",
    sql=f"""
        WITH homes AS ({HOMES}),
        owned AS (
            SELECT a.*, h.unit_no, h.area, h.place, h._stale AS stale, h._at AS h_at,
                   CASE WHEN a.household_no = '' THEN a.id_number ELSE a.household_no END AS family,
                   row_number() OVER (PARTITION BY CASE WHEN a.household_no = '' THEN a.id_number ELSE a.household_no END, h.unit_no ORDER BY a.person_key) AS turn
            FROM homes h JOIN assisted a ON a.person_key = h.person_key WHERE h.name_plain = a.name_plain
        )
        SELECT arg_max(person_key, {{'a': area, 'p': person_key}}) AS subject_key, arg_max(id_number, {{'a': area, 'p': person_key}}) AS subject_id, arg_max(name, {{'a': area, 'p': person_key}}) AS subject_name, max(household_no) AS household_no,
               max(programme) AS programme, max(area_code) AS area_code, 'exact' AS strength, NOT bool_or(stale) AS conclusive,
               CASE WHEN bool_or(stale) THEN ['不动产名单已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s家庭(%d人)名下有住房%d套共%.1f平方米,人均%.1f平方米,高于%.1f平方米。', arg_max(name, {{'a': area, 'p': person_key}}), CAST(max(persons) AS INTEGER), count(*), sum(area), sum(area) / max(persons),
                      CAST($area_per_head AS DOUBLE)) AS reason,
               NULL AS period_from, NULL AS period_to,
               list(ev(h_at, {{'权利人': name, '坐落': place, '面积': area, '不动产单元号': unit_no}}) ORDER BY unit_no) AS evidence
        FROM owned WHERE turn = 1 GROUP BY family HAVING count(*) >= $homes AND sum(area) / max(persons) > $area_per_head""",
)

# Firms that count: trading, the person still in his role; the founder or head, or a shareholder by his capital.
FIRMS = """
    SELECT f.id_number_key AS person_key, n.name_plain, f.firm, coalesce(f.role, '') AS role, coalesce(f.capital, 0) AS capital, f.state, f.founded_on, f._stale, f._at,
           regexp_matches(coalesce(f.role, ''), $role_lead) AND NOT regexp_matches(coalesce(f.type, '') || coalesce(f.firm, ''), $cooperative) AS leads,
           regexp_matches(coalesce(f.state, ''), $firm_live) AS trading
    FROM firms f JOIN firms_named n USING (_row_id)
    WHERE f.id_number_key IS NOT NULL AND NOT regexp_matches(coalesce(f.state, ''), $firm_gone) AND NOT regexp_matches(coalesce(f.person_state, ''), $role_gone)
      AND (regexp_matches(coalesce(f.role, ''), $role_lead) OR NOT regexp_matches(coalesce(f.type, '') || coalesce(f.firm, ''), $cooperative))"""

FIRM = Check(
    "R-CMP-11",
    "办企业或认缴出资",
    "低保、特困对象是不是在营企业的经营者,或认缴出资达到限额?",
    Direction.PAID,
    needs=("firms",),
    parameters=(p.CAPITAL_LIMIT, p.FIRM_LIVE, p.FIRM_GONE, p.ROLE_LEAD, p.ROLE_GONE, p.COOPERATIVE),
    exemptions=(
        Exemption("gone", "已注销、吊销"),
        Exemption("cooperative", "合作社普通成员"),
        Exemption("changed", "法定代表人已变更"),
        Exemption("name", "同名另一人"),
    ),
    basis="R-PROP-04",
    sql=f"""
        WITH live AS ({FIRMS})
        SELECT a.person_key AS subject_key, max(a.id_number) AS subject_id, max(a.name) AS subject_name, max(a.household_no) AS household_no, max(a.programme) AS programme,
               max(a.area_code) AS area_code, 'exact' AS strength, NOT bool_or(f._stale) AND bool_and(f.trading) AS conclusive,
               list_concat(CASE WHEN bool_or(f._stale) THEN ['市场主体名单已过期'] ELSE [] END,
                    CASE WHEN NOT bool_and(f.trading) THEN ['登记状态“' || coalesce(min(f.state) FILTER (NOT f.trading), '空') || '”需核实'] ELSE [] END) AS doubts,
               NULL AS amount_fen,
               printf('%s享受%s,%s,认缴出资合计%s元。', max(a.name), max(a.programme),
                      string_agg(DISTINCT '任' || f.firm || f.role, '、' ORDER BY '任' || f.firm || f.role), yuan(sum(f.capital))) AS reason,
               min(month_no(f.founded_on)) AS period_from, NULL AS period_to,
               list_concat(list(ev(f._at, {{'企业': f.firm, '角色': f.role, '认缴出资': yuan(f.capital), '登记状态': f.state}}) ORDER BY f.firm),
                    [ev(min(a._at), {{'姓名': max(a.name), '待遇': max(a.programme)}})]) AS evidence
        FROM live f JOIN assisted a ON a.person_key = f.person_key WHERE f.name_plain = a.name_plain
        GROUP BY a.person_key HAVING bool_or(f.leads) OR sum(f.capital) >= $capital_limit""",
)

SUPPORTER = Check(
    "R-CMP-18",
    "赡养、抚养人有能力",
    "不同户的父母、成年子女,有没有超限额的车辆、出资或住房?",
    Direction.PAID,
    needs=("register",),
    needs_any=(("vehicles", "firms", "titles"),),
    sharpened_by=("vehicles", "firms", "titles", "marriages"),
    parameters=(p.SUPPORTER_VEHICLE_LIMIT, p.CAPITAL_LIMIT, p.HOMES, p.AREA_PER_HEAD),
    exemptions=(
        Exemption("vehicle", "车辆未超过赡养人限额"),
        Exemption("firm", "企业已注销"),
        Exemption("namesake", "办企业的是同名人"),
    ),
    basis="R-PROP-01、R-PROP-02、R-PROP-04(赡养人口径)",
    sql=f"""
        WITH duty AS (
            SELECT a.person_key, a.household_no, p.child_key AS supporter_key, '子女' AS relation FROM assisted a JOIN parents p ON p.parent_key = a.person_key
            UNION SELECT a.person_key, a.household_no, p.parent_key, '父母' FROM assisted a JOIN parents p ON p.child_key = a.person_key
        ), supporters AS (
            SELECT d.person_key, d.relation, q.person_key AS supporter_key, q.name, q.name_plain, q.household_no AS book, coalesce(z.persons, 1) AS persons
            FROM duty d JOIN people q ON q.person_key = d.supporter_key LEFT JOIN register_size z ON z.household_no = q.household_no
            WHERE NOT q.dead AND month_no(q.born_on) + 12 * $adult_age <= $month
              AND NOT EXISTS (SELECT 1 FROM members m WHERE m.household_no = d.household_no AND m.person_key = d.supporter_key)
              AND q.person_key NOT IN (SELECT person_key FROM assisted)
        ), homes AS ({HOMES}), live AS ({FIRMS}),
        failings AS (
            SELECT s.*, printf('车辆购置价%s元', yuan(v.price)) AS failing, v._stale, [ev(v._at, {{'号牌': v.plate, '购置价': yuan(v.price), '所有人': v.name}})] AS pieces
            FROM supporters s JOIN vehicles v ON v.id_number_key = s.supporter_key JOIN vehicles_named n ON n._row_id = v._row_id
            WHERE n.name_plain = s.name_plain AND v.price > $supporter_vehicle_limit AND NOT regexp_matches(coalesce(v.state, ''), $vehicle_gone)
              AND NOT regexp_matches(coalesce(v.type, '') || coalesce(v.use, '') || coalesce(v.note, ''), $mobility || '|货车|营运|营转非|客运|出租')
            UNION ALL BY NAME
            SELECT s.person_key, s.relation, s.supporter_key, s.name, s.name_plain, s.book, s.persons, printf('认缴出资合计%s元', yuan(sum(f.capital))) AS failing,
                   bool_or(f._stale) AS _stale, list(ev(f._at, {{'企业': f.firm, '角色': f.role, '认缴出资': yuan(f.capital)}}) ORDER BY f.firm) AS pieces
            FROM supporters s JOIN live f ON f.person_key = s.supporter_key WHERE f.name_plain = s.name_plain GROUP BY ALL HAVING sum(f.capital) >= $capital_limit
            UNION ALL BY NAME
            SELECT s.person_key, s.relation, s.supporter_key, min(s.name) AS name, min(s.name_plain) AS name_plain, s.book, s.persons,
                   printf('家庭住房%d套,人均%.1f平方米', count(DISTINCT h.unit_no), sum(h.area) / s.persons) AS failing, bool_or(h._stale) AS _stale,
                   list(ev(h._at, {{'坐落': h.place, '面积': h.area}}) ORDER BY h.unit_no) AS pieces
            FROM supporters s JOIN people o ON o.household_no = s.book JOIN homes h ON h.person_key = o.person_key
            WHERE h.name_plain = o.name_plain
            GROUP BY s.person_key, s.relation, s.supporter_key, s.book, s.persons
            HAVING count(DISTINCT h.unit_no) >= $homes AND sum(h.area) / s.persons > $area_per_head AND bool_or(o.person_key = s.supporter_key)
        )
        SELECT a.person_key AS subject_key, a.id_number AS subject_id, a.name AS subject_name, a.household_no, a.programme, a.area_code, 'exact' AS strength,
               NOT f._stale AS conclusive, CASE WHEN f._stale THEN ['名单已过期'] ELSE [] END AS doubts, NULL AS amount_fen,
               printf('%s享受%s,其%s%s(不同户)%s,超过赡养人限额。', a.name, a.programme, f.relation, f.name, f.failing) AS reason, NULL AS period_from, NULL AS period_to,
               f.pieces || [ev(a._at, {{'姓名': a.name, '待遇': a.programme, '赡养人': f.name, '关系': f.relation}})] AS evidence
        FROM failings f JOIN assisted a USING (person_key)
        QUALIFY row_number() OVER (PARTITION BY CASE WHEN a.household_no = '' THEN a.id_number ELSE a.household_no END, f.supporter_key ORDER BY a.person_key, f.failing) = 1
            AND row_number() OVER (PARTITION BY CASE WHEN a.household_no = '' THEN a.id_number ELSE a.household_no END ORDER BY f.supporter_key, f.failing) = 1""",
)

ASSETS = Check(
    "R-CMP-15",
    "金融资产超限",
    "低保、特困家庭人均金融资产是否超过限额?",
    Direction.PAID,
    needs=("financial_assets",),
    parameters=(p.ASSETS_PER_HEAD, p.URBAN_STANDARD, p.RURAL_STANDARD),
    exemptions=(
        Exemption("compensation", "征地、事故赔偿款"),
        Exemption("funeral", "老年人身后积蓄"),
        Exemption("name", "同号异名"),
    ),
    basis="R-PROP-03",
    sql="""
        WITH owned AS (
            SELECT a.*, b.balance, b.institution, b.kind, b._stale, b._at AS b_at, CASE WHEN a.household_no = '' THEN a.id_number ELSE a.household_no END AS family,
                   regexp_matches(coalesce(b.note, ''), '赔偿|补偿|抚恤|身后|丧葬') AS excused
            FROM financial_assets b JOIN financial_assets_named n USING (_row_id) JOIN assisted a ON a.person_key = b.id_number_key
            WHERE n.name_plain = a.name_plain
        )
        SELECT arg_max(person_key, {'a': balance, 'p': person_key}) AS subject_key, arg_max(id_number, {'a': balance, 'p': person_key}) AS subject_id, arg_max(name, {'a': balance, 'p': person_key}) AS subject_name, max(household_no) AS household_no,
               max(programme) AS programme, max(area_code) AS area_code, 'exact' AS strength, NOT bool_or(_stale) AND NOT bool_or(excused) AS conclusive,
               list_concat(CASE WHEN bool_or(_stale) THEN ['金融资产结果已过期'] ELSE [] END, CASE WHEN bool_or(excused) THEN ['含赔偿、补偿款,需核实'] ELSE [] END) AS doubts,
               NULL AS amount_fen,
               printf('%s家庭(%d人)金融资产合计%s元,人均%s元,高于月标准的%d倍。', arg_max(name, {'a': balance, 'p': person_key}), CAST(max(persons) AS INTEGER), yuan(sum(balance)), yuan(sum(balance) / max(persons)),
                      CAST($assets_per_head AS INTEGER)) AS reason, NULL AS period_from, NULL AS period_to,
               list(ev(b_at, {'姓名': name, '机构': institution, '类型': kind, '余额': yuan(balance)}) ORDER BY balance DESC) AS evidence
        FROM owned GROUP BY family HAVING sum(balance) / max(persons) > $assets_per_head * max(standard_fen)""",
)

CHECKS = (VEHICLE, TWO_HOMES, FIRM, ASSETS, SUPPORTER)

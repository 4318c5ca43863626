"""骨灰跟踪案 (R-ASHES-01): S0 to S8 and X1 to X9, read as the county's instruction reads. Where the thing itself is, the chain of custody says;
no action here seizes, demolishes or digs up anything (R-ASHES-20, R-ENF-07)."""

from __future__ import annotations

from doudi.base.limits import Days, Workdays
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Field, Flow, Stage
from doudi.programmes.funeral.ashes import aside, at_the_home, conditions, handing, laying, verifying
from doudi.programmes.funeral.ashes.models import AshesCase, Finding
from doudi.programmes.funeral.ashes.policy import limit

HOME, KEEPER, OFFICE = Role.FUNERAL_HOME, Role.CEMETERY_KEEPER, Role.FUNERAL_OFFICER
CLERK, HEAD, ENFORCER = Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER, Role.FUNERAL_ENFORCER
TOWN = frozenset({CLERK, OFFICE})
DESTINATIONS = tuple(AshesCase.Destination.choices)
WRONG = tuple((code, name) for code, name in Finding.choices if code != Finding.MATCH)

FAMILY = Field("family", "签字的丧属", required=True)
SEAL_NEW = Field("seal", "封签号", required=True, hint="可以扫码填入")
SEAL = Field("seal", "核对到的封签号", required=True, hint="看骨灰盒上的封签照抄，不符的当场查明")
PHOTO = Field("photo", "照片", "photo", required=True)
PLACED = (
    Field("facility", "安放地点", required=True),
    Field("place", "穴位、格位", hint="例如 A-3-12；生态安葬不填"),
    Field("double", "双穴", "yes"),
    Field("square", "面积（平方米）", hint="骨灰堂、生态安葬不填"),
    Field("agreement", "安葬协议号"),
    Field("certificate", "安葬证号", required=True),
    Field("longitude", "经度"),
    Field("latitude", "纬度"),
    Field("partner", "合葬的死亡登记编号", hint="夫妻合葬时填写先安放者的编号"),
    FAMILY,
    PHOTO,
)
CHECKED = (Field("seal_matches", "封签相符", "yes"), Field("place_matches", "位置相符", "yes"), PHOTO)
WHY = Field("words", "具体情况", "long", required=True)

CERTIFY = Action("certify", "登记死亡证明", "S0", "S1", by=SYSTEM)
RECEIVE = Action(
    "receive", "接运入馆", "S1", "S2", by=HOME, within=Days(limit("receive_days"), safety=True),
    unless=conditions.not_to_be_received, then_many=at_the_home.receive,
    fields=(
        Field("name", "遗体腕牌上的姓名", required=True), Field("vehicle", "接运车辆", required=True),
        SEAL_NEW, Field("slot", "冷藏柜"), FAMILY, Field("photo", "接运交接单照片", "photo", required=True),
    ),
)  # fmt: skip
EXTEND = Action(
    "extend", "延长存放", "S2", "S2", by=HOME, then_many=at_the_home.extend_storage,
    fields=(Field("until", "存放至", "date", required=True), Field("applicant", "申请人", required=True), Field("paper", "书面申请", "file")),
)  # fmt: skip
CREMATE = Action(
    "cremate", "火化", "S2", "S3", by=HOME, pair=True, companion="复核人", within=Days(limit("storage_days"), safety=True),
    unless=conditions.not_to_be_cremated, then_many=at_the_home.cremate,
    fields=(
        Field("identity_checked", "已核对逝者身份", "yes"), Field("certificate_checked", "已核对死亡证明", "yes"),
        Field("form_number", "火化确认书编号", required=True), Field("organiser_checked", "已核对承办人身份证件", "yes"),
        Field("furnace", "火化炉", required=True), Field("began", "点火时间", required=True, hint="例如 08:30"),
        Field("ended", "结束时间", required=True, hint="例如 09:40"), SEAL_NEW, FAMILY,
        Field("photo", "火化现场照片", "photo"),
    ),
)  # fmt: skip
ISSUE = Action(
    "issue", "开具火化证明", "S3", "S3", by=HOME, awaited=True, within=Days(1, safety=True), apart_from=("cremate",),
    then_many=at_the_home.give_certificates, fields=(Field("recipient", "领证人", required=True), Field("copies", "份数")),
)  # fmt: skip
KEEP = Action("keep", "在馆寄存", "S3", "S4", by=HOME, needs=("issue",), then_many=at_the_home.keep)
RELEASE = Action(
    "release", "三方交接领取", ("S3", "S4"), "S5", by=HOME, pair=True, companion="跟踪员", needs=("issue",),
    unless=conditions.not_to_be_released, then_many=at_the_home.release,
    fields=(
        Field("destination", "去向", "choice", required=True, choices=DESTINATIONS),
        Field("proof", "去向凭证号", hint="公墓、骨灰堂的凭证"), Field("letter", "骨灰领取证明号", hint="乡镇出具的；与去向凭证填一项"),
        Field("collector", "领取人", required=True), Field("relation", "与逝者关系", required=True),
        Field("collector_checked", "已核对领取人身份证件", "yes"), SEAL, Field("photo", "封签照片", "photo", required=True),
    ),
)  # fmt: skip
PLACE = Action(
    "place", "安放", ("S5", "X7"), "S6", by=KEEPER, pair=True, companion="跟踪员", within=Days(limit("placement_days"), safety=True),
    unless=conditions.not_to_be_placed, then_many=laying.place, fields=(SEAL, *PLACED),
)  # fmt: skip
LAY_AWAY = Action(
    "lay_away", "外县安放", ("S5", "X7"), "S6", by=TOWN, then_many=aside.lay_away,
    fields=(Field("certificate", "外县安放证明号", required=True), Field("where", "安放地点", required=True), PHOTO),
)  # fmt: skip
LOSE = Action("lose", "去向不明", "S5", "X7", by=SYSTEM)
VERIFY = Action(
    "verify", "回访核查相符", "S6", "S7", by=CLERK, within=Days(limit("verify_days"), safety=True), apart_from=("release", "place", "put_right"),
    unless=conditions.not_matching, then_many=verifying.verify, fields=CHECKED,
)  # fmt: skip
FAIL = Action(
    "fail", "核查不符", "S6", "X6", by=CLERK, apart_from=("release", "place", "put_right"), then_many=verifying.fail, grave=True,
    fields=(Field("finding", "核查结果", "choice", required=True, choices=WRONG), *CHECKED, Field("where", "实际所在"), WHY),
)  # fmt: skip
CLOSE = Action(
    "close", "办结", "S7", "S8", by=HEAD, within=Workdays(limit("close_days")), apart_from=("verify", "recheck"),
    unless=conditions.not_to_be_closed, bulk=True,
)  # fmt: skip
RECHECK = Action(
    "recheck", "年度抽查相符", "S8", "S7", by=OFFICE, apart_from=("release", "place", "put_right", "verify"),
    unless=conditions.not_matching, then_many=verifying.verify, fields=CHECKED,
)  # fmt: skip
RECHECK_FAIL = Action(
    "recheck_fail", "年度抽查不符", "S8", "X6", by=OFFICE, apart_from=("release", "place", "put_right", "verify"),
    then_many=verifying.fail, grave=True, fields=FAIL.fields,
)  # fmt: skip

# 旁支
AWAY = Action(
    "away", "异地火化", ("S0", "S1"), "X1", by=TOWN, then_many=aside.come_from_away,
    fields=(
        Field("away_home", "火化的殡仪馆", required=True), Field("away_certificate", "异地火化证明号", required=True),
        Field("cremated_on", "火化日期", "date", required=True), Field("photo", "火化证明照片", "photo", required=True),
    ),
)  # fmt: skip
COLLECT_AWAY = Action(
    "collect_away", "异地骨灰接回", "X1", "S5", by=TOWN, pair=True, companion="跟踪员", within=Days(limit("placement_days"), safety=True),
    then_many=aside.collect_away,
    fields=(Field("collector", "领取人", required=True), SEAL_NEW, Field("away_certificate", "异地火化证明号", required=True)),
)  # fmt: skip
BURY = Action(
    "bury", "依法土葬", "S1", "X2", by=OFFICE, then_many=aside.bury_lawfully,
    fields=(
        Field("document", "批准文件", required=True), Field("where", "安葬地点", required=True), Field("reform_area", "土葬改革区", "yes"),
    ),
)  # fmt: skip
DONATE = Action(
    "donate", "遗体捐献", "S1", "X3", by=OFFICE, then_many=aside.donate,
    fields=(Field("document", "捐献证明号", required=True), Field("where", "接收单位", required=True)),
)  # fmt: skip
CLOSE_ASIDE = Action(
    "close_aside", "办结（土葬、捐献）", ("X2", "X3"), "S8", by=HEAD, within=Workdays(limit("close_days")),
    apart_from=("bury", "donate"), unless=conditions.not_to_be_closed,
)  # fmt: skip
POLICE = Action(
    "police", "公安留置", ("S0", "S1", "S2"), "X4", by=TOWN, fields=(Field("document", "公安文书号", required=True),)
)
FREE = Action(
    "free", "解除留置（未入馆）", "X4", "S1", by=TOWN, unless=conditions.held_in_the_home, foreseen=True, counts_from="on",
    fields=(Field("document", "解除文书号", required=True), Field("on", "解除文书日期", "date", required=True)),
)  # fmt: skip
FREE_HERE = Action(
    "free_here", "解除留置（已入馆）", "X4", "S2", by=TOWN, unless=conditions.not_held_in_the_home, foreseen=True, counts_from="on",
    then_many=at_the_home.storage_anew, fields=FREE.fields,
)  # fmt: skip
UNCLAIM = Action(
    "unclaim", "无人认领", ("S3", "S4"), "X5", by=HOME, needs=("issue",), unless=conditions.still_claimed, grave=True,
    fields=(Field("notice", "公告", required=True, hint="公告的文号和日期"),),
)  # fmt: skip
BURY_UNCLAIMED = Action(
    "bury_unclaimed", "无人认领，生态安葬", "X5", "S6", by=HOME, pair=True, companion="监督人", then_many=at_the_home.bury_unclaimed,
    fields=(Field("facility", "安放地点", required=True), Field("notice", "公告", required=True), PHOTO),
)  # fmt: skip
CLAIMED = Action("claimed", "有人认领", "X5", "S4", by=HOME, needs_reason=True)
FIND_IMPROPER = Action(
    "find_improper", "查实违规安葬", ("S5", "X7"), "X6", by=frozenset({CLERK, ENFORCER}), then_many=verifying.find_improper, grave=True,
    fields=(Field("where", "实际所在", required=True), WHY, PHOTO),
)  # fmt: skip
PUT_RIGHT = Action(
    "put_right", "整改后安放", "X6", "S6", by=KEEPER, pair=True, companion="跟踪员", within=Days(limit("rectify_days"), safety=True),
    unless=conditions.not_to_be_placed, then_many=laying.put_right, fields=PLACED,
)  # fmt: skip
ALLOW_MOVE = Action(
    "allow_move", "准许迁移", ("S6", "S7", "S8"), "X8", by=OFFICE, unless=conditions.not_to_be_moved, foreseen=True,
    fields=(Field("permit", "迁移许可号", required=True), Field("why", "迁移理由", required=True)),
)  # fmt: skip
MOVE = Action(
    "move", "迁移安放", "X8", "S6", by=KEEPER, pair=True, companion="跟踪员", within=Days(limit("move_days"), safety=True),
    unless=conditions.not_to_be_placed, then_many=laying.move_place, fields=PLACED,
)  # fmt: skip
VOID = Action("void", "误报作废", ("S0", "S1", "X4"), "X9", by=SYSTEM)

ACTIONS = (
    CERTIFY, RECEIVE, EXTEND, CREMATE, ISSUE, KEEP, RELEASE, PLACE, LAY_AWAY, LOSE, VERIFY, FAIL, CLOSE, RECHECK, RECHECK_FAIL, AWAY, COLLECT_AWAY,
    BURY, DONATE, CLOSE_ASIDE, POLICE, FREE, FREE_HERE, UNCLAIM, BURY_UNCLAIMED, CLAIMED, FIND_IMPROPER, PUT_RIGHT, ALLOW_MOVE, MOVE, VOID,
)  # fmt: skip
TRACKING = Flow(
    "ashes.tracking",
    "骨灰跟踪",
    stages=(
        Stage("S0", "已报告", "warn"),
        Stage("S1", "已开证", "info"),
        Stage("S2", "已接运入馆", "info"),
        Stage("S3", "已火化", "info"),
        Stage("S4", "在馆寄存", "info", rests=True),
        Stage("S5", "已领取", "warn"),
        Stage("S6", "已安放", "ok"),
        Stage("S7", "已核查", "ok"),
        Stage("S8", "已办结", "ok", final=True),
        Stage("X1", "异地火化", "info"),
        Stage("X2", "依法土葬", "ok"),
        Stage("X3", "遗体捐献", "ok"),
        Stage("X4", "公安留置", "warn", rests=True),
        Stage("X5", "无人认领", "warn"),
        Stage("X6", "违规安葬", "danger"),
        Stage("X7", "去向不明", "danger"),
        Stage("X8", "迁移中", "warn"),
        Stage("X9", "误报", "", final=True),
    ),
    start="S0",
    actions=ACTIONS,
    subjects_many=handing.subjects,
    prefix="灰",
    road=("S0", "S1", "S2", "S3", "S5", "S6", "S7", "S8"),
    reads={"ashes": ("death", "item__custodian")},
    facts=handing.facts,
)

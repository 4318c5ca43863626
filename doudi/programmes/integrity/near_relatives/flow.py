"""近亲属备案的流程: declared, the township's opinion, the county's visit to every one of them (R-REL-03), on file, reviewed each year, ended."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import SYSTEM, Action, Days, Field, Flow, Stage, Workdays
from doudi.programmes.integrity.near_relatives import handling
from doudi.programmes.integrity.near_relatives.policy import limit

HEAD, OFFICER = Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER
_LIVE = ("DECLARED", "OPINION", "FILED", "REVIEW_DUE")
VISIT_FIELDS = (
    Field("visited_on", "入户日期", "date", required=True),
    Field("found", "入户情况", "long", required=True, hint="家庭人口、收入、财产、困难是否属实"),
    Field("photo", "入户照片", "photo"),
)

OPINE = Action(
    "opine", "乡镇提出意见", "DECLARED", "OPINION", by=HEAD, within=Workdays(limit("opinion")),
    fields=(Field("words", "意见", "long", required=True, hint="申报是否属实，救助是否按规定审核"),),
)  # fmt: skip
VISIT = Action(
    "visit", "县级入户并备案", "OPINION", "FILED", by=OFFICER, pair=True, within=Workdays(limit("visit")), then=handling.keep_visit,
    fields=(*VISIT_FIELDS, Field("opinion", "县级意见", "long", required=True)),
)  # fmt: skip
# Whoever handled his relative's case without a word of it (R-REC-05).
HAND_ON = Action(
    "hand_on", "移送问题线索", "FILED", "FILED", by=frozenset({OFFICER, Role.BUREAU_LEADER}),
    unless=handling.handled_nothing, foreseen=True, then=handling.hand_on,
    fields=(
        Field("document", "移送函文号", required=True),
        Field("to", "接收单位", required=True, hint="例如：县纪委监委驻县民政局纪检监察组"),
        Field("handed_on", "移送日期", "date", required=True),
        Field("words", "线索摘要", "long", required=True),
    ),
)  # fmt: skip
FALL_DUE = Action(
    "fall_due", "年度复核到期", "FILED", "REVIEW_DUE", by=SYSTEM, within=Days(limit("review_every")), lapses=True
)
REVIEW = Action(
    "review", "年度复核", "REVIEW_DUE", "FILED", by=OFFICER, pair=True, within=Workdays(limit("review")), then=handling.keep_review,
    fields=VISIT_FIELDS,
)  # fmt: skip
# The benefit changed: noted where the filing stands (R-REL-06). One action a stage, as it moves nothing.
AMENDS = {
    stage: Action(f"amend_{stage.lower()}", "待遇变动", stage, stage, by=SYSTEM, then=handling.keep_change)
    for stage in _LIVE
}
END = Action("end", "终止备案", _LIVE, "ENDED", by=SYSTEM, then=handling.keep_end)
WITHDRAW = Action(
    "withdraw", "更正：不属近亲属", _LIVE, "ENDED", by=OFFICER, needs_reason=True, grave=True, then=handling.keep_end,
    fields=(Field("proof", "户籍等证明", "file", required=True),),
)  # fmt: skip

FILINGS = Flow(
    "near_relatives.filings",
    "近亲属备案",
    stages=(
        Stage("DECLARED", "已申报", "info"),
        Stage("OPINION", "待县级入户", "warn"),
        Stage("FILED", "备案在册", "ok", rests=True),
        Stage("REVIEW_DUE", "待年度复核", "warn"),
        Stage("ENDED", "已终止", final=True),
    ),
    start="DECLARED",
    actions=(OPINE, VISIT, HAND_ON, FALL_DUE, REVIEW, *AMENDS.values(), END, WITHDRAW),
    subjects_many=handling.subjects,
    prefix="亲",
    road=("DECLARED", "OPINION", "FILED", "ENDED"),
    facts=handling.facts,
)  # fmt: skip

"""Enforcement: what a verification finds becomes a clue, two certified officers look into it, nothing is decided that was not told, nothing forced."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base.calendar import printed
from doudi.base.models import Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, VILLAGE, somebody
from doudi.catalogue import programmes
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.programmes.funeral.ashes import flow as ashes
from doudi.programmes.funeral.ashes.models import AshesAlert
from doudi.programmes.funeral.ashes.stories import DIED, Hearse
from doudi.programmes.funeral.funeral_enforcement import flow, intermediaries, services
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase, Violation

ON = dt.date(2026, 7, 6)  # a Monday


class Team(Hearse):
    """The hearse's county, with three officers (two certified), two lawyers of the office and a leader."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.three = (somebody(f"officer{n}", Role.FUNERAL_ENFORCER, COUNTY) for n in range(3))
        self.lawyer, self.leader = (
            somebody("lawyer", Role.FUNERAL_OFFICER, COUNTY),
            somebody("leader", Role.BUREAU_LEADER, COUNTY),
        )
        Grant.objects.update(since=dt.date(2020, 1, 1))
        for number, user in enumerate((self.one, self.two)):
            services.certify(
                user,
                number=f"执{number}",
                since=dt.date(2024, 1, 1),
                until=dt.date(2028, 1, 1),
                by=self.office,
                at=moment(ON),
            )

    def clue(self) -> Case:
        return services.enter(
            Violation.SCATTERED, title="某山地", words="散埋", area_code=VILLAGE, by=self.clerk, at=moment(ON)
        )

    def act(self, case: Case, action: Any, by: User, on: dt.date, second: User | None = None, **said: Any) -> None:
        case.refresh_from_db()
        files = [self.photo] if any(each.kind in ("photo", "file") for each in action.fields) else []
        take(case, action, by=by, at=moment(on), because="属实", data=said, files=files, together_with=second)

    def checked(self) -> Case:
        case = self.clue()
        self.act(case, flow.CHECK, self.one, ON, self.two, words="属实")
        return case

    def filed(self, on: dt.date = ON, **said: Any) -> Case:
        case = self.checked()
        given = {"violation": "V01", "party": "某人", "done_on": "2026-05-01", **said}
        self.act(case, flow.FILE, self.office, on, **given)
        return case

    def told(self, proposed: int = 100_000) -> Case:
        case = self.filed()
        self.act(case, flow.INVESTIGATE, self.one, ON, self.two, words="查明", recording="有")
        self.act(case, flow.SUBMIT, self.one, ON, opinion="责令改正", basis="条例")
        self.act(case, flow.LEGAL, self.lawyer, ON, opinion="同意")
        self.act(
            case, flow.TELL, self.one, ON, self.two, facts="散埋", basis="条例", proposed=proposed, order="迁入公墓"
        )
        return case

    def decide(self, case: Case, on: dt.date, **said: Any) -> None:
        given = {
            "document": "决1", "penalty": 100_000, "order": "迁入公墓", "correct_by": str(on + dt.timedelta(days=30)), "verified_how": "现场",
            **said,
        }  # fmt: skip
        self.act(case, flow.DECIDE, self.leader, on, **given)


@pytest.fixture
def team(db: None) -> Team:
    return Team()


def test_r_ashes_16_a_failed_verification_opens_a_case_by_itself(team: Team) -> None:
    case = team.placed()
    on = DIED + dt.timedelta(days=10)
    team.take(case, ashes.FAIL, team.clerk, on, finding="COFFIN", words="二次装棺", where="后山")
    row = EnforcementCase.objects.select_related("case").get()
    assert (row.violation, row.case.stage, row.done_on) == ("V02", "CLUE", on)
    assert case.number in row.words


def test_a_clue_told_twice_is_one_case(team: Team) -> None:
    from doudi.mechanisms.casework.clues import Clue, tell

    clue = Clue("funeral", "V03", "某公墓", "超面积", VILLAGE, "m1", ON)
    assert [tell([clue], by=None, at=moment(ON)) for _ in range(2)] == [1, 0]


CODE = "91360700MA35ABCD1X"


def reported(team: Team, party: str, on: dt.date = ON) -> Case:
    return services.enter(
        Violation.INTERMEDIARY, title=party, words="在医院兜揽丧事", area_code=VILLAGE, by=team.clerk, at=moment(on)
    )


def test_a_ashes_09_an_intermediary_that_has_not_filed_is_a_case_and_an_alert(team: Team) -> None:
    filed = intermediaries.file("长青礼仪服务部", CODE, filed_on=dt.date(2026, 4, 1), by=team.office, at=moment(ON))
    with pytest.raises(Refused, match="已于2026-04-01备案，不是未备案中介"):
        reported(team, "长青礼仪服务部")
    with pytest.raises(Refused, match="已于2026-04-01备案"):
        reported(team, CODE.lower())
    assert not EnforcementCase.objects.exists()
    case = reported(team, "无名礼仪服务部")
    assert (case.stage, EnforcementCase.objects.get().violation) == ("CLUE", "V11")
    alert = AshesAlert.objects.get()
    assert (alert.rule, alert.severity) == ("A-ASHES-09", 2)
    intermediaries.end(filed, on=ON, because="注销", by=team.office, at=moment(ON))
    assert reported(team, "长青礼仪服务部").stage == "CLUE", "from the day on which its filing ended it is not filed"


def test_a_ashes_09_before_the_regulation_nobody_had_to_file(team: Team) -> None:
    with pytest.raises(Refused, match="还没有殡葬中介须备案的规定"):
        reported(team, "无名礼仪服务部", dt.date(2026, 3, 27))


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"code": "123"}, "18位统一社会信用代码"), ({"name": " "}, "请填写名称"),
        ({"filed_on": dt.date(2026, 7, 7)}, "晚于今天"), ({}, "已经备案"),
    ],
)  # fmt: skip
def test_a_filing_is_entered_once_and_whole(team: Team, said: dict[str, Any], sentence: str) -> None:
    given: dict[str, Any] = {"name": "长青礼仪服务部", "code": CODE, "filed_on": ON}
    first = intermediaries.file(**given, by=team.office, at=moment(ON))
    with pytest.raises(Refused, match=sentence):
        intermediaries.file(**{**given, **said}, by=team.office, at=moment(ON))
    with pytest.raises(Refused, match="授权"):
        intermediaries.file(**given, by=team.clerk, at=moment(ON))
    with pytest.raises(Refused, match="不能早于备案日期"):
        intermediaries.end(first, on=dt.date(2026, 7, 1), because="注销", by=team.office, at=moment(ON))
    intermediaries.end(first, on=ON, because="注销", by=team.office, at=moment(ON))
    with pytest.raises(Refused, match="已经终止"):
        intermediaries.end(first, on=ON, because="注销", by=team.office, at=moment(ON))
    assert intermediaries.file(**given, by=team.office, at=moment(ON)).pk != first.pk


def test_filings_are_entered_and_ended_on_their_pages(team: Team) -> None:
    office, clerk, address = acting(team.office), acting(team.clerk), "/funeral_enforcement/intermediaries/"
    said = {"name": "长青礼仪服务部", "code": CODE, "filed_on": "2026-04-01"}
    assert office.post(f"{address}new/", said).status_code == 302
    assert office.post(f"{address}new/", said).status_code == 422
    assert clerk.post(f"{address}new/", said).status_code == 403
    shown = clerk.get(address).content.decode()
    assert "长青礼仪服务部" in shown
    assert "终止</a>" not in shown
    row = intermediaries.filed("长青礼仪服务部", ON)
    assert row is not None
    assert office.post(f"{address}{row.pk}/end/", {"on": "2026-04-02", "because": "注销"}).status_code == 302
    assert "已终止" in clerk.get(address).content.decode()


def test_r_enf_01_only_two_who_hold_a_certificate_that_day(team: Team) -> None:
    case = team.clue()
    with pytest.raises(Refused, match="没有当日有效的执法证"):
        team.act(case, flow.CHECK, team.one, ON, team.three, words="属实")
    with pytest.raises(Refused, match="执法证"):
        team.act(case, flow.CHECK, team.one, dt.date(2028, 1, 2), team.two, words="属实")
    with pytest.raises(Refused):
        team.act(case, flow.CHECK, team.one, ON, None, words="属实")
    case.refresh_from_db()
    assert (case.stage, case.actions.count()) == ("CLUE", 0)
    team.act(case, flow.CHECK, team.one, ON, team.two, words="属实")


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"done_on": "2024-07-06"}, False),
        ({"done_on": "2024-07-05"}, True),
        ({"done_on": "2020-01-01", "goes_on": True}, False),
        ({"done_on": "2020-01-01", "ended_on": "2025-01-01"}, False),
        ({"done_on": "2021-07-06", "harm": True}, False),
        ({"done_on": "2021-07-05", "harm": True}, True),
    ],
)
def test_r_enf_03_no_penalty_two_years_after_the_act(team: Team, said: dict[str, Any], refused: bool) -> None:
    if refused:
        with pytest.raises(Refused, match="不再给予行政处罚"):
            team.filed(**said)
    else:
        assert team.filed(**said).stage == "FILED"


def test_we_29_ninety_days_from_filing_end_after_the_holidays(team: Team) -> None:
    """Filed on 6 July 2026: nominally 4 October, by law 8 October, within the office by 30 September."""
    case = team.filed()
    due = printed().due_in_days(ON, 90)
    assert (due.nominal, due.legal, due.internal) == (dt.date(2026, 10, 4), dt.date(2026, 10, 8), dt.date(2026, 9, 30))
    case.refresh_from_db()
    assert case.clock_due_on in (due.legal, due.internal)


def test_r_enf_04_and_05_told_first_reviewed_by_another_and_never_made_heavier(team: Team) -> None:
    case = team.filed()
    team.act(case, flow.INVESTIGATE, team.one, ON, team.two, words="查明", recording="有")
    team.act(case, flow.SUBMIT, team.one, ON, opinion="责令改正", basis="条例")
    with pytest.raises(Refused):  # who filed it does not review it
        team.act(case, flow.LEGAL, team.office, ON, opinion="同意")
    team.act(case, flow.LEGAL, team.lawyer, ON, opinion="同意")
    with pytest.raises(Refused):  # not told yet
        team.decide(case, ON)
    team.act(case, flow.TELL, team.one, ON, team.two, facts="散埋", basis="条例", proposed=100_000, order="迁入公墓")
    with pytest.raises(Refused, match="2026-07-13前申请听证"):
        team.decide(case, dt.date(2026, 7, 13))
    team.act(case, flow.PLEA, team.one, ON, words="家里困难")
    with pytest.raises(Refused, match="重于告知的"):
        team.decide(case, dt.date(2026, 7, 14), penalty=100_001)
    team.decide(case, dt.date(2026, 7, 14), penalty=50_000)
    assert EnforcementCase.objects.get().penalty == 50_000


def test_r_enf_02_a_hearing_is_asked_for_within_five_working_days(team: Team) -> None:
    case = team.told()
    with pytest.raises(Refused, match="期限是2026-07-13"):
        team.act(case, flow.ASK_HEARING, team.one, dt.date(2026, 7, 14), words="要求听证")
    team.act(case, flow.ASK_HEARING, team.one, dt.date(2026, 7, 13), words="要求听证")
    with pytest.raises(Refused):  # not while it waits to be heard
        team.decide(case, dt.date(2026, 7, 20))
    team.act(case, flow.HEAR, team.lawyer, dt.date(2026, 7, 20), words="听证")
    team.decide(case, dt.date(2026, 7, 20))


def test_r_enf_06_the_order_is_rechecked_by_somebody_else_or_goes_to_court(team: Team) -> None:
    case = team.told()
    with pytest.raises(Refused, match="改正期限须在"):
        team.decide(case, ON, gave_up=True, correct_by="2027-07-01")
    team.decide(case, ON, gave_up=True)
    case.refresh_from_db()
    assert case.due_on is not None  # served within seven working days
    team.act(case, flow.SERVE, team.one, ON, way="直接送达")
    with pytest.raises(Refused):
        team.act(case, flow.RECHECK, team.one, dt.date(2026, 8, 1), words="已迁")
    team.act(case, flow.RECHECK, team.three, dt.date(2026, 8, 1), words="已迁")
    case.refresh_from_db()
    assert case.stage == "CLOSED"


def test_r_enf_07_and_r_ashes_20_no_forced_action_exists(team: Team) -> None:
    """Of the whole section: no action and no handover seizes, demolishes or digs up; what is not put right goes to court."""
    forced = ("强制", "扣押", "没收棺", "拆除", "平坟", "起棺", "挖", "销毁", "清退")
    (tracked,) = (each for each in programmes() if each.code == "ashes")
    names = [
        action.name
        for code, each in FLOWS.items()
        if code.startswith(("ashes.", "funeral_"))
        for action in each.actions
    ]
    names += [each.name for chain in tracked.chains for each in chain.handovers]
    assert len(names) > 40
    assert [name for name in names if any(word in name for word in forced)] == []
    assert {action.code for action in flow.ENFORCEMENT.actions_from("EXECUTE")} == {"recheck", "to_court"}


def test_every_page_opens(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(ON, 12))
    case = team.checked()
    officer, office = acting(team.one), acting(team.office)
    assert "某山地" in officer.get("/funeral_enforcement/cases/").content.decode()
    assert "散埋乱葬" in officer.get(f"/funeral_enforcement/cases/{case.pk}/").content.decode()
    for page in (f"cases/{case.pk}/file/", "cases/flow/", "cases/new/", "certificates/", "certificates/new/"):
        assert office.get(f"/funeral_enforcement/{page}").status_code == 200, page
    said = {"violation": "V07", "title": "某户", "area_code": VILLAGE, "words": "家中存放骨灰"}
    assert office.post("/funeral_enforcement/cases/new/", said).status_code == 302
    assert EnforcementCase.objects.filter(violation="V07").exists()
    wrong = {"holder": team.three.pk, "number": "执0", "since": "2026-01-01", "until": "2028-01-01"}
    assert office.post("/funeral_enforcement/certificates/new/", wrong).status_code == 422

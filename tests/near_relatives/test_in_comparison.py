"""EX-34 through the month's run of the desk: a filing made here answers R-CMP-07 without anybody sending a table; one that ended does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from doudi.base.months import parse_month
from doudi.base.stories import number_of
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.exchange.services import deliver
from doudi.mechanisms.matching.kept import beside
from doudi.mechanisms.matching.models import Finding
from doudi.mechanisms.registry.models import Kin, Person
from doudi.mechanisms.registry.services import NewKin, add_kin
from doudi.programmes.integrity.data_matching.services import question_of, run_month
from doudi.programmes.integrity.data_matching.sources import SOURCES
from doudi.programmes.integrity.near_relatives import services
from doudi.programmes.integrity.near_relatives.comparing import filings
from doudi.programmes.integrity.near_relatives.matching import keep_up
from doudi.programmes.integrity.near_relatives.models import Undeclared
from tests.near_relatives.test_filings import DAY, County

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = parse_month("2024-09"), parse_month("2024-10")


class Bureau(County):
    """The county, its village head, and his brother in dibao; both as the police know them."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self.place = place
        self.village_head, self.brother = self.cadre(), self.head_of_home
        add_kin(
            [NewKin(self.village_head.pk, self.brother.pk, Kin.Relation.SIBLING)],
            source="户籍",
            by=None,
            at=moment(DAY),
        )

    def sent(self, month: str, *more: tuple[str, str]) -> None:
        """The lists of a month as offices send them; `more`: further ones by name."""
        head, brother, father = self.village_head, self.brother, number_of(dt.date(1930, 1, 1), 31)
        book = "".join(
            f"B{place},{name},{number},男,户主,上村第1组5号,{kin}\n"
            for place, (name, number, kin) in enumerate((
                ("村父", father, ""), (head.party.name, head.id_number, father), (brother.party.name, brother.id_number, father),
            ))
        )  # fmt: skip
        lists = (
            (f"户籍人口{month}.csv", f"户号,姓名,身份证号,性别,与户主关系,户籍地址,父亲身份证号\n{book}"),
            (
                f"农村低保花名册{month}.csv",
                "户编号,姓名,身份证号,与户主关系,保障人口,月保障金额,家庭住址\n"
                f"D1,{brother.party.name},{brother.id_number},户主,1,500,上村第1组5号\n",
            ),
            (
                f"村干部名册{month}.csv",
                f"任职村,乡镇,姓名,职务,身份证号,任职时间\n上村,东镇,{head.party.name},村委会主任,{head.id_number},2021-01-01\n",
            ),
            *more,
        )
        for name, words in lists:
            path = self.place / "sent"
            path.write_bytes(words.encode())
            [delivery] = deliver(
                path, name=name, sources=SOURCES, by=self.centre, at=moment(DAY), month=parse_month(month), as_of=parse_month(month)
            )  # fmt: skip
            assert delivery.state in ("TAKEN_IN", "REPEATED"), (
                name,
                delivery.state,
            )  # what has not changed still speaks

    def filed_brother(self, on: str = DAY) -> Any:
        keep_up(today=dt.date.fromisoformat(on), at=moment(on, 1))
        return services.file_found(Undeclared.objects.get(), by=self.officer, at=moment(on))

    def compared(self, month: str) -> int:
        """How many findings of R-CMP-07 the run of a month has added."""
        before = Finding.objects.filter(rule="R-CMP-07").count()
        run_month(parse_month(month), by=self.centre, at=moment(f"{month}-28"))
        return Finding.objects.filter(rule="R-CMP-07").count() - before


@pytest.fixture
def bureau(tmp_path: Path, settings: Any) -> Bureau:
    settings.FILES_ROOT, settings.SNAPSHOTS_ROOT = tmp_path / "files", tmp_path / "snapshots"
    settings.PREPARED_ROOT = tmp_path / "prepared"
    return Bureau(tmp_path)


def test_ex_34_the_desks_run_finds_the_brother_as_long_as_nothing_is_filed(bureau: Bureau) -> None:
    bureau.sent("2024-09")
    assert bureau.compared("2024-09") == 1
    finding = Finding.objects.get(rule="R-CMP-07")
    assert finding.subject_name == bureau.brother.party.name


def test_ex_34_a_live_filing_answers_it_and_one_that_ended_lets_it_be_found_again(bureau: Bureau) -> None:
    bureau.sent("2024-09")
    bureau.filed_brother()
    assert bureau.compared("2024-09") == 0
    # The benefit stops in this system, the filing ends; the roll that is sent has him still.
    awards.stop(
        bureau.award, reason="INCOME", decided_on=dt.date(2024, 9, 20), document="停1", by=bureau.officer, at=moment("2024-09-20"), because="收入超过标准"
    )  # fmt: skip
    assert keep_up(today=dt.date(2024, 10, 8), at=moment("2024-10-08", 1)).ended == 1
    bureau.sent("2024-10")
    assert bureau.compared("2024-10") == 1


def test_what_is_filed_here_goes_before_a_list_that_was_sent_of_the_same_two(bureau: Bureau) -> None:
    """The list says that it is in force; the system knows that it has ended. And a list that says it has ended does not undo a live one."""
    row = bureau.filed_brother()
    heading = (
        "备案人姓名,备案人身份证号,人员类别,与备案人关系,救助对象姓名,救助对象身份证号,救助类别,备案日期,备案状态\n"
    )

    def listed(staff: Person, state: str) -> str:
        return f"{staff.party.name},{staff.id_number},村居干部,兄弟,{bureau.brother.party.name},{bureau.brother.id_number},低保,2024-01-05,{state}\n"

    other = bureau.people(bureau.household(1))[0]
    bureau.sent(
        "2024-09", ("近亲属备案表2024-09.csv", heading + listed(bureau.village_head, "撤销") + listed(other, "有效"))
    )
    table = question_of(SEPTEMBER).selection.tables["kin_filings"]
    states = dict(table.select("staff_id", "state").iter_rows())
    assert states == {bureau.village_head.id_number: "有效", other.id_number: "有效"}
    assert table["_row_id"].n_unique() == table.height
    row.ended_on = dt.date(2024, 10, 8)
    row.save()
    assert [each["state"] for each in filings(SEPTEMBER)] == ["有效"]  # by the end of September it was in force
    assert [each["state"] for each in filings(OCTOBER)] == ["终止"]


def test_prepared_views_are_made_anew_when_a_filing_changes(bureau: Bureau) -> None:
    bureau.sent("2024-09")
    before = question_of(SEPTEMBER).keys["kin_filings"]
    row = bureau.filed_brother()
    filed = question_of(SEPTEMBER).keys["kin_filings"]
    row.ended_on = dt.date(2024, 9, 20)
    row.save()
    assert len({before, filed, question_of(SEPTEMBER).keys["kin_filings"]}) == 3
    assert beside({}, SOURCES, parse_month("2024-08")) == {}  # nothing had been declared by then

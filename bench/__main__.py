"""`make bench`, or `python -m bench [month|ledger|payments|proof|dispatching|counter|clerks|rules|linkage] [--people N]`: the month's comparison of a big county, paying and
simulating a roll of 20,000 households, and who is who without a number. At the end every figure that has a target, beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench import clerks, county, dispatching, proof, rules, spreadsheet
from bench.measured import Measured, best, command, python, size
from bench.targets import line as _line
from bench.targets import summary
from tests.summaries import scoring


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "what",
        nargs="*",
        default=[
            "month",
            "ledger",
            "payments",
            "proof",
            "dispatching",
            "counter",
            "clerks",
            "rules",
            "summaries",
            "linkage",
        ],
    )
    parser.add_argument("--people", type=int, default=500_000)
    arguments = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {arguments.people:,} people\n"
    )
    if "month" in arguments.what:
        month(arguments.people)
    if "ledger" in arguments.what:
        ledger()
    if "payments" in arguments.what:
        payments()
        waiting()
    if "proof" in arguments.what:
        proof.run(_line)
    if "dispatching" in arguments.what:
        dispatching.run(_line)
    if "counter" in arguments.what:
        counter()
    if "clerks" in arguments.what:
        clerks.run()
    if "rules" in arguments.what:
        rules.run(_line)
    if "summaries" in arguments.what:
        summaries()
    if "linkage" in arguments.what:
        from bench import linkage  # heavy: Splink and its pandas

        linkage.run(print, people=arguments.people)
    summary()


def month(people: int) -> None:
    """The month's comparison: raw files to findings, where the time goes, and what it is held against."""
    with tempfile.TemporaryDirectory(prefix="doudi-bench-") as name:
        folder, out = Path(name) / "lists", Path(name) / "out"
        folder.mkdir()
        county.write(folder, people)
        doudi = str(Path(sys.executable).parent / "doudi")
        asked = (doudi, "month", str(folder), "--month", county.WRITTEN, "--out", str(out))
        runs = [command(*asked, allowed=(0, 1)) for _ in range(3)]
        stages = [json.loads(python("bench.stages", str(folder)).printed.splitlines()[-1]) for _ in range(2)]
        reading = best([python("bench.merely_reading", str(folder), str(Path(name) / "parquet")) for _ in range(3)])
        _say_month(best(runs), min(stages, key=lambda each: each["exact_checks"]), reading, size(folder))
        _spreadsheet(Path(name) / "机动车登记信息.xlsx")
        desk = python("bench.desk", str(folder), environment={"DOUDI_VAR": str(Path(name) / "var")})
        _say_desk(json.loads(desk.printed.splitlines()[-1]))


def ledger() -> None:
    """Paying 20,000 households through a bank, in an embedded database whose commits are on the disk when they return."""
    runs: list[dict[str, float]] = [json.loads(python("bench.ledger").printed.splitlines()[-1]) for _ in range(2)]
    took = {what: min(run[what] for run in runs) for what in runs[0]}
    print("20,000 lines of payment, SQLite, synchronous=FULL")
    _line("decided: one entry, a transfer a claim", took["batch"], "s", "at most 1 s")
    _line("  the same asked again", took["batch_again"], "s", "at most 0.05 s")
    _line("sent: file, lines with sealed accounts", took["sent"], "s", "at most 1 s")
    _line("  the same asked again", took["sent_again"], "s", "at most 0.05 s")
    _line("bank return read, matched and booked", took["returned"], "s", "at most 0.1 s")
    _line("  the same file again", took["returned_again"], "s")
    _line("in transit and returned reconciled", took["reconciled"], "s")
    print()


def payments() -> None:
    """A month's run of dibao for 20,000 households, from the register in the database to lines in it, past months compared, and a
    raised standard tried on the page of simulations."""
    took: dict[str, float] = json.loads(python("bench.payments").printed.splitlines()[-1])
    print(f"a payment run of {took['lines']:,.0f} households, SQLite, synchronous=FULL")
    _line("drafted: facts, rules, lines written", took["draft"], "s", "at most 0.5 s")
    _line("  the roll alone, from the database", took["roll"], "s")
    _line("  the rules of twelve months", took["twelve_months"], "s")
    _line("frozen under its digest", took["freeze"], "s")
    _line("checked: computed once more, line by line", took["check"], "s")
    _line("signed: owed in the ledger", took["sign"], "s", "at most 1 s")
    _line("sent: accounts opened, file written", took["send"], "s", "at most 1 s")
    _line("compared with the month before", took["differences"], "s")
    _line(
        "standard raised: five months compared",
        took["back_pay"],
        "s",
        "",
        f"{took['corrections']:,.0f} months back-paid",
    )
    _line("  drafted with all of them written", took["draft_with_back_pay"], "s")
    _line("register read for a simulation, once", took["simulation_ready"], "s")
    _line("a slider moved: the page's part, server time", took["simulation_page"] * 1e3, "ms", "at most 100 ms")
    _line("  of it the reform with its tables", took["simulation"] * 1e3, "ms", "at most 16 ms")
    print()


def waiting() -> None:
    """The worklist of a clerk for whom five hundred steps wait."""
    took: dict[str, float] = json.loads(python("bench.worklist").printed.splitlines()[-1])
    print(f"a worklist of {took['waiting']:,.0f} waiting steps, SQLite, {took['queries']:.0f} queries")
    _line("what waits, server time", took["lines_ms"], "ms", "under 20 ms")
    _line("the whole page, all programmes asked", took["page_ms"], "ms")
    print()


def counter() -> None:
    """A meal counter in a lunch hour."""
    took: dict[str, float] = json.loads(python("bench.counter").printed.splitlines()[-1])
    print(f"a meal counter after {took['meals']:,.0f} meals, SQLite")
    _line(
        "one diner served, server time",
        took["answer"],
        "ms",
        "under 50 ms",
        f"{took['answer_processor']:.0f} ms of processor",
    )
    _line("  the slowest of sixty", took["answer_slowest"], "ms")
    _line("the page of the counter, processor time", took["page_processor"], "ms", "under 50 ms")
    print()


def summaries() -> None:
    """The reader of summaries: of texts with their truth written into them, how much it finds and how much of that is right."""
    print("figures and faults of official prose")
    for kind, wanted in (("tuned", False), ("held_out", True)):
        figures, faults = scoring.total(kind)
        told = "texts it was tuned on" if kind == "tuned" else "texts it was not tuned on"
        for what, score, most in (("figures", figures, 0.05), ("faults", faults, 0.10)):
            for measure, value in (("precision", score.precision), ("recall", score.recall)):
                print(f"  {told}, {what}: {measure} {value:.3f}")
                if wanted:
                    _line(f"{what} of prose, {measure}: what is lacking", 1 - value, "-", f"at most {most:g} -")
    print()


def _say_month(run: Measured, stages: dict[str, float], reading: Measured, megabytes: float) -> None:
    print(
        f"doudi month, {stages['lists']:.0f} lists, {stages['rows']:,.0f} rows, {megabytes:,.0f} MB, {stages['findings']:,.0f} findings"
    )
    _line("whole command", run.seconds, "s", "at most 10 s")
    _line("  its memory", run.mebibytes / 1024, "GiB", "at most 1.5 GiB")
    _line("  taking in", stages["take_in"], "s")
    _line("  preparing, linkage of meters and cadres", stages["prepare"], "s")
    _line(f"  {stages['questions']:.0f} exact questions", stages["exact_checks"], "s", "at most 0.6 s")
    _line("merely reading the same files into Parquet", reading.seconds, "s", "", f"{reading.mebibytes / 1024:.2f} GiB")
    print(f"  ratio: the comparison costs {run.seconds / reading.seconds:.1f} times the reading\n")


def _spreadsheet(path: Path) -> None:
    spreadsheet.write(path)
    take = min(float(python("bench.spreadsheet", "take", str(path)).printed) for _ in range(3))
    read = min(float(python("bench.spreadsheet", "read", str(path)).printed) for _ in range(3))
    print(f"a spreadsheet of {spreadsheet.ROWS:,} rows, {len(spreadsheet.HEADINGS)} columns")
    _line("taken in", take, "s", "at most 2 s")
    _line("merely opened by calamine", read, "s")
    print(f"  ratio: {take / read:.1f}\n")


def _say_desk(took: dict[str, float]) -> None:
    print("the same lists on the desk")
    _line("taken in, into the database", took["deliver"], "s")
    _line("first run, findings and cases kept", took["first_run"], "s", "", f"{took['findings']:,.0f} findings")
    _line("run after one changed list", took["second_run"], "s", "at most 2 s")
    print(f"  ratio: {took['first_run'] / took['second_run']:.1f} times quicker than the first")
    _line("page of findings, server time", took["page_ms"], "ms", "under 15 ms")
    print(
        f"  queries: {took['page_queries']:.0f} with a page of rows, {took['page_queries_without_rows']:.0f} without any\n"
    )


if __name__ == "__main__":
    main()

"""What the database itself refuses in the ledger, whoever asks and by whatever way.

Entries, transfers and closings are written once. A transfer moves within its entry's book, a reversal mirrors what it reverses,
nothing is written into a closed period, an account keeps its identity and its totals never shrink.
"""

from __future__ import annotations

from doudi.base.guards import Guard, append_only

WRITTEN_ONCE = tuple(
    append_only(f"ledger_{table}", "账目不可修改或删除")
    for table in ("entry", "transfer", "closing", "closingtotal", "reopening")
)


def refuse(name: str, table: str, event: str, *rules: tuple[str, str]) -> Guard:
    """A trigger before each row: of (condition, sentence) the first condition that holds refuses it."""
    sqlite = " ".join(f"SELECT RAISE(ABORT, '{sentence}') WHERE {condition};" for condition, sentence in rules)
    tests = " ".join(f"IF {condition} THEN RAISE EXCEPTION '{sentence}'; END IF;" for condition, sentence in rules)
    row = "OLD" if event == "DELETE" else "NEW"
    return Guard(
        table,
        sqlite={name: f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} BEGIN {sqlite} END"},
        postgresql={
            name: f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        },
        functions=(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {tests} RETURN {row}; END $$",
        ),
    )


_BOOK_OF = "(SELECT book FROM ledger_account WHERE id = NEW.{}_id)"
_ENTRY_BOOK = "(SELECT book FROM ledger_entry WHERE id = NEW.entry_id)"

RULES = (
    refuse(
        "ledger_entry_open",
        "ledger_entry",
        "INSERT",
        (
            "NOT EXISTS (SELECT 1 FROM ledger_period WHERE id = NEW.period_id AND book = NEW.book AND NOT closed)",
            "会计期间已结账,不能记账",
        ),
    ),
    refuse(
        "ledger_transfer_sound",
        "ledger_transfer",
        "INSERT",
        (
            f"{_BOOK_OF.format('source')} <> {_ENTRY_BOOK} OR {_BOOK_OF.format('target')} <> {_ENTRY_BOOK}",
            "资金与时间不能互转",
        ),
        (
            "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE id = NEW.reverses_id "
            "AND source_id = NEW.target_id AND target_id = NEW.source_id AND amount = NEW.amount "
            "AND kind = NEW.kind AND sign = 1)",
            "冲销须与原转账一致",
        ),
    ),
    refuse(
        "ledger_account_kept",
        "ledger_account",
        "UPDATE",
        (
            "NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.holder <> OLD.holder OR NEW.book <> OLD.book "
            "OR NEW.incoming < OLD.incoming OR NEW.outgoing < OLD.outgoing",
            "账户不可改写",
        ),
    ),
    refuse("ledger_account_stays", "ledger_account", "DELETE", ("1 = 1", "账户不可删除")),
    refuse("ledger_period_stays", "ledger_period", "DELETE", ("1 = 1", "会计期间不可删除")),
    refuse(
        "ledger_period_kept",
        "ledger_period",
        "UPDATE",
        ("NEW.id <> OLD.id OR NEW.book <> OLD.book OR NEW.month <> OLD.month", "会计期间不可改写"),
    ),
)
GUARDS = (*WRITTEN_ONCE, *RULES)

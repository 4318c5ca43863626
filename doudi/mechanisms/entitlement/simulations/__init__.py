"""模拟测算: what a change of policy would cost and whom it would touch, over today's register; and the scenarios kept of it. Only sums are
kept: names are looked up when somebody who may asks for them, and the asking is recorded."""

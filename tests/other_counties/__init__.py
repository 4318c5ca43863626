"""Counties that write their lists otherwise: other words, other layouts, other formats; to measure what the reader makes of them."""

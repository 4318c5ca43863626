"""发放批次: a month's list of one benefit, from the draft to the last fen: frozen, checked, signed, sent, answered, closed."""

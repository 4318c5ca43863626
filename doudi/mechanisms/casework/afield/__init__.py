"""现场办理: steps of a flow that are taken away from the desk, with or without a signal: handovers, filled in, scanned, photographed, signed on
the glass. What a programme says of them is an `Afield`; one box of the phone serves them all."""

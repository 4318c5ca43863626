"""待遇: who gets what from when, with every change as a dated record and the facts it rests on frozen with it."""

"""Pages that every kind of order gets without writing any: list, one order as steps, a form to request, and a phone's pages for who carries
it out. A programme says what is its own in `OrderPages` and puts `pages_of(...)` among its pages."""

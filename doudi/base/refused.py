"""How the system says no: one sentence in Chinese that a person can act on."""

from __future__ import annotations

from doudi.base.marks import full_width_outside_quotes


class Refused(Exception):
    """Something was not done, wholly. `sentence` says what is wrong and what to do; it never holds personal data in full. Its marks are those
    of Chinese print, however it is written in code."""

    def __init__(self, sentence: str) -> None:
        sentence = full_width_outside_quotes(sentence)
        super().__init__(sentence)
        self.sentence = sentence

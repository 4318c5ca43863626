"""How the system says no: one sentence in Chinese that a person can act on."""

from __future__ import annotations


class Refused(Exception):
    """Something was not done, wholly. `sentence` says what is wrong and what to do; it never holds personal data in full."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

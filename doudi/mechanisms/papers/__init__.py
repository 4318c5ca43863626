"""文书: the papers that an office fills in, signs and files, as .docx that a person still edits and as a view to print.

A paper is declared once, as blocks with places to be filled (`forms.py`, `letters.py`); its .docx template and its print view are both made
from that. Pure: typed facts in, bytes out; no database, no clock. Identity numbers stand in it as the caller gives them: masked, unless
printing them in full was asked for with a reason.
"""

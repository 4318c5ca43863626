"""Looking for what must never stand on a notice board: in free text, and inside every file that is hung beside it (R-PUB-04).

Pure: no database, no clock. `scan_text` and `scan_file` answer with findings in words; nobody who reads a finding reads what it found.
"""

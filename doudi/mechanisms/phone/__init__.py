"""随身箱: working without a signal. A mechanism declares a `Box`; what it asks is taken along on the phone, filled in anywhere, kept sealed in
the browser and sent once by a key that the phone has made. The room knows no mechanism that uses it."""

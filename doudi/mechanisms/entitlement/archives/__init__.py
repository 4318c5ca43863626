"""电子档案 (R-DIS-10): of one person or household and one programme everything that was handed in, found, decided, paid and served, in the
order of time, with source and procedure; which element is missing; and all of it to be taken away with its fingerprints."""

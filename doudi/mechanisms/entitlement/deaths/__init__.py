"""死亡联动: what a recorded death means for every award of that person and household, with the sums, for a person to confirm."""

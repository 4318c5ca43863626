"""家庭经济状况核对 of one household: who allowed it (授权书), what the lists say of it at once, and who may read how much of the answer."""

"""The pages of the register of leads: the register, what a lead says, what was sealed, who is let in."""

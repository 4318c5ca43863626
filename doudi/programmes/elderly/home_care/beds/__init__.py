"""家庭养老床位: a bed at home with professional care and devices: looked at, designed, agreed upon, installed, accepted, served from a care
plan, checked each year, and subsidised once for its fittings and each month that it is served."""

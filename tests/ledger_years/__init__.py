"""A county's year of paying, simulated: rolls, returns, deaths, raised standards, people who press twice, processes that die."""

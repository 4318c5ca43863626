"""绿色殡葬改革: deaths, the chain of the ashes."""

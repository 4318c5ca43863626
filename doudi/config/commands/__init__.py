"""One file a subcommand of `doudi`; each holds a click command named `command`."""

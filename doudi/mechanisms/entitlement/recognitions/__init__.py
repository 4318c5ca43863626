"""认定: a household is recognised for a time as being in a category. Nothing is paid by it; its facts are frozen as those of an award are,
so that it can be looked at again, ended, and counted when a standard is raised."""

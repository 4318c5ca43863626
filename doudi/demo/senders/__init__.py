"""Who sends what to the county, one module per office: its lists, its headings, its habits."""

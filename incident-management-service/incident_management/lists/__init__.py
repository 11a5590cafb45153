"""Lists of incidents: filters, facets, export."""

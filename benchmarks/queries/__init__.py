"""Lists, facets and figures of incidents over a large history, beside bare SELECTs."""

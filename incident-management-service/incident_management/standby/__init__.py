"""While oncall does not answer: the people who were on call a moment ago are paged from here."""

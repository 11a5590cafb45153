"""Written reports and post-incident drafts, asked for by people or made without a click."""

"""Calendars elsewhere that are read again and again: a schedule's source, leave, holidays."""

"""Calendars: iCal feeds out; schedules, leave and holidays in."""

"""What people write into the timeline of an incident."""

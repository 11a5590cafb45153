"""Channels: one folder each, one small interface. The retry decision is part of the answer."""

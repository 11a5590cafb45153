"""The hot path: from bytes on the wire to a committed batch."""

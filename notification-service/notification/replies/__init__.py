"""Replies: links, buttons, keys and texts that answer a page, and receipts."""

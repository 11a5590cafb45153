"""The recipient list: who gets reports and outcomes of actions by mail."""

"""People around an incident: who was asked to help, who watches."""

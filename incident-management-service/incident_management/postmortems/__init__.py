"""After the fire: root cause, what closing waits for, what was learnt."""

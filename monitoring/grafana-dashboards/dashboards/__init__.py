"""Grafana's dashboards as typed Python; `build.py` writes their JSON."""

"""Ingestion beside Alerta, Alertmanager, a naive service and the database itself."""

"""What pages would become, without storing or sending anything."""

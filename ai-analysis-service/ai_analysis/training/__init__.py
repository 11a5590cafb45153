"""When a model has to be trained again, and the trained models that all replicas share."""

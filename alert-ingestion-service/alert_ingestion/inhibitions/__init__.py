"""Inhibition: while one alert fires, others that follow from it are held back."""

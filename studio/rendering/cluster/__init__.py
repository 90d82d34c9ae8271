"""Clips rendered by the workers of a Dask cluster."""

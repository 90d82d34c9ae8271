"""This checkout made ready: packages, checks of the machine, the cache, training, formulas that are shipped."""

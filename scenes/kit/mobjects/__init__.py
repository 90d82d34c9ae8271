"""The visual vocabulary of the film: numbers, words, strips, heat maps, formulas and the map of the model."""

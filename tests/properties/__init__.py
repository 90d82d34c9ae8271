"""Promises that hold whatever is given: hypothesis makes inputs up, those that once failed stand in tests/corpus."""

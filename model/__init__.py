"""Everything that computes: the grammar, the Transformer, its training, its tensors and its formulas."""

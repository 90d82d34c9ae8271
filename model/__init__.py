"""Everything that computes: the grammar, the Transformer, its training, and the tensors that the film shows."""

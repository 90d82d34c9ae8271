"""From a clip to a file: planning, painting, encoding, joining, checking."""

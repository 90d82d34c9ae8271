"""What was asked for: options, addresses, clips, and the trace of the sentence."""

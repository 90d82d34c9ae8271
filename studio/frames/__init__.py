"""Frames and what is done to them: their boxes, captions on them, a ground around them, a thread behind them."""

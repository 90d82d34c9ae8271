"""What can be seen at one moment: outlines as they are drawn, and what lies behind them."""

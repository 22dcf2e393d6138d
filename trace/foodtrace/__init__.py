"""foodtrace: signed food-safety stickers, their verdicts and the registry behind them."""

__version__ = "0.1.0"

__all__ = ["__version__"]

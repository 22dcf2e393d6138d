"""What the board should hear of, once for each cause, and how it leaves the house."""

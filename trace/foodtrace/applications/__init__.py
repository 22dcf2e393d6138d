"""From an application to a sticker: the states, the clocks, and what an owner may see."""

"""How a clip is staged: one hero, large type, nothing from nowhere, nothing dead. ``director`` is the way in."""

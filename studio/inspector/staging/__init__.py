"""What only clips of the second cut are asked: one hero, large type, nothing from nowhere, nothing dead.

``director`` is the way in; the observer calls it for clips with ``cut = 2``, and for no others.
"""

"""The inspector: runs a clip without painting the film and says what is wrong with it, where and when.

``inspect_clip`` in ``report`` is the way in. ``observer`` runs the clip and looks at the stage at the end of each play
and within it, asking the rules listed in ``rules``; ``stage`` is what it sees; ``times`` has the rules on times;
``photographer`` takes the stills that ``storyboard`` lays out.
"""

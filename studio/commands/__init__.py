"""The command line's commands, one module each: it takes the options, calls the studio and prints what came of it.

Nothing slow is imported before a command must, so that ``--help`` and wrong options are answered at once.
"""

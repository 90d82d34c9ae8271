"""A clip in the tool that a lecturer already uses: one module a host, all of the same shape.

Each host's module has one function, ``write(clips, options, folder)``, that writes its files into ``folder`` and
returns an ``Embedded``: the files, and what to do with them. Whatever a user wrote is escaped for the format that it
goes into.
"""

"""The command line's commands. Each parses, calls the studio and prints; nothing slow is imported before it must be."""

# isort: split  # help lists the commands in the order in which they are imported
from studio.commands import looking, videos

# isort: split
from studio.commands import clip

# isort: split
from studio.commands import cache, embed, page, train
from studio.commands.common import app

__all__ = ["app", "cache", "clip", "embed", "looking", "page", "train", "videos"]

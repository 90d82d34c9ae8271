"""The inspector's pictures: stills, and storyboards on which problems are numbered."""

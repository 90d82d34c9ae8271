"""Lines of narration become sound: voices, what they have said, and where each piece of it stands in a film."""

"""A clip as a file for slides and pages: mp4, webm, mov, gif or png; whole or some of its lines."""

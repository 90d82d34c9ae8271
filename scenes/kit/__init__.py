"""What clips are made of: the scene, its theme and frame, claims on numbers, narration, mobjects and motion."""

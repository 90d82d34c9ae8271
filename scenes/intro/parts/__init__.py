"""What the clips of this act are made of: CLIP_x for one clip, x for several."""

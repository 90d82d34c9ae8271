"""Frames become bytes: H.264, VP9, ProRes and gif, cut and subtitled."""

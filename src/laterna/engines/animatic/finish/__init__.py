"""The last passes over a frame: vignette and grain, paper looks, letterbox, captions."""

"""The stage: depth layers, light by time of day, the camera, and where figures stand."""

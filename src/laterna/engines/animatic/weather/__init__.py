"""Weather: what falls, drifts and flashes between the camera and the scene."""

"""The gateways' `POST /v1/video/generations`: what it says and how Laterna understands it."""

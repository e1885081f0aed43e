"""Pictures and sound: frames to MP4, probing, covers, watermarks, safe decoding."""

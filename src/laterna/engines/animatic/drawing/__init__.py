"""Drawing processes: where pictures are drawn and encoded, apart from the process that answers requests."""

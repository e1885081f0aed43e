"""What may be asked for: model cards and the way from raw parameters to a `VideoRequest`."""

@_exported public import CTenon

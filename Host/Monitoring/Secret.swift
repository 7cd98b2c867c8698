import Logging

/// A credential: whatever prints, logs or dumps it shows `<redacted>`.
package struct Secret: Sendable {
    private let value: String

    /// Wraps a credential.
    package init(_ value: String) { self.value = value }

    /// The credential itself, for the one call that needs it.
    package func reveal() -> String { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What stands in the place of a credential.
    package static let mask = "<redacted>"

    package var description: String { Self.mask }
    package var debugDescription: String { Self.mask }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Marks a value of a log line that is not a `Secret` and must not be shown either:
/// `"\(user, attributes: LogSensitivity.secret)"`.
package enum LogSensitivity: Int64, Logger.MetadataValueAttributes.Attribute {
    case secret
}

/// What a call across the boundary came to: `TENON_OK` or one of the negative codes of the header.
///
/// A struct, not an enum: a newer host may answer with a code this kit does not know.
public struct Status: RawRepresentable, Equatable, Sendable {
    /// The code as C sees it: 0 or negative.
    public let rawValue: tenon_status

    /// Takes a code as it came.
    @inlinable
    public init(rawValue: tenon_status) { self.rawValue = rawValue }

    @usableFromInline
    @inline(__always)
    init(_ code: Int) { rawValue = tenon_status(truncatingIfNeeded: code) }

    /// Done.
    @inlinable public static var ok: Status { Status(TENON_OK) }
    /// Not now: ask again after a wake.
    @inlinable public static var again: Status { Status(TENON_E_AGAIN) }
    /// An argument, a configuration or an event that makes no sense.
    @inlinable public static var invalid: Status { Status(TENON_E_INVALID) }
    /// The right call in the wrong state.
    @inlinable public static var state: Status { Status(TENON_E_STATE) }
    /// Not offered here.
    @inlinable public static var notOffered: Status { Status(TENON_E_NOSYS) }
    /// Not granted to this instance.
    @inlinable public static var permission: Status { Status(TENON_E_PERMISSION) }
    /// Beyond a limit.
    @inlinable public static var limit: Status { Status(TENON_E_LIMIT) }
    /// Seen before, with the same content.
    @inlinable public static var duplicate: Status { Status(TENON_E_DUPLICATE) }
    /// Computed with a definition that has changed since.
    @inlinable public static var stale: Status { Status(TENON_E_STALE) }
    /// The room given is too small.
    @inlinable public static var tooSmall: Status { Status(TENON_E_TOOSMALL) }
    /// The two sides do not speak the same version.
    @inlinable public static var version: Status { Status(TENON_E_VERSION) }
    /// A file, a socket or a sink failed.
    @inlinable public static var io: Status { Status(TENON_E_IO) }
    /// This instance cannot go on; only `destroy` follows.
    @inlinable public static var fault: Status { Status(TENON_E_FAULT) }
    /// Nothing in this library can go on.
    @inlinable public static var fatal: Status { Status(TENON_E_FATAL) }
}

/// Why a call into a plugin did not succeed.
///
/// The kit hands `why` to the host's `fail` and returns `status`, so an author only throws.
public struct PluginError: Error, Equatable, Sendable {
    /// What the host sees; never `.ok`.
    public let status: Status
    /// One sentence for the operator: where, what, remedy.
    public let why: String

    /// An error with a status of its own; `.ok` would be a lie and becomes `.fault`.
    public init(_ status: Status, _ why: String) {
        self.status = status == .ok ? .fault : status
        self.why = why
    }

    /// Refuses an argument, a configuration or an event.
    public static func invalid(_ why: String) -> PluginError { PluginError(.invalid, why) }

    /// Reports a call the other side answered with something else than OK.
    public static func refused(_ call: StaticString, _ status: Status) -> PluginError {
        PluginError(status, "\(call) was answered with status \(status.rawValue)")
    }
}

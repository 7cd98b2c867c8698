/// The configuration of an instance, read member by member, so that nothing is left unread.
///
/// Each reader below notes the name it asked for; `finish()` refuses every other member. An error
/// begins with the path of the value: `config.feeds[0].file: ...`.
///
/// ```swift
/// var config = try Config(parsing: text)
/// let fast = try config.integer("fast", in: 1...10_000, default: 10)
/// let quantity = try config.decimal("quantity")
/// try config.finish()
/// ```
public struct Config {
    /// Where this object stands, for messages: `config`, `config.feeds[0]`.
    public let path: String
    private let members: [JSON.Member]
    private var known: [String] = []

    /// Reads a JSON text that must be an object.
    ///
    /// - Throws: `.invalid` when it is no JSON or no object.
    public init(parsing text: Span<UInt8>, path: String = "config") throws(PluginError) {
        let value: JSON
        do throws(PluginError) {
            value = try JSON(parsing: text)
        } catch {
            throw PluginError(error.status, "\(path):\(error.why)")
        }
        try self.init(value, path: path)
    }

    /// Takes a value that must be an object.
    ///
    /// - Throws: `.invalid` when it is another kind of value.
    public init(_ value: JSON, path: String) throws(PluginError) {
        guard case .object(let members) = value else {
            throw .invalid("\(path): expected an object, found \(value.kind)")
        }
        self.path = path
        self.members = members
    }

    /// The value as it stands; `nil` when the member is absent.
    public mutating func value(_ name: String) -> JSON? {
        known.append(name)
        return members.first { $0.name == name }?.value
    }

    /// A text, or `nil` when absent.
    ///
    /// - Throws: `.invalid` for another kind of value.
    public mutating func string(_ name: String) throws(PluginError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw mismatch(name, "a string", value) }
        return text
    }

    /// A truth value, or `nil` when absent.
    ///
    /// - Throws: `.invalid` for another kind of value.
    public mutating func bool(_ name: String) throws(PluginError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .bool(let truth) = value else { throw mismatch(name, "true or false", value) }
        return truth
    }

    /// A whole number within a range, or `nil` when absent.
    ///
    /// `1e3` and `10.0` are whole.
    ///
    /// - Throws: `.invalid` for another kind of value, a fraction, or a number out of range.
    public mutating func integer(
        _ name: String,
        in range: ClosedRange<Int64>
    ) throws(PluginError) -> Int64? {
        guard let value = value(name) else { return nil }
        let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard case .number(let text) = value, let number = FixedDecimal(text),
            let integer = number.mantissa(exponent: 0), range.contains(integer)
        else { throw mismatch(name, wanted, value) }
        return integer
    }

    /// An exact decimal, as a number or as text in quotes, or `nil` when absent.
    ///
    /// - Throws: `.invalid` for another kind of value or more than 18 digits that count.
    public mutating func decimal(_ name: String) throws(PluginError) -> FixedDecimal? {
        guard let value = value(name) else { return nil }
        switch value {
        case .number(let text), .string(let text):
            guard let number = FixedDecimal(text) else { fallthrough }
            return number
        default: throw mismatch(name, "a decimal number of at most 18 digits", value)
        }
    }

    /// One of several words: its place in the list, or `nil` when absent.
    ///
    /// - Throws: `.invalid` for any other value, naming the words.
    public mutating func choice(_ name: String, of words: [String]) throws(PluginError) -> Int? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let place = words.firstIndex(of: text) else {
            throw mismatch(name, "one of " + words.joined(separator: ", "), value)
        }
        return place
    }

    /// A list, or `nil` when absent.
    ///
    /// - Throws: `.invalid` for another kind of value.
    public mutating func list(_ name: String) throws(PluginError) -> [JSON]? {
        guard let value = value(name) else { return nil }
        guard case .array(let values) = value else { throw mismatch(name, "a list", value) }
        return values
    }

    /// An object to be read in the same way, or `nil` when absent; call its `finish()` too.
    ///
    /// - Throws: `.invalid` for another kind of value.
    public mutating func object(_ name: String) throws(PluginError) -> Config? {
        guard let value = value(name) else { return nil }
        return try Config(value, path: "\(path).\(name)")
    }

    /// Ends the reading: every member must have been asked for.
    ///
    /// - Throws: `.invalid` naming the first member nobody asked for and the names there are.
    public func finish() throws(PluginError) {
        guard let stranger = members.first(where: { !known.contains($0.name) }) else { return }
        let names = known.joined(separator: ", ")
        throw .invalid("\(path).\(stranger.name): unknown key; use one of \(names)")
    }

    /// An error about one member.
    public func invalid(_ name: String, _ why: String) -> PluginError {
        .invalid("\(path).\(name): \(why)")
    }

    private func mismatch(_ name: String, _ wanted: String, _ found: JSON) -> PluginError {
        switch found {
        case .number(let text): invalid(name, "expected \(wanted), found \(text)")
        case .string(let text): invalid(name, "expected \(wanted), found \"\(text)\"")
        default: invalid(name, "expected \(wanted), found \(found.kind)")
        }
    }
}

/// One thing wrong in the settings: where, what, and the remedy.
///
/// ```
/// plugins.yaml:14:22: unknown time in force 'gtx'
///         timeInForce: gtx
///                      ^   use one of day, gtc, ioc, fok, gtd
/// ```
package struct Diagnostic: Sendable {
    package let position: Position
    /// One sentence without a full stop.
    package let message: String
    /// What to do about it; empty when the message says it all.
    package let hint: String
    /// Further lines below: what may have to do with it.
    package let notes: [String]
    /// The column from which its line is not shown, as a secret may stand there; `nil` for none.
    fileprivate(set) var hiddenFrom: Int?

    /// - Parameters:
    ///   - position: Where the caret points.
    ///   - message: What is wrong.
    ///   - hint: What would be right.
    ///   - notes: What may have to do with it, a line each.
    package init(
        at position: Position,
        _ message: String,
        hint: String = "",
        notes: [String] = []
    ) {
        self.init(at: position, message, hint: hint, notes: notes, isSecret: false)
    }

    /// As above, of a place where a secret may stand.
    init(
        at position: Position,
        _ message: String,
        hint: String,
        notes: [String] = [],
        isSecret: Bool
    ) {
        hiddenFrom = isSecret ? position.column : nil
        self.position = position
        self.message = message
        self.hint = hint
        self.notes = notes
    }
}

extension Diagnostic: CustomStringConvertible {
    /// Three lines: place and message, the source line, a caret with the remedy; then the notes.
    ///
    /// Characters a terminal would obey are shown as `?`, and of a long line the part around the
    /// place.
    package var description: String {
        let head = Diagnostic.printable("\(position): \(message)")
        let remedy = hint.isEmpty ? "" : "   \(Diagnostic.printable(hint))"
        let more = notes.map { "\n    \(Diagnostic.printable($0))" }.joined()
        // Nobody wrote such a line by hand, and to look through it costs more than it tells.
        let length = position.source.length(ofLine: position.line)
        guard length <= Diagnostic.longestLine else {
            return "\(head)\n(a line of \(length) bytes)\n^\(remedy)\(more)"
        }
        var line = Array(position.source.line(position.line).unicodeScalars)
        if let hiddenFrom, hiddenFrom <= line.count {
            line = line.prefix(hiddenFrom - 1) + Array("<redacted>".unicodeScalars)
        }
        let place = min(max(position.column - 1, 0), line.count)
        let first = line.count > 160 ? max(0, min(place - 60, line.count - 120)) : 0
        let last = line.count > 160 ? min(line.count, first + 120) : line.count
        let shown = Diagnostic.printable(String(String.UnicodeScalarView(line[first..<last])))
        let lead = String(
            String.UnicodeScalarView(line[first..<place].map { $0 == "\t" ? $0 : " " })
        )
        return "\(head)\n\(shown)\n\(lead)^\(remedy)\(more)"
    }

    /// A longer line is not shown, bytes.
    private static let longestLine = 16_384

    /// The text with control and direction characters shown as `?`.
    package static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0x09: scalar
            case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2028, 0x2029, 0x2066...0x2069: "?"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}

/// Settings that cannot be used, with every reason.
package struct SettingsError: Error, CustomStringConvertible {
    /// In the order of the file, overrides last; never empty.
    package let diagnostics: [Diagnostic]
    /// How many more there were than are kept.
    package let omitted: Int

    /// Takes diagnostics in the order they are to be shown, at least one.
    package init(diagnostics: [Diagnostic], omitted: Int = 0) {
        precondition(!diagnostics.isEmpty, "an error without a diagnostic")
        self.diagnostics = diagnostics
        self.omitted = omitted
    }

    /// Every diagnostic, one after the other.
    package var description: String {
        let all = diagnostics.map(\.description).joined(separator: "\n")
        return omitted > 0 ? "\(all)\nand \(omitted) more problems" : all
    }
}

/// Gathers what is wrong while settings are read, so that all of it is reported at once.
final class Problems {
    /// A hostile file costs a bounded amount of memory.
    static let kept = 200

    private var diagnostics: [Diagnostic] = []
    private var omitted = 0
    /// What was left out and is in force all the same, in the order of reading.
    private(set) var defaults: [DefaultSetting] = []

    var isEmpty: Bool { diagnostics.isEmpty }

    /// How many there are, those that are not kept as well.
    var count: Int { diagnostics.count + omitted }

    /// Adds a problem; what it says is not even made when there are too many.
    func add(
        _ position: Position,
        _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String = ""
    ) {
        if diagnostics.count < Problems.kept {
            diagnostics.append(Diagnostic(at: position, message(), hint: hint()))
        } else {
            omitted += 1
        }
    }

    /// Adds a problem that is made already.
    func add(_ diagnostic: Diagnostic) {
        if diagnostics.count < Problems.kept {
            diagnostics.append(diagnostic)
        } else {
            omitted += 1
        }
    }

    /// Notes that a key was left out and its default is in force.
    func note(_ setting: DefaultSetting) {
        if defaults.count < YAMLReader.Limit.nodes { defaults.append(setting) }
    }

    /// Adds what others have gathered.
    func add(_ others: Problems) {
        for diagnostic in others.diagnostics { add(diagnostic) }
        omitted += others.omitted
    }

    /// - Throws: Everything that was added, in the order of the sources.
    func throwIfAny() throws(SettingsError) {
        guard !diagnostics.isEmpty else { return }
        // The sort keeps the order of finding at one place.
        let ordered = diagnostics.enumerated()
            .sorted { left, right in
                if left.element.position.precedes(right.element.position) { return true }
                if right.element.position.precedes(left.element.position) { return false }
                return left.offset < right.offset
            }
        let hidden = Problems.hidingSecrets(ordered.map(\.element))
        throw SettingsError(diagnostics: hidden, omitted: omitted)
    }

    /// A secret that one diagnostic is about is not shown by another of its line either.
    private static func hidingSecrets(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var columns: [Line: Int] = [:]
        for diagnostic in diagnostics {
            guard let column = diagnostic.hiddenFrom else { continue }
            let line = Line(diagnostic.position)
            columns[line] = min(columns[line] ?? .max, column)
        }
        guard !columns.isEmpty else { return diagnostics }
        return diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.hiddenFrom = columns[Line(diagnostic.position)]
            return diagnostic
        }
    }

    /// A line of a source.
    private struct Line: Hashable {
        let rank: Int
        let line: Int

        init(_ position: Position) {
            rank = position.source.rank
            line = position.line
        }
    }
}

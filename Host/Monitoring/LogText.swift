import Logging

/// The two faces of a log line: text for a terminal, JSON for programs.
package enum LogText {
    /// `12:40:00.123 INFO  orders   filled  order=7 seq=1234`: fields in the order of their names.
    ///
    /// Whatever could move a terminal's cursor is escaped.
    package static func line(
        wallNs: Int64,
        level: String,
        module: String,
        message: String,
        fields: [String: String]
    ) -> String {
        var line = "\(UTCTime.clock(wallNs)) \(padded(tag(level), to: 5)) \(padded(module, to: 8)) "
        line += escaped(message)
        for (index, key) in fields.keys.sorted().enumerated() {
            line += "\(index == 0 ? "  " : " ")\(escaped(key))=\(value(fields[key] ?? ""))"
        }
        return line
    }

    /// One object on one line, keys sorted:
    /// `{"fields":{"order":"7"},"level":"info","message":…,"module":…,"number":7,"time":…}`.
    package static func json(_ record: LogRecord) -> String {
        let fields = record.fields.keys.sorted()
            .map { "\(quoted($0)):\(quoted(record.fields[$0] ?? ""))" }
            .joined(separator: ",")
        return """
            {"fields":{\(fields)},"level":"\(record.level.rawValue)",\
            "message":\(quoted(record.message)),"module":"\(record.module.rawValue)",\
            "number":\(record.number),"time":"\(UTCTime.iso(record.wallNs))"}
            """
    }

    /// Text with its control characters, line separators and marks of direction as `\u{…}`.
    package static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isUnprintable(scalar):
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// In quotes where the end of a bare value could not be told.
    private static func value(_ text: String) -> String {
        let isBare = !text.isEmpty && !text.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        let plain = escaped(text)
        return isBare
            ? plain
            : "\""
                + plain.split(
                    separator: "\"",
                    omittingEmptySubsequences: false
                )
                .joined(separator: "\\\"") + "\""
    }

    /// C0, DEL, C1, line and paragraph separators, and what turns the direction of text.
    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    private static func tag(_ level: String) -> String {
        switch level {
        case "notice": "NOTE"
        case "warning": "WARN"
        case "critical": "CRIT"
        default: level.uppercased()
        }
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isUnprintable(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

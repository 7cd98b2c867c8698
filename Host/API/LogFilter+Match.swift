import Logging
package import Monitoring

extension LogFilter {
    /// Whether a line is what somebody wants to see.
    ///
    /// A level that is none lets everything through; `checked()` says so beforehand.
    package func fits(_ line: LogLine) -> Bool {
        if let wanted = level.flatMap(Logger.Level.init(rawValue:)),
            let actual = Logger.Level(rawValue: line.level), actual < wanted
        {
            return false
        }
        return words.allSatisfy { Self.fits($0, line) }
    }

    /// Refuses what could fit nothing by mistake.
    ///
    /// - Throws: `ServiceError.badRequest` for a level that is none, with the nearest one.
    package func checked() throws(ServiceError) {
        guard let level, Logger.Level(rawValue: level) == nil else { return }
        throw ServiceError(
            .badRequest,
            "unknown level '\(level)'",
            remedy: NearestName.hint(for: level, among: Logger.Level.allCases.map(\.rawValue))
        )
    }

    private static func fits(_ word: String, _ line: LogLine) -> Bool {
        if word.lowercased() == line.module { return true }
        if let equals = word.firstIndex(of: "="),
            line.fields[String(word[..<equals])] == String(word[word.index(after: equals)...])
        {
            return true
        }
        return line.message.lowercased().contains(word.lowercased())
    }
}

extension LogLine {
    /// The line as the API shows it.
    package init(_ record: LogRecord) {
        self.init(
            number: record.number,
            wallNs: record.wallNs,
            level: record.level.rawValue,
            module: record.module.rawValue,
            message: record.message,
            fields: record.fields
        )
    }
}

extension LogHub {
    /// What `HostService.logs` answers: see there.
    ///
    /// A reader that is slower than the log misses lines and is told how many, in a line
    /// `log lines dropped`.
    package func lines(_ filter: LogFilter, last: Int, follow: Bool) -> AsyncStream<LogLine> {
        guard follow else {
            let found = self.last(last) { filter.fits(LogLine($0)) }
            return AsyncStream { stream in
                for record in found { stream.yield(LogLine(record)) }
                stream.finish()
            }
        }
        return self.follow(
            last: last,
            where: { filter.fits(LogLine($0)) },
            as: { LogLine($0) }
        )
    }
}

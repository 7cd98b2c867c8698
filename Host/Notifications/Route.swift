/// Which notices go to which channels: a line of `notify:`.
package struct Route: Sendable {
    /// Names of notices; a `*` stands for any characters, dots included.
    package let patterns: [String]
    /// Names of channel instances.
    package let channels: [String]
    /// Notices below this `TENON_LOG_…` are left out.
    package let minimumSeverity: Int32

    /// A route for the notices that match one of the patterns.
    package init(patterns: [String], channels: [String], minimumSeverity: Int32 = 0) {
        self.patterns = patterns
        self.channels = channels
        self.minimumSeverity = minimumSeverity
    }

    /// Whether a notice takes this route.
    package func takes(_ notice: Notice) -> Bool {
        notice.severity >= minimumSeverity
            && patterns.contains { Route.matches(notice.name, pattern: $0) }
    }

    /// Whether a name fits a pattern; linear but for the last `*`, which may go on.
    package static func matches(_ name: String, pattern: String) -> Bool {
        let name = Array(name.utf8)
        let pattern = Array(pattern.utf8)
        let star = UInt8(ascii: "*")
        var (at, place) = (0, 0)
        // Where the last star stands, and how far into the name it has eaten.
        var resume: (place: Int, at: Int)?
        while at < name.count {
            if place < pattern.count, pattern[place] == star {
                resume = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == name[at] {
                place += 1
                at += 1
            } else if let last = resume {
                resume = (last.place, last.at + 1)
                place = last.place + 1
                at = last.at + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == star }
    }
}

/// One piece of news for people: what a route judges and a channel delivers.
package struct Notice: Sendable {
    /// The host's number, from 1, never used twice in a run.
    package let number: UInt64
    /// What kind of news: dotted words, such as `risk.denied`.
    package let name: String
    /// `TENON_LOG_…`, higher is graver.
    package let severity: Int32
    /// The lane's time when it arose, ns UTC; on recorded data the data's time.
    package let timeNs: Int64
    /// The clock of this machine when it arose, ns UTC.
    package let wallNs: Int64
    /// The lane's sequence number it belongs to; 0 for none.
    package let sequence: UInt64
    /// The instance it is about, or `nil`.
    package let instance: String?
    /// Plain text, one line.
    package let title: String
    /// Plain text, any number of lines; may be empty.
    package let body: String
    /// What varies, as data, in the order to be shown.
    package let fields: [(String, String)]
    /// Notices with the same key are the same news; empty for none.
    package let dedupeKey: String

    /// Makes a notice of its parts.
    package init(
        number: UInt64,
        name: String,
        severity: Int32,
        timeNs: Int64,
        wallNs: Int64,
        sequence: UInt64 = 0,
        instance: String? = nil,
        title: String,
        body: String = "",
        fields: [(String, String)] = [],
        dedupeKey: String = ""
    ) {
        self.number = number
        self.name = name
        self.severity = severity
        self.timeNs = timeNs
        self.wallNs = wallNs
        self.sequence = sequence
        self.instance = instance
        self.title = title
        self.body = body
        self.fields = fields
        self.dedupeKey = dedupeKey
    }

    /// The notice as one JSON object: `name`, `sequence`, `instance` where there is one, and
    /// `fields`, whose values are texts.
    package var data: String {
        var text = "{\"name\":\(Notice.quoted(name)),\"sequence\":\(sequence)"
        if let instance { text += ",\"instance\":\(Notice.quoted(instance))" }
        let members = fields.map { "\(Notice.quoted($0.0)):\(Notice.quoted($0.1))" }
        return text + ",\"fields\":{\(members.joined(separator: ","))}}"
    }

    /// A JSON string (RFC 8259, section 7).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

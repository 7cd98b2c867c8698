package import CTenon

/// One message for a channel, in Swift copies.
package struct ChannelMessage: Sendable {
    /// The host's number; a RESULT names it.
    package let id: UInt64
    /// `TENON_LOG_…`.
    package let severity: Int32
    /// When it arose, ns UTC; on recorded data the data's time.
    package let timeNs: Int64
    /// Until when to deliver it, ns UTC of the clock that the channel's `now_ns` shows.
    package let deadlineNs: Int64
    /// Plain text, one line.
    package let title: String
    /// Plain text; may be empty.
    package let body: String
    /// A JSON object; may be empty.
    package let data: String
    /// The same key is the same news; may be empty.
    package let dedupeKey: String

    /// A message of its parts.
    package init(
        id: UInt64,
        severity: Int32,
        timeNs: Int64,
        deadlineNs: Int64,
        title: String,
        body: String,
        data: String,
        dedupeKey: String
    ) {
        self.id = id
        self.severity = severity
        self.timeNs = timeNs
        self.deadlineNs = deadlineNs
        self.title = title
        self.body = body
        self.data = data
        self.dedupeKey = dedupeKey
    }
}

/// What `deliver` of a channel answers.
package enum DeliverAnswer: Sendable {
    /// Taken: a RESULT follows, or came during the call.
    case taken
    /// Full: try again later; why, if the channel said so.
    case again(String)
    /// The key was delivered already.
    case duplicate
    /// Not taken: `TENON_E_…`, and the channel's reason.
    case refused(tenon_status, String)
}

extension PluginInstance {
    /// Hands a message to a channel, inside `HostPort.control`.
    ///
    /// - Throws: `PluginError` when it is out of use now, or no call is legal.
    package func deliver(_ message: ChannelMessage) throws(PluginError) -> DeliverAnswer {
        try require(.deliver)
        guard let call = unsafe tables.channel?.deliver else {
            throw PluginError(
                .wrongState,
                file: module.file,
                instance: name,
                call: "deliver",
                message: "is a \(kind), which takes no messages",
                remedy: "name a channel in notify"
            )
        }
        _ = failureText()
        let status = unsafe PluginInstance.withTexts(
            message.title,
            message.body,
            message.data,
            message.dedupeKey
        ) { title, body, data, key in
            var record = unsafe tenon_message(
                size: UInt32(MemoryLayout<tenon_message>.size),
                severity: UInt32(clamping: message.severity),
                id: message.id,
                ts_ns: message.timeNs,
                deadline_ns: message.deadlineNs,
                title: title,
                body: body,
                data_json: data,
                dedupe_key: key
            )
            return unsafe call(impl, &record)
        }
        switch Int(status) {
        case TENON_E_AGAIN: return .again(failureText())
        case TENON_E_DUPLICATE: return .duplicate
        case TENON_E_IO...TENON_E_INVALID: return .refused(status, spoken(failureText()))
        default:
            try conclude(.deliver, status)
            return .taken
        }
    }

    /// Lends four texts to C for the length of a call.
    private static func withTexts(
        _ first: String,
        _ second: String,
        _ third: String,
        _ fourth: String,
        _ body: (tenon_str, tenon_str, tenon_str, tenon_str) -> tenon_status
    ) -> tenon_status {
        unsafe withText(first) { first in
            unsafe withText(second) { second in
                unsafe withText(third) { third in
                    unsafe withText(fourth) { fourth in
                        unsafe body(first, second, third, fourth)
                    }
                }
            }
        }
    }

    private static func withText(_ text: String, _ body: (tenon_str) -> tenon_status)
        -> tenon_status
    {
        var text = text
        return text.withUTF8 { bytes in
            let start = unsafe UnsafeRawPointer(bytes.baseAddress)
            return unsafe body(
                tenon_str(
                    ptr: start?.assumingMemoryBound(to: CChar.self),
                    len: UInt64(bytes.count)
                )
            )
        }
    }
}

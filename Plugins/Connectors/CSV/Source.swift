import TenonKit

/// One file on its way to events: reads a row, checks it, and holds the events it became until the
/// merge takes them.
///
/// One extension a layout turns a row into events; this file decides which rows count.
struct Source: ~Copyable {
    /// What `advance` found.
    enum Step: Equatable {
        /// Events wait in `head`.
        case ready
        /// Nothing more in this file, or in what was chosen of it.
        case end
        /// A bad row, and the policy is to stop.
        case stopped
    }

    /// The file as configured, with its instruments.
    let plan: FilePlan
    /// What its header said.
    let layout: Layout
    private let host: TenonHost
    var reader: LineReader

    /// The row's events, in the order they go out.
    var head = EventBuffer(capacity: 512)
    /// How many rows they stand for.
    private(set) var headRows = 0
    /// When they become visible.
    private(set) var headTime: Int64 = .min
    /// The rows' counts.
    var tally = Tally()
    /// The sentence that says why `advance` stopped.
    private(set) var stopReason = ""
    /// Whether the end was reached.
    private(set) var isWhole = false

    /// The instrument of the row at hand: among options it changes from row to row.
    var instrument: UInt32
    let scale: Scale
    var marks = Marks()
    var lastQuote = QuoteContent()
    var lastTrade = TradeContent()
    var book = BookReader()

    private var index = 0
    private var lastTime: Int64 = .min
    private var logged = 0

    /// What a row showed beside its numbers; counted when it is not refused.
    struct Marks {
        var isCrossed = false
        var isLocked = false
        var isRepeat = false
        var isOneSided = false
        var isRounded = false
        /// Rows the events stand for.
        var rows = 1
    }

    private static let loggedRows = 10

    /// Takes an open file whose header line is behind.
    init(_ plan: FilePlan, layout: Layout, reader: consuming LineReader, host: TenonHost) {
        self.plan = plan
        self.layout = layout
        self.reader = reader
        self.host = host
        instrument = plan.instrument.handle
        scale = plan.instrument.scale
    }

    /// Where the line read last is: `file:line`.
    var place: String { "\(plan.path):\(reader.number)" }

    /// Reads on until a row has become events.
    mutating func advance() -> Step {
        head.removeAll()
        while let line = unsafe reader.next() {
            switch unsafe take(line) {
            case .taken: return .ready
            case .passed: continue
            case .finished: return finish()
            case .refused(let reason):
                tally.refuse(reason)
                guard report(reason) else { return .stopped }
            }
        }
        return finish()
    }

    /// Whether a row's time is one that `accept` will let pass.
    func isInSpan(_ time: Int64) -> Bool {
        time >= lastTime && time >= plan.from && time < plan.to
    }

    /// Puts the line at hand back: `advance` reads and counts it again.
    mutating func unread() {
        reader.pushBack()
        index -= 1
        tally.rows -= 1
    }
}

extension Source {
    private enum Outcome {
        case taken
        case passed
        case finished
        case refused(Refusal)
    }

    @inline(__always)
    private mutating func take(_ line: LineReader.Line) -> Outcome {
        let bytes = unsafe line.bytes
        if layout.hasSymbolColumn, unsafe !selects(line) {
            tally.passedOver += 1
            return .passed
        }
        let row = index
        index += 1
        guard row >= plan.firstRow else {
            tally.passedOver += 1
            return .passed
        }
        guard row - plan.firstRow < plan.rowLimit else { return .finished }
        tally.rows += 1
        if let fault = unsafe line.fault { return .refused(fault) }
        guard let base = bytes.baseAddress, !bytes.isEmpty else {
            return .refused(.emptyLine)
        }
        marks = Marks()
        var cursor = unsafe RowCursor(bytes, base: base)
        let time = parse(&cursor)
        if let reason = cursor.refusal {
            head.removeAll()
            return .refused(unsafe explained(reason, in: bytes))
        }
        return accept(at: time)
    }

    /// Judges the time of a row whose fields were good.
    @inline(__always)
    private mutating func accept(at time: Int64) -> Outcome {
        guard time >= lastTime else {
            head.removeAll()
            return .refused(.backward)
        }
        guard time >= plan.from else {
            head.removeAll()
            tally.rows -= marks.rows
            tally.passedOver += marks.rows
            return .passed
        }
        guard time < plan.to else {
            head.removeAll()
            tally.rows -= marks.rows
            return .finished
        }
        lastTime = time
        if head.isEmpty { return .passed }
        headTime = time
        headRows = marks.rows
        if marks.isCrossed { tally.crossed += 1 }
        if marks.isLocked { tally.locked += 1 }
        if marks.isRepeat { tally.repeats += 1 }
        if marks.isOneSided { tally.oneSided += 1 }
        if marks.isRounded { tally.rounded += 1 }
        return .taken
    }

    /// Whether the row's symbol is this plan's.
    ///
    /// A row that names none is selected once, to be refused with a reason.
    private func selects(_ line: LineReader.Line) -> Bool {
        let bytes = unsafe line.bytes
        guard unsafe line.fault == nil, let base = bytes.baseAddress else {
            return plan.takesNamelessRows
        }
        var cursor = unsafe RowCursor(bytes, base: base)
        _ = unsafe cursor.text()
        cursor.comma()
        let symbol = unsafe cursor.text()
        if unsafe symbol.elementsEqual(plan.rowSymbol) { return true }
        let isNameless = cursor.refusal != nil || symbol.isEmpty
        let isFaulty = unsafe explained(.unknownSymbol, in: symbol) != .unknownSymbol
        return (isNameless || isFaulty) && plan.takesNamelessRows
    }

    /// Turns the fields into events of `head`, by the file's layout.
    ///
    /// - Returns: When the row becomes visible.
    @inline(__always)
    private mutating func parse(_ cursor: inout RowCursor) -> Int64 {
        switch layout {
        case .quotes: parseQuote(&cursor)
        case .sizedQuotes: parseSizedQuote(&cursor)
        case .trades: parseTrade(&cursor)
        case .tapeTrades: parseTapeTrade(&cursor)
        case .levels: parseLevel(&cursor)
        case .bars: parseBar(&cursor)
        case .quoteBars: parseQuoteBars(&cursor)
        case .dailyBars: parseDailyBar(&cursor)
        case .optionBars: parseOptionBars(&cursor)
        }
    }

    /// Looks at a refused line once more for the cause that a field cannot see.
    private func explained(_ reason: Refusal, in line: UnsafeBufferPointer<UInt8>) -> Refusal {
        if unsafe line.contains(0) { return .nulByte }
        let isQuoted = unsafe line.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
        return isQuoted ? .quoteCharacter : reason
    }

    /// Logs the first refusals of a file.
    ///
    /// - Returns: Whether to go on with the next row.
    private mutating func report(_ reason: Refusal) -> Bool {
        guard !reason.isDocumented else { return true }
        let damage = reason == .truncated ? reader.damage.map { " (\($0))" } ?? "" : ""
        let sentence = "\(place): \(reason.text)\(damage)"
        if plan.stopsAtBadRow {
            stopReason = sentence + "; mend the row or set on_bad_row: skip"
            return false
        }
        if logged < Self.loggedRows { host.log(.warning, "row refused: " + sentence) }
        logged += 1
        return true
    }

    private mutating func finish() -> Step {
        if !book.levels.isEmpty {
            marks = Marks()
            headTime = appendSnapshot()
            headRows = marks.rows
            return .ready
        }
        let held = book.abandon()
        tally.refuse(.beforeSnapshot, rows: held)
        // A file cut between two lines has no row to refuse, and is damaged all the same.
        if let damage = reader.damage, tally.count(of: .truncated) == 0 {
            let sentence =
                "\(plan.path): the file is truncated or damaged after line "
                + "\(reader.number): \(damage)"
            if plan.stopsAtBadRow {
                stopReason = sentence + "; mend the file or set on_bad_row: skip"
                return .stopped
            }
            host.log(.error, sentence)
        }
        isWhole = reader.damage == nil
        return .end
    }
}

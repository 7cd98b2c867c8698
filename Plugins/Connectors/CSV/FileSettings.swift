import Glibc
import TenonKit

/// What to do with a bar's volume that has more decimals than the instrument keeps.
enum VolumeRule: Int {
    /// Refuse the row.
    case exact
    /// Round half to even and count the row.
    case nearest
    /// Publish every volume of the file as unknown.
    case unknown
}

/// One file as the configuration names it, with the layout its header showed.
struct FileSettings {
    let path: String
    /// The row's symbol, as bytes, and the instrument's; one pair for a file of one symbol.
    let symbols: [(row: String, instrument: String)]
    /// Index of the first row taken, after the symbol filter.
    let firstRow: Int
    /// How many rows from there on.
    let rowLimit: Int
    let period: BarPeriod
    let stampIsClose: Bool
    let sizes: FixedDecimal?
    /// Rows from `from` on and before `to`, ns since 1970.
    let from: Int64
    let to: Int64
    let volume: VolumeRule
    let layout: Layout

    /// Reads the keys of one file and looks at the file's header.
    ///
    /// - Throws: `.invalid` for the configuration, `.io` for the file.
    init(_ config: inout Config) throws(PluginError) {
        guard let path = try config.string("file"), !path.isEmpty, !path.utf8.contains(0) else {
            throw config.invalid("file", "is missing; give the path of a CSV file, plain or gz")
        }
        self.path = path
        symbols = try Self.symbols(&config)
        firstRow = Int(try config.integer("first_row", in: 0...Int64.max / 4) ?? 0)
        rowLimit = Int(try config.integer("rows", in: 1...Int64.max / 4) ?? Int64.max / 2)
        stampIsClose = try config.choice("stamp", of: ["open", "close"]) == 1
        sizes = try config.decimal("sizes")
        from = try Self.time("from", &config) ?? .min
        to = try Self.time("to", &config) ?? .max
        let rule = try config.choice("volume", of: ["exact", "nearest", "unknown"])
        volume = rule.flatMap(VolumeRule.init(rawValue:)) ?? .exact
        let period = try Self.period(&config)
        layout = try Self.open(path).layout
        self.period = period ?? .day
        try check(config, hasPeriod: period != nil)
    }

    /// Opens a file and reads its header line.
    ///
    /// - Throws: `.io` when it cannot be opened or read, `.invalid` for an unknown header.
    static func open(_ path: String) throws(PluginError) -> OpenFile {
        guard var reader = LineReader(path: path) else {
            let reason = unsafe String(cString: strerror(errno))
            throw PluginError(.io, "\(path): cannot be opened: \(reason); check config's file")
        }
        guard let line = unsafe reader.next() else {
            let reason = reader.damage ?? "it is empty"
            throw PluginError(.io, "\(path): has no header line: \(reason)")
        }
        var header = unsafe String(decoding: line.bytes.prefix(400), as: UTF8.self)
        if header.hasPrefix("\u{FEFF}") { header.removeFirst() }
        switch Layout.recognize(header) {
        case .success(let layout): return OpenFile(layout: layout, reader: reader)
        case .failure(let unknown): throw .invalid("\(path):1: \(unknown.text)")
        }
    }

    /// Whether a row stands for a whole day, or more.
    var spansDays: Bool {
        switch layout {
        case .dailyBars, .optionBars: true
        case .bars, .quoteBars: period.nanoseconds >= CalendarDay.nanoseconds
        case .quotes, .sizedQuotes, .trades, .tapeTrades, .levels: false
        }
    }

    /// Whether it has rows of an instrument.
    func brings(_ symbol: String) -> Bool { symbols.contains { $0.instrument == symbol } }

    /// A file whose header line is behind.
    struct OpenFile: ~Copyable {
        let layout: Layout
        private var reader: LineReader

        init(layout: Layout, reader: consuming LineReader) {
            self.layout = layout
            self.reader = reader
        }

        /// Hands the reader on.
        consuming func takeReader() -> LineReader { reader }
    }
}

extension FileSettings {
    private static func symbols(
        _ config: inout Config
    ) throws(PluginError) -> [(row: String, instrument: String)] {
        let single = try config.string("symbol")
        if let map = config.value("symbols") {
            guard single == nil else {
                throw config.invalid("symbols", "give either symbol or symbols")
            }
            guard case .object(let members) = map, !members.isEmpty else {
                throw config.invalid("symbols", "expected the file's symbols with ours behind each")
            }
            var pairs: [(row: String, instrument: String)] = []
            for member in members {
                guard case .string(let instrument) = member.value else {
                    throw config.invalid("symbols.\(member.name)", "expected a symbol in quotes")
                }
                pairs.append((member.name, instrument))
            }
            return pairs
        }
        guard let single else {
            throw config.invalid("symbol", "is missing; name the instrument, as EURUSD.FXCM")
        }
        // The venue stands behind the last point: SPY.ARCX is SPY in a file.
        let ticker = single.lastIndex(of: ".").map { String(single[..<$0]) } ?? single
        return [(ticker, single)]
    }

    private static func time(_ key: String, _ config: inout Config) throws(PluginError) -> Int64? {
        let text: String
        switch config.value(key) {
        case nil: return nil
        case .string(let value), .number(let value): text = value
        default: text = ""
        }
        guard let time = ConfiguredTime.parse(text) else {
            throw config.invalid(
                key,
                "expected UTC as 2014-05-08, 2014-05-08T05:00:00Z or ns since 1970"
            )
        }
        return time
    }

    private static func period(_ config: inout Config) throws(PluginError) -> BarPeriod? {
        guard let text = try config.string("period") else { return nil }
        guard let period = BarPeriod(text) else {
            throw config.invalid("period", "expected a bar's length as 30s, 1m, 4h, 1d or 1w")
        }
        return period
    }

    /// Refuses keys that have no meaning for this file, and asks for those it needs.
    private func check(_ config: Config, hasPeriod: Bool) throws(PluginError) {
        if layout.needsPeriod, !hasPeriod {
            throw config.invalid("period", "is missing; '\(path)' has bars: give 1m, 4h, 1d, …")
        }
        if !layout.needsPeriod, hasPeriod {
            throw config.invalid("period", "has no meaning for '\(path)' (\(layout))")
        }
        if volume != .exact, layout != .bars, layout != .dailyBars {
            throw config.invalid("volume", "has no meaning for '\(path)' (\(layout))")
        }
        if sizes != nil, !layout.takesSizes {
            throw config.invalid("sizes", "has no meaning for '\(path)' (\(layout))")
        }
        if stampIsClose, layout.streams != UInt32(TENON_STREAM_BARS) {
            throw config.invalid("stamp", "has no meaning for '\(path)' (\(layout))")
        }
        if symbols.count > 1, layout != .dailyBars {
            throw config.invalid("symbols", "'\(path)' (\(layout)) has one symbol")
        }
    }
}

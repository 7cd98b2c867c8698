import TenonKit

/// The whole configuration of an instance, read and checked; nothing is open.
struct Settings {
    let files: [FileSettings]
    /// By symbol, in the configuration's order.
    let instruments: [InstrumentSettings]
    /// Data time passes this many times faster than the clock; `nil`: as fast as it can be read.
    let speed: Double?
    let stopsAtBadRow: Bool

    /// Reads the configuration and the header of every file.
    ///
    /// - Throws: `.invalid` or `.io`, naming file and key.
    init(_ config: inout Config) throws(PluginError) {
        stopsAtBadRow = try config.choice("on_bad_row", of: ["stop", "skip"]) != 1
        speed = try Self.speed(&config)
        instruments = try Self.instruments(&config)
        var files: [FileSettings] = []
        if let list = try config.list("files") {
            for (index, item) in list.enumerated() {
                var file = try Config(item, path: "\(config.path).files[\(index)]")
                files.append(try FileSettings(&file))
                try file.finish()
            }
            guard !files.isEmpty else { throw config.invalid("files", "names no file") }
        } else {
            files.append(try FileSettings(&config))
        }
        self.files = files
        try config.finish()
        for file in files {
            for pair in file.symbols
            where !instruments.contains(where: { $0.symbol == pair.instrument }) {
                throw config.invalid(
                    "instruments",
                    "'\(pair.instrument)' of '\(file.path)' is not described; "
                        + "give its tick, lot, asset and currency"
                )
            }
        }
        for instrument in instruments where instrument.sessions != nil {
            let days = files.first { $0.spansDays && $0.brings(instrument.symbol) }
            guard let days else { continue }
            throw config.invalid(
                "instruments.\(instrument.symbol).sessions",
                "a bar of '\(days.path)' is a day or longer and has no phases; leave it out"
            )
        }
    }

    /// The description of a symbol that `init` has seen to be there.
    func instrument(_ symbol: String) -> InstrumentSettings? {
        instruments.first { $0.symbol == symbol }
    }

    private static func speed(_ config: inout Config) throws(PluginError) -> Double? {
        switch config.value("speed") {
        case nil, .string("max"): return nil
        case .number(let text):
            if let number = FixedDecimal(text)?.double, number > 0, number <= 1e9 { return number }
        default: break
        }
        throw config.invalid("speed", "expected max, or a number above 0: 60 is a minute a second")
    }

    private static func instruments(
        _ config: inout Config
    ) throws(PluginError) -> [InstrumentSettings] {
        guard case .object(let members) = config.value("instruments") else {
            throw config.invalid("instruments", "is missing; describe each symbol's tick and lot")
        }
        var instruments: [InstrumentSettings] = []
        for member in members {
            var object = try Config(
                member.value,
                path: "\(config.path).instruments.\(member.name)"
            )
            instruments.append(try InstrumentSettings(symbol: member.name, &object))
        }
        return instruments
    }
}

import TenonKit

/// One symbol of a file with everything decided: what to take, and the host's handles.
///
/// A file of several symbols has one plan for each: such files are often sorted by symbol first, so
/// each symbol's rows are read on their own and merged by time like files.
struct FilePlan {
    /// An instrument as the rows of a file need it.
    struct Instrument {
        let handle: UInt32
        let scale: Scale
        /// Both sizes of its quotes, where the configuration gives them.
        let fixedSize: Int64?
    }

    let path: String
    /// Number of the file in the configuration, from 1: `tenon_ev_mkt.source`.
    let number: UInt32
    let firstRow: Int
    let rowLimit: Int
    let period: BarPeriod
    let stampIsClose: Bool
    let from: Int64
    let to: Int64
    let volume: VolumeRule
    let stopsAtBadRow: Bool
    /// The symbol as rows write it, in files that do.
    let rowSymbol: [UInt8]
    /// Ours.
    let symbol: String
    let instrument: Instrument
    /// Whether rows that name no symbol are this plan's to refuse: the file's first.
    let takesNamelessRows: Bool
    /// Handles of the option contracts of the file.
    let contracts: [OptionContract: UInt32]

    /// Takes over the settings of a file.
    ///
    /// - Parameters:
    ///   - settings: The file's.
    ///   - number: The file's in the configuration, from 1.
    ///   - symbol: Index in the settings' symbols.
    ///   - stopsAtBadRow: The policy.
    ///   - instrument: The symbol's, unless it is an option's underlying.
    ///   - contracts: Handles of the option contracts of the file.
    init(
        _ settings: FileSettings,
        number: Int,
        symbol: Int,
        stopsAtBadRow: Bool,
        instrument: Instrument,
        contracts: [OptionContract: UInt32]
    ) {
        path = settings.path
        self.number = UInt32(truncatingIfNeeded: number)
        firstRow = settings.firstRow
        rowLimit = settings.rowLimit
        period = settings.period
        stampIsClose = settings.stampIsClose
        from = settings.from
        to = settings.to
        volume = settings.volume
        self.stopsAtBadRow = stopsAtBadRow
        rowSymbol = Array(settings.symbols[symbol].row.utf8)
        self.symbol = settings.symbols[symbol].instrument
        takesNamelessRows = symbol == 0
        self.instrument = instrument
        self.contracts = contracts
    }
}

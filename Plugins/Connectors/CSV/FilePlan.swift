import TenonKit

/// One file with everything decided: what to take of it, and the host's handles.
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
    /// The symbols as rows write them; `instruments` has the same order.
    let symbols: [[UInt8]]
    let instruments: [Instrument]
    /// Handles of the option contracts of the file.
    let contracts: [OptionContract: UInt32]

    /// Takes over the settings of a file.
    init(
        _ settings: FileSettings,
        number: Int,
        stopsAtBadRow: Bool,
        instruments: [Instrument],
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
        symbols = settings.symbols.map { Array($0.row.utf8) }
        self.instruments = instruments
        self.contracts = contracts
    }
}

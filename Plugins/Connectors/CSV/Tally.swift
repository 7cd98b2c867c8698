/// What became of the rows of one symbol of one file.
///
/// `rows` is counted where lines are read, `published` and `events` where the host has taken them,
/// `refused` where a row is turned away: three independent counts that must agree.
struct Tally {
    /// Data rows of the chosen symbol, slice and span.
    var rows = 0
    /// Rows that became an event the host took.
    var published = 0
    /// Events the host took, levels of a snapshot one by one: a row of bid and ask bars is two.
    var events = 0
    /// Rows refused, by `Refusal.rawValue`.
    private(set) var refused = [Int](repeating: 0, count: Refusal.allCases.count)
    /// Published rows whose bid is above the ask.
    var crossed = 0
    /// Published rows whose bid equals the ask.
    var locked = 0
    /// Published quotes and trades that say the same as the row before.
    var repeats = 0
    /// Published rows that have one side only.
    var oneSided = 0
    /// Published bars whose volume was rounded, because the configuration said so.
    var rounded = 0
    /// Changes of the order book that do not follow the one before.
    var gaps = 0
    /// Rows of other symbols, before the first row chosen, or outside of `from` and `to`.
    var passedOver = 0

    /// Rows refused for any reason.
    var refusedRows: Int { refused.reduce(0, +) }

    /// Counts a row refused.
    mutating func refuse(_ reason: Refusal, rows: Int = 1) {
        refused[Int(reason.rawValue)] += rows
    }

    /// Rows refused for one reason.
    func count(of reason: Refusal) -> Int { refused[Int(reason.rawValue)] }

    /// The fixed, machine-readable line of the log: `csv.summary file=… rows=… …`.
    ///
    /// - Parameters:
    ///   - file: As configured; it stands last so that it may hold spaces.
    ///   - symbol: Ours, or of an option's underlying.
    ///   - isWhole: Whether the file was read to its end, or to the end of what was chosen.
    /// - Returns: The line, without a line end.
    func summary(of file: String, symbol: String, isWhole: Bool) -> String {
        let reasons = Refusal.allCases.filter { count(of: $0) > 0 }
            .map { " refused.\($0.name)=\(count(of: $0))" }
            .joined()
        return "csv.summary rows=\(rows) published=\(published) events=\(events)"
            + " refused=\(refusedRows) crossed=\(crossed) locked=\(locked)"
            + " backward=\(count(of: .backward)) repeats=\(repeats) one_sided=\(oneSided)"
            + " rounded=\(rounded) gaps=\(gaps) passed_over=\(passedOver)"
            + " whole=\(isWhole ? 1 : 0)\(reasons) symbol=\(symbol) file=\(file)"
    }
}

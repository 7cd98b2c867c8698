public import TenonKit

/// The data connector for CSV files, plain or gz, in the layouts of `Layout`.
struct CSV: ~Copyable, Connector {
    private let host: TenonHost
    private var settings: Settings?
    private var feed: Feed?
    private var pacer: Pacer?
    private var isOver = false

    init(host: TenonHost) { self.host = host }

    mutating func configure(_ config: inout Config) throws(PluginError) {
        settings = try Settings(&config)
    }

    mutating func activate() throws(PluginError) {
        guard let settings else { throw PluginError(.state, "configure comes before activate") }
        let stream = try ConnectorStream(0, host: host)
        var definitions = Definitions(settings, registry: try ConnectorRegistry(host: host))
        var plans: [FilePlan] = []
        for (index, file) in settings.files.enumerated() {
            plans += try definitions.plans(for: file, number: index + 1)
        }
        feed = try Feed(plans, definitions.timetable(plans), stream: stream, host: host)
        isOver = false
    }

    mutating func start(firstSequence: UInt64) throws(PluginError) {
        let first = try feed?.prime() ?? 1
        let stream = try ConnectorStream(0, host: host)
        guard try stream.publishWatermark(first) == .ok else {
            throw PluginError(.limit, "the host's queue has no room for a watermark")
        }
        if let speed = settings?.speed { pacer = Pacer(speed: speed, dataStart: first) }
        host.wake()
    }

    mutating func onTurn(now: Int64) throws(PluginError) -> ConnectorTurn {
        if isOver { return .idle }
        let due = pacer?.due() ?? .max
        do throws(PluginError) {
            switch try feed?.publish(due: due) ?? .ended {
            case .full: return .more
            case .ended: isOver = true
            case .early(let next):
                // Told how far the data is, the host can fire what is due in between.
                _ = try ConnectorStream(0, host: host).publishWatermark(due)
                pacer?.wait(for: next)
                host.wake()
            }
            return .idle
        } catch {
            isOver = true
            throw error
        }
    }

    mutating func subscribe(
        _ instrument: UInt32,
        streams: UInt32,
        depth: UInt32
    ) throws(PluginError) {
        // Every row of the files is published; the host gives each strategy what it wants.
    }

    mutating func unsubscribe(_ instrument: UInt32, streams: UInt32) throws(PluginError) {}

    mutating func drain(deadline: Int64) throws(PluginError) { isOver = true }

    mutating func deactivate() {
        feed?.summarize()
        feed = nil
        pacer = nil
    }
}

private let library = unsafe PluginLibrary(
    .connector(
        CSV.self,
        onBatch: { unsafe takeTurn(CSV.self, $0, $1, $2) },
        subscribe: { unsafe beginStreams(CSV.self, $0, $1, $2, $3) },
        unsubscribe: { unsafe endStreams(CSV.self, $0, $1, $2) }
    )
)

/// The one exported function.
@c(tenon_entry_0) @implementation
public func entry(
    _ host: UnsafePointer<tenon_host_info>?,
    _ out: UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
) -> tenon_status { unsafe library.answer(host, out) }

import Boundary
import CTenon
import Domain
import Glibc
import Memory

/// What one call into a plugin costs the host, beside the same call made in C.
///
/// `Benchmarks LIBRARY TIMES REPEATS`, where the library is built of `call_plugin.c`. Both loops hand
/// one event at a time to the same function of that library; they take turns, and the best of the
/// repeats counts. Prints one JSON object with the processor time of a call in ns.
@main
enum Benchmarks {
    typealias OnBatch =
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<tenon_batch>?, UnsafeMutablePointer<UInt32>?
        ) -> tenon_status
    typealias Loop = @convention(c) (OnBatch, UnsafeRawPointer, UInt64, UInt64) -> UInt64

    static func main() {
        if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "config" {
            guard let repeats = Int(CommandLine.arguments[3]), repeats > 0,
                let figures = ConfigBenchmark.run(CommandLine.arguments[2], repeats: repeats)
            else { return stop("usage: Benchmarks config FILE REPEATS") }
            return print(figures)
        }
        if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "book" {
            guard let repeats = Int(CommandLine.arguments[3]), repeats > 0,
                let figures = BookBenchmark.run(CommandLine.arguments[2], repeats: repeats)
            else { return stop("usage: Benchmarks book TAPE REPEATS") }
            return print(figures)
        }
        guard CommandLine.arguments.count == 4, let times = UInt64(CommandLine.arguments[2]),
            let repeats = Int(CommandLine.arguments[3]), times > 0, repeats > 0
        else { return stop("usage: Benchmarks LIBRARY TIMES REPEATS") }
        let library = unsafe dlopen(CommandLine.arguments[1], RTLD_NOW | RTLD_LOCAL)
        guard let callee = unsafe dlsym(library, "call_on_batch"),
            let caller = unsafe dlsym(library, "call_loop")
        else { return stop("\(CommandLine.arguments[1]): holds no call_on_batch and call_loop") }
        let onBatch = unsafe unsafeBitCast(callee, to: OnBatch.self)
        let loop = unsafe unsafeBitCast(caller, to: Loop.self)

        var quote = tenon_ev_quote()
        quote.m.h.size = UInt32(MemoryLayout<tenon_ev_quote>.size)
        quote.m.h.type = UInt16(TENON_TYPE_QUOTE)
        var buffer = RecordBuffer(capacity: 4_096)
        buffer.append(quote)
        let run = buffer.all
        let port = HostPort(
            instance: InstanceID(0),
            kind: UInt32(TENON_KIND_STRATEGY),
            account: nil,
            seed: 1,
            services: NoServices()
        )
        unsafe port.connect(implementation: nil, onBatch: onBatch)
        port.enter(.running)

        var (inHost, inC) = (Double.infinity, Double.infinity)
        for _ in 0..<repeats {
            let began = processorTime()
            let taken = deliver(run, to: port, times: times)
            let middle = processorTime()
            let takenInC = unsafe run.withBytes { bytes -> UInt64 in
                guard let start = bytes.baseAddress else { return 0 }
                return unsafe loop(onBatch, start, UInt64(bytes.count), times)
            }
            let ended = processorTime()
            guard taken == times, takenInC == times else { return stop("a call took no event") }
            inHost = min(inHost, Double(middle - began) / Double(times))
            inC = min(inC, Double(ended - middle) / Double(times))
        }
        print("{\"host_ns\":\(inHost),\"c_ns\":\(inC)}")
    }

    /// Makes the calls as the lane makes them: status and count are looked at after each.
    @inline(never)
    private static func deliver(_ run: RecordRun, to port: HostPort, times: UInt64) -> UInt64 {
        var taken: UInt64 = 0
        var sequence: UInt64 = 0
        while sequence < times {
            sequence &+= 1
            let delivery = port.deliver(
                run,
                count: 1,
                first: sequence,
                last: sequence,
                now: Int64(sequence)
            )
            guard delivery.status == 0, delivery.consumed <= 1 else { return 0 }
            taken &+= UInt64(delivery.consumed)
        }
        return taken
    }

    /// What the process took until now, ns.
    static func processorTime() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func stop(_ why: String) {
        print("Benchmarks: \(why)")
        exit(2)
    }
}

/// A host that offers nothing: the measured calls never come this far.
private final class NoServices: PortServices {
    private static let refusal = PortAnswer.refused(TENON_E_NOSYS, "not in a benchmark")

    func publish(_ instance: InstanceID, stream: UInt32, records: RecordRun) -> PortAnswer {
        Self.refusal
    }
    func wake(_ instance: InstanceID) {}
    func resolve(_ instance: InstanceID, symbol: String) -> PortAnswer { Self.refusal }
    func check(_ instance: InstanceID, _ subscription: Subscription) -> PortAnswer {
        Self.refusal
    }
    func subscribe(_ instance: InstanceID, to subscription: Subscription) -> PortAnswer {
        Self.refusal
    }
    func unsubscribe(_ instance: InstanceID, instrument: InstrumentID, streams: UInt32)
        -> PortAnswer
    {
        Self.refusal
    }
    func define(
        _ instance: InstanceID,
        symbol: String,
        _ definition: tenon_ev_instrument
    ) -> PortAnswer { Self.refusal }
    func currency(_ instance: InstanceID, code: String, exponent: Int) -> PortAnswer {
        Self.refusal
    }
    func log(_ instance: InstanceID, severity: Int32, text: String) {}
}

import CTenon
import Foundation
import Support
import Testing

/// A host that lets one connector publish, and keeps all it said.
///
/// Single-threaded: a test makes one, runs it, reads it.
@safe
final class FeedHost {
    /// Answer AGAIN to every n-th publish call; 0: never.
    private let againEvery: Int
    private var calls = 0
    private let table = UnsafeMutablePointer<tenon_host>.allocate(capacity: 1)
    private let publishing = UnsafeMutablePointer<tenon_host_publish>.allocate(capacity: 1)
    private let registry = UnsafeMutablePointer<tenon_host_registry>.allocate(capacity: 1)

    /// What was published on stream 0, byte for byte.
    fileprivate(set) var bytes: [UInt8] = []
    /// The lines of the log.
    fileprivate(set) var lines: [String] = []
    /// Texts given to `fail`.
    fileprivate(set) var failures: [String] = []
    /// Definitions in the order of their handles, which begin at 1.
    fileprivate(set) var instruments: [tenon_ev_instrument] = []
    /// Codes and exponents in the order of their numbers, which begin at 1.
    fileprivate(set) var currencies: [(code: String, exponent: Int)] = []
    /// Times published behind a later one, which no host takes.
    fileprivate(set) var backwardTimes = 0
    fileprivate var lastTime = Int64.min
    fileprivate var isClosed = false

    init(againEvery: Int = 0) {
        self.againEvery = againEvery
        unsafe publishing.initialize(to: tenon_host_publish())
        unsafe publishing.pointee.size = UInt32(MemoryLayout<tenon_host_publish>.size)
        unsafe publishing.pointee.publish = { unsafe FeedHost.of($0).publish($1, $2, $3) }
        unsafe registry.initialize(to: tenon_host_registry())
        unsafe registry.pointee.size = UInt32(MemoryLayout<tenon_host_registry>.size)
        unsafe registry.pointee.define = { unsafe FeedHost.of($0).define($1, $2) }
        unsafe registry.pointee.currency = { unsafe FeedHost.of($0).currency($1, $2, $3) }
        unsafe table.initialize(to: tenon_host())
        unsafe table.pointee.size = UInt32(MemoryLayout<tenon_host>.size)
        unsafe table.pointee.ctx = Unmanaged.passUnretained(self).toOpaque()
        unsafe table.pointee.get_ext = { unsafe FeedHost.of($0).find($1) }
        unsafe table.pointee.fail = { unsafe FeedHost.of($0).failures.append(FeedHost.text($2)) }
        unsafe table.pointee.log = { unsafe FeedHost.of($0).lines.append(FeedHost.text($2)) }
        unsafe table.pointee.now_ns = { _ in 0 }
        unsafe table.pointee.random_u64 = { _ in 0 }
        unsafe table.pointee.timer_set = { _, _, _ in tenon_status(TENON_E_NOSYS) }
        unsafe table.pointee.timer_clear = { _, _ in tenon_status(TENON_E_NOSYS) }
        unsafe table.pointee.wake = { _ in }
    }

    deinit {
        unsafe table.deallocate()
        unsafe publishing.deallocate()
        unsafe registry.deallocate()
    }

    /// The table to create an instance with; good while this host is.
    var pointer: UnsafePointer<tenon_host> { unsafe UnsafePointer(table) }

    /// The summary lines, each as its words.
    var summaries: [[String: String]] {
        lines.filter { $0.hasPrefix("csv.summary ") }
            .map { line in
                var words: [String: String] = [:]
                for pair in line.dropFirst("csv.summary ".count).split(separator: " ") {
                    let parts = pair.split(separator: "=", maxSplits: 1)
                    if parts.count == 2 { words[String(parts[0])] = String(parts[1]) }
                }
                return words
            }
    }

    private static func of(_ host: UnsafePointer<tenon_host>?) -> FeedHost {
        guard let context = unsafe host?.pointee.ctx else {
            preconditionFailure("the plugin called without its host")
        }
        return unsafe Unmanaged<FeedHost>.fromOpaque(context).takeUnretainedValue()
    }

    private static func text(_ text: tenon_str) -> String {
        let bytes = unsafe UnsafeRawBufferPointer(start: text.ptr, count: Int(text.len))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    private func find(_ id: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
        guard let id = unsafe id else { return nil }
        return switch unsafe String(cString: id) {
        case "tenon.host.publish/1": unsafe UnsafeRawPointer(publishing)
        case "tenon.host.registry/1": unsafe UnsafeRawPointer(registry)
        default: nil
        }
    }

    private func publish(
        _ stream: UInt32,
        _ events: UnsafeRawPointer?,
        _ count: UInt64
    ) -> tenon_status {
        calls += 1
        if againEvery > 0, calls % againEvery == 0 { return tenon_status(TENON_E_AGAIN) }
        let all = unsafe UnsafeRawBufferPointer(start: events, count: Int(count))
        guard stream == 0, !isClosed, Int(bitPattern: events) % 8 == 0 else {
            return tenon_status(TENON_E_INVALID)
        }
        for event in Events(unsafe Array(all)) {
            let head = event.head
            if head.ts_ns < lastTime { backwardTimes += 1 }
            lastTime = head.ts_ns
            isClosed =
                Int(head.space) == TENON_SPACE_CONTROL && Int(head.type) == TENON_TYPE_END_OF_DATA
        }
        unsafe bytes.append(contentsOf: all)
        return tenon_status(TENON_OK)
    }

    private func define(
        _ definition: UnsafePointer<tenon_ev_instrument>?,
        _ handle: UnsafeMutablePointer<UInt32>?
    ) -> tenon_status {
        guard let definition = unsafe definition else { return tenon_status(TENON_E_INVALID) }
        let uid = unsafe definition.pointee.uid
        if let known = instruments.firstIndex(where: { $0.uid == uid }) {
            unsafe handle?.pointee = UInt32(known + 1)
            return tenon_status(TENON_OK)
        }
        unsafe instruments.append(definition.pointee)
        unsafe handle?.pointee = UInt32(instruments.count)
        return tenon_status(TENON_OK)
    }

    private func currency(
        _ code: tenon_str,
        _ exponent: Int8,
        _ number: UnsafeMutablePointer<UInt32>?
    ) -> tenon_status {
        let code = unsafe Self.text(code)
        if let known = currencies.firstIndex(where: { $0.code == code }) {
            unsafe number?.pointee = UInt32(known + 1)
            return tenon_status(TENON_OK)
        }
        currencies.append((code, Int(exponent)))
        unsafe number?.pointee = UInt32(currencies.count)
        return tenon_status(TENON_OK)
    }
}

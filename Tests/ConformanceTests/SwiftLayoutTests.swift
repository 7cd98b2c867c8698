import CTenon
import Foundation
import Support
import Testing

/// A struct as Swift lays it out.
private struct SeenLayout {
    let name: String
    let size: Int
    let stride: Int
    let align: Int
    let fields: [Layout.Field]

    /// Reads places and sizes of the members out of a value whose bytes tell where they lie.
    ///
    /// Byte i of the first value is i modulo 256, of the second i over 256, so the first byte of a
    /// member in both is its offset.
    init<T: BitwiseCopyable>(_ type: T.Type) {
        name = "\(type)"
        size = MemoryLayout<T>.size
        stride = MemoryLayout<T>.stride
        align = MemoryLayout<T>.alignment
        let low = Self.value(of: type) { UInt8($0 & 255) }
        let high = Self.value(of: type) { UInt8($0 >> 8) }
        fields = zip(Mirror(reflecting: low).children, Mirror(reflecting: high).children)
            .map { lowChild, highChild in
                let bytes = Self.bytes(lowChild.value)
                let offset = Int(bytes[0]) + Int(Self.bytes(highChild.value)[0]) << 8
                return Layout.Field(
                    name: lowChild.label ?? "",
                    offset: offset,
                    size: bytes.count,
                    type: ""
                )
            }
    }

    private static func value<T: BitwiseCopyable>(of type: T.Type, byte: (Int) -> UInt8) -> T {
        let bytes = (0..<MemoryLayout<T>.size).map(byte)
        // Any bytes are a value of these types: flat structs of numbers.
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: T.self) }
    }

    private static func bytes<V>(_ value: V) -> [UInt8] {
        unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
    }
}

@Suite("The header in Swift")
struct SwiftLayoutTests {
    private static let seen = [
        SeenLayout(tenon_ev.self), SeenLayout(tenon_ev_control.self),
        SeenLayout(tenon_ev_mkt.self), SeenLayout(tenon_ev_quote.self),
        SeenLayout(tenon_ev_trade.self), SeenLayout(tenon_ev_book.self),
        SeenLayout(tenon_level.self), SeenLayout(tenon_ev_snapshot.self),
        SeenLayout(tenon_ev_bar.self), SeenLayout(tenon_ev_status.self),
        SeenLayout(tenon_ev_order.self), SeenLayout(tenon_ev_position.self),
        SeenLayout(tenon_ev_balance.self), SeenLayout(tenon_ev_blob.self),
        SeenLayout(tenon_ev_currency.self), SeenLayout(tenon_ev_instrument.self),
        SeenLayout(tenon_span.self), SeenLayout(tenon_ev_calendar.self),
        SeenLayout(tenon_intent.self), SeenLayout(tenon_param_value.self),
        SeenLayout(tenon_broker_cmd.self), SeenLayout(tenon_ev_exec.self),
    ]

    @Test("sizes and offsets of all flat structs are those of layout.json")
    func layoutsAgree() throws {
        let layout = try Layout(json: try Data(contentsOf: Interface.layout))
        let flat = layout.structs.filter { !$0.fields.contains { $0.type.contains("*") } }
            .filter { !["tenon_entry", "tenon_param_info", "tenon_host_info"].contains($0.name) }
            .filter { !$0.fields.contains { $0.type == "tenon_str" || $0.type.contains("(") } }
        #expect(flat.map(\.name).sorted() == Self.seen.map(\.name).sorted())
        for expected in flat {
            let seen = try #require(Self.seen.first { $0.name == expected.name })
            #expect(seen.size == expected.size && seen.stride == expected.size, "\(seen.name)")
            #expect(seen.align == expected.align, "\(seen.name)")
            let fields = expected.fields.map { field in
                var untyped = field
                untyped.type = ""
                return untyped
            }
            #expect(seen.fields == fields, "\(seen.name)")
        }
    }

    @Test("constants come through, negative and 64 bits wide ones too")
    func constantsAgree() throws {
        let layout = try Layout(json: try Data(contentsOf: Interface.layout))
        func value(_ name: String) -> Int64? {
            layout.constants.first { $0.name == name }?.value
        }
        #expect(value("TENON_NONE") == TENON_NONE && TENON_NONE == Int64.min)
        #expect(value("TENON_E_FATAL") == Int64(TENON_E_FATAL) && TENON_E_FATAL == -101)
        #expect(value("TENON_EMULATED") == Int64(TENON_EMULATED) && TENON_EMULATED == 14)
        #expect(TENON_EXT_HOST_ORDERS == "tenon.host.orders/1")
    }
}

import CTenon
import Domain
import Memory

/// The extension tables this build serves, one immortal copy each, found by id.
///
/// What a kind may not use, or what is not served yet (portfolio, signals, gate), is not found: the
/// plugin gets NULL.
@safe
final class ExtensionTables: Sendable {
    // Sound because the tables are written once, here, and only read afterwards.
    nonisolated(unsafe) private let orders: UnsafeMutablePointer<tenon_host_orders>
    nonisolated(unsafe) private let publish: UnsafeMutablePointer<tenon_host_publish>
    nonisolated(unsafe) private let subscribe: UnsafeMutablePointer<tenon_host_subscribe>
    nonisolated(unsafe) private let registry: UnsafeMutablePointer<tenon_host_registry>

    init() {
        unsafe orders = .allocate(capacity: 1)
        unsafe orders.initialize(to: OrdersExtension.table())
        unsafe publish = .allocate(capacity: 1)
        unsafe publish.initialize(to: PublishExtension.table())
        unsafe subscribe = .allocate(capacity: 1)
        unsafe subscribe.initialize(to: SubscribeExtension.table())
        unsafe registry = .allocate(capacity: 1)
        unsafe registry.initialize(to: RegistryExtension.table())
    }

    /// The table of an id for an instance of one kind, or NULL.
    func find(_ id: String, kind: UInt32) -> UnsafeRawPointer? {
        let isStrategy = kind == TENON_KIND_STRATEGY
        let isConnector = kind == TENON_KIND_CONNECTOR
        let isPublisher = isConnector || kind == TENON_KIND_CHANNEL
        switch id {
        case "tenon.host.orders/1" where isStrategy: return unsafe UnsafeRawPointer(orders)
        case "tenon.host.subscribe/1" where isStrategy: return unsafe UnsafeRawPointer(subscribe)
        case "tenon.host.publish/1" where isPublisher: return unsafe UnsafeRawPointer(publish)
        case "tenon.host.registry/1" where isConnector: return unsafe UnsafeRawPointer(registry)
        default: return nil
        }
    }
}

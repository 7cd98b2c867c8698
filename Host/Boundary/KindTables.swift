package import CTenon

/// The table of an instance's kind, copied at creation: later slots are NULL, mandatory ones
/// are there.
package enum KindTables {
    case strategy(tenon_strategy)
    case connector(tenon_connector)
    case broker(tenon_broker)
    case channel(tenon_channel)

    /// Copies and checks the table of `kind`.
    init(
        _ kind: PluginKind,
        _ source: UnsafeRawPointer?,
        _ place: PluginPlace
    ) throws(PluginError) {
        switch kind {
        case .strategy: self = try unsafe .strategy(Self.strategy(source, place))
        case .connector: self = try unsafe .connector(Self.connector(source, place))
        case .broker: self = try unsafe .broker(Self.broker(source, place))
        case .channel: self = try unsafe .channel(Self.channel(source, place))
        }
    }

    /// The strategy's table; nil for another kind.
    package var strategy: tenon_strategy? {
        if case .strategy(let table) = self { table } else { nil }
    }

    /// The connector's table; nil for another kind.
    package var connector: tenon_connector? {
        if case .connector(let table) = self { table } else { nil }
    }

    /// The broker's table; nil for another kind.
    package var broker: tenon_broker? {
        if case .broker(let table) = self { table } else { nil }
    }

    /// The channel's table; nil for another kind.
    package var channel: tenon_channel? {
        if case .channel(let table) = self { table } else { nil }
    }

    /// The `on_batch` of any kind; a channel may have none.
    var onBatch:
        (
            @convention(c) (
                UnsafeMutableRawPointer?, UnsafePointer<tenon_batch>?, UnsafeMutablePointer<UInt32>?
            ) -> tenon_status
        )?
    {
        switch self {
        case .strategy(let table): unsafe table.on_batch
        case .connector(let table): unsafe table.on_batch
        case .broker(let table): unsafe table.on_batch
        case .channel(let table): unsafe table.on_batch
        }
    }

    private static func strategy(
        _ source: UnsafeRawPointer?,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_strategy {
        let table = try unsafe copyTable(
            source,
            zero: tenon_strategy(),
            minimum: end(of: \tenon_strategy.on_batch),
            name: "tenon_strategy",
            place
        )
        try unsafe requireSlots("tenon_strategy", [("on_batch", table.on_batch != nil)], place)
        return table
    }

    /// A connector that takes no subscriptions or requests leaves those slots NULL.
    private static func connector(
        _ source: UnsafeRawPointer?,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_connector {
        let table = try unsafe copyTable(
            source,
            zero: tenon_connector(),
            minimum: end(of: \tenon_connector.request),
            name: "tenon_connector",
            place
        )
        try unsafe requireSlots("tenon_connector", [("on_batch", table.on_batch != nil)], place)
        return table
    }

    /// Nothing of a broker is optional: each of its calls guards money.
    private static func broker(
        _ source: UnsafeRawPointer?,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_broker {
        let table = try unsafe copyTable(
            source,
            zero: tenon_broker(),
            minimum: end(of: \tenon_broker.cancel_all),
            name: "tenon_broker",
            place
        )
        try unsafe requireSlots(
            "tenon_broker",
            [
                ("on_batch", table.on_batch != nil), ("send", table.send != nil),
                ("reconcile", table.reconcile != nil), ("cancel_all", table.cancel_all != nil),
            ],
            place
        )
        return table
    }

    private static func channel(
        _ source: UnsafeRawPointer?,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_channel {
        let table = try unsafe copyTable(
            source,
            zero: tenon_channel(),
            minimum: end(of: \tenon_channel.deliver),
            name: "tenon_channel",
            place
        )
        try unsafe requireSlots(
            "tenon_channel",
            [("on_batch", table.on_batch != nil), ("deliver", table.deliver != nil)],
            place
        )
        return table
    }
}

/// The checks of what `create` and `get_ext` hand over.
enum InstanceCheck {
    /// The lifecycle table; none of its slots may be NULL.
    static func lifecycle(
        _ made: tenon_instance,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_lifecycle {
        let life = try unsafe copyTable(
            UnsafeRawPointer(made.life),
            zero: tenon_lifecycle(),
            minimum: end(of: \tenon_lifecycle.get_ext),
            name: "tenon_lifecycle",
            place
        )
        try unsafe requireSlots(
            "tenon_lifecycle",
            [
                ("configure", life.configure != nil), ("activate", life.activate != nil),
                ("start", life.start != nil), ("drain", life.drain != nil),
                ("deactivate", life.deactivate != nil), ("destroy", life.destroy != nil),
                ("get_ext", life.get_ext != nil),
            ],
            place
        )
        return life
    }

    /// The instance fits the room we gave, has a pointer of its own and the kind its descriptor
    /// promised.
    static func matches(
        _ made: tenon_instance,
        _ descriptor: PluginDescriptor,
        _ place: PluginPlace
    ) throws(PluginError) {
        let room = unsafe MemoryLayout<tenon_instance>.size
        let (size, kind) = unsafe (made.size, made.kind)
        guard unsafe size >= end(of: \tenon_instance.table), size <= room else {
            throw place.error(
                .badTable,
                "its tenon_instance.size is \(size), but the host gave room for \(room)",
                authorRemedy
            )
        }
        guard unsafe made.impl != nil else {
            throw place.error(.badTable, "its tenon_instance.impl is NULL", authorRemedy)
        }
        guard kind == descriptor.kind.rawValue else {
            throw place.error(
                .badTable,
                "made an instance of kind \(kind), but its descriptor says "
                    + "\(descriptor.kind.rawValue) (\(descriptor.kind))",
                authorRemedy
            )
        }
    }

    /// `tenon.params/1`.
    static func parameters(
        _ source: UnsafeRawPointer,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_params {
        let table = try unsafe copyTable(
            source,
            zero: tenon_params(),
            minimum: end(of: \tenon_params.from_text),
            name: "tenon_params",
            place
        )
        try unsafe requireSlots(
            "tenon_params",
            [
                ("count", table.count != nil), ("info", table.info != nil),
                ("get", table.get != nil), ("set", table.set != nil),
                ("to_text", table.to_text != nil),
                ("from_text", table.from_text != nil),
            ],
            place
        )
        return table
    }

    /// `tenon.state/1`.
    static func state(
        _ source: UnsafeRawPointer,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_state {
        let table = try unsafe copyTable(
            source,
            zero: tenon_state(),
            minimum: end(of: \tenon_state.digest),
            name: "tenon_state",
            place
        )
        try unsafe requireSlots(
            "tenon_state",
            [
                ("save", table.save != nil), ("load", table.load != nil),
                ("digest", table.digest != nil),
            ],
            place
        )
        return table
    }
}

/// What a plugin says of itself; everything the host knows of it before it creates an instance.
///
/// Every text is a string literal: the host keeps pointers to it for the life of the process.
public struct PluginDescription: Sendable {
    /// Reverse DNS, for example `dev.tenon.ema-cross`; never changes.
    public var id: StaticString
    /// For people.
    public var name: StaticString
    /// Semantic version, for example `1.2.0`.
    public var version: StaticString
    /// Who made it.
    public var vendor: StaticString
    /// One sentence: what it does.
    public var summary: StaticString
    /// SPDX expression, for example `0BSD`.
    public var licence: StaticString
    /// JSON Schema 2020-12 of the configuration, `additionalProperties: false`, every property
    /// described, with unit and range.
    public var configSchema: StaticString
    /// JSON: what it wants to be granted.
    public var permissions: StaticString
    /// The schema `save` writes; 0 when there is no state.
    public var stateWrites: UInt32
    /// The oldest schema `load` reads.
    public var stateReadsMin: UInt32
    /// What changed in this version.
    public var changes: StaticString

    /// A description; what is left out is empty.
    public init(
        id: StaticString,
        name: StaticString,
        version: StaticString,
        vendor: StaticString = "",
        summary: StaticString = "",
        licence: StaticString = "",
        configSchema: StaticString = "{}",
        permissions: StaticString = "{}",
        stateWrites: UInt32 = 0,
        stateReadsMin: UInt32 = 0,
        changes: StaticString = ""
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.vendor = vendor
        self.summary = summary
        self.licence = licence
        self.configSchema = configSchema
        self.permissions = permissions
        self.stateWrites = stateWrites
        self.stateReadsMin = stateReadsMin
        self.changes = changes
    }

    /// The header's descriptor, in memory that stays.
    func descriptor(kind: PluginKind, extensions: StaticString) -> Immortal<tenon_descriptor> {
        unsafe Immortal(
            tenon_descriptor(
                size: UInt32(MemoryLayout<tenon_descriptor>.size),
                kind: kind.rawValue,
                id: tenon_str(id),
                name: tenon_str(name),
                version: tenon_str(version),
                flags: 0,
                reserved0: 0,
                vendor: tenon_str(vendor),
                summary: tenon_str(summary),
                licence: tenon_str(licence),
                language: tenon_str("Swift"),
                config_schema: tenon_str(configSchema),
                permissions: tenon_str(permissions),
                state_writes: stateWrites,
                state_reads_min: stateReadsMin,
                extensions: tenon_str(extensions),
                changes: tenon_str(changes)
            )
        )
    }
}

/// What a plugin is for.
public enum PluginKind: UInt32, Sendable {
    /// Turns events into intents, on the lane.
    case strategy = 1
    /// Brings market data in.
    case connector
    /// Takes orders out and executions in.
    case broker
    /// Takes notifications out.
    case channel
}

/// One plugin of any kind: a concrete `~Copyable` struct whose methods the host calls through C.
///
/// The host never runs two calls into one instance at the same time, and every method but the hot
/// one (`on_batch`) is a control call: it may allocate and take its time. A thrown error reaches
/// the host as `fail` and the error's status.
///
/// The order of calls: `init`, `configure` (again, if the host likes), `activate`, `start`, batches,
/// `drain`, `deactivate`, and again from `activate` or to `deinit`.
public protocol Plugin: ~Copyable {
    /// What the host shows and checks before it creates an instance.
    static var description: PluginDescription { get }

    /// The parameters `tenon.params/1` offers, in the order shown; none by default.
    static var parameters: [Parameter] { get }

    /// A new instance; it may keep the host and look up nothing yet.
    init(host: TenonHost)

    /// Takes a configuration. May be called again before `activate`.
    ///
    /// - Parameter config: The whole object; ask for each member, then `finish()`.
    /// - Throws: `.invalid` with path and remedy. The instance must then be as it was before.
    mutating func configure(_ config: inout Config) throws(PluginError)

    /// Allocates, looks up extensions, subscribes.
    mutating func activate() throws(PluginError)

    /// Goes live: events from `firstSequence` on may come, the opening burst first.
    mutating func start(firstSequence: UInt64) throws(PluginError)

    /// Starts no more work and finishes what is open; called again until it does not throw `.again`.
    ///
    /// - Parameter deadline: ns since the Unix epoch; the host goes on without us after it.
    /// - Throws: `.again` while something is open.
    mutating func drain(deadline: Int64) throws(PluginError)

    /// Back to configured: nothing may run or stay open; averages and the like begin anew.
    mutating func deactivate()

    /// Writes the state; asked for when `description.stateWrites` is not 0.
    ///
    /// The same state gives the same bytes: symbols instead of handles, no pointers, no secrets.
    ///
    /// - Parameters:
    ///   - state: Takes the bytes.
    ///   - schema: From `stateReadsMin` to `stateWrites`.
    /// - Throws: When there is nothing to write; the bytes so far are dropped.
    borrowing func save(to state: inout StateWriter, schema: UInt32) throws(PluginError)

    /// Takes a state, all or nothing, before `start`.
    ///
    /// - Throws: `.invalid` for anything `save` would not have written; the instance is unchanged.
    mutating func load(from state: inout StateReader, schema: UInt32) throws(PluginError)

    /// The value of a parameter.
    ///
    /// - Returns: `nil` for an id that `parameters` does not list.
    borrowing func value(of parameter: UInt32) -> ParameterValue?

    /// Sets a parameter, by a control call or by an event.
    ///
    /// The kit has checked kind and range.
    ///
    /// - Throws: `.invalid` when it does not go with the other values; nothing is changed then.
    mutating func set(_ parameter: UInt32, to value: ParameterValue) throws(PluginError)
}

extension Plugin where Self: ~Copyable {
    /// No parameters.
    public static var parameters: [Parameter] { [] }

    /// Nothing to prepare.
    public mutating func activate() throws(PluginError) {}

    /// Nothing to note.
    public mutating func start(firstSequence: UInt64) throws(PluginError) {}

    /// Always quiet.
    public mutating func drain(deadline: Int64) throws(PluginError) {}

    /// Nothing to let go.
    public mutating func deactivate() {}

    /// No state.
    public borrowing func save(to state: inout StateWriter, schema: UInt32) throws(PluginError) {
        throw PluginError(.notOffered, "this plugin keeps no state")
    }

    /// No state.
    public mutating func load(from state: inout StateReader, schema: UInt32) throws(PluginError) {
        throw PluginError(.notOffered, "this plugin keeps no state")
    }

    /// No parameters.
    public borrowing func value(of parameter: UInt32) -> ParameterValue? { nil }

    /// No parameters.
    public mutating func set(
        _ parameter: UInt32,
        to value: ParameterValue
    ) throws(PluginError) {
        throw .invalid("parameter \(parameter) is unknown")
    }
}

package import CTenon

/// One instance of a plugin and its lifecycle: every call is checked against the state first.
///
/// The host never runs two calls into one instance at once, on any threads; that rule is the
/// owner's to keep. Calls that lie on the path of events (`on_batch`, `send`, `deliver`) are made
/// by the dispatcher with the tables here.
///
/// Safe to hold: `impl` is only ever passed back to the plugin it came from.
@safe
package final class PluginInstance {
    /// The name in plugins.yaml.
    package let name: String
    /// What it was made from.
    package let descriptor: PluginDescriptor
    /// The file it came from, kept for errors and because its code is never unloaded.
    package let module: PluginModule
    /// Where it stands.
    package private(set) var state: LifecycleState = .created
    /// Why it is faulted; nil while it is not.
    package private(set) var faultReason: String?
    /// Returns and forgets the last text the plugin gave to `host->fail`.
    package var failureText: () -> String

    /// The plugin's own pointer, the first argument of every call.
    ///
    /// Never used after `destroy`.
    package let impl: UnsafeMutableRawPointer?
    /// The tables of its kind; slots beyond the plugin's own size are NULL.
    package let tables: KindTables
    /// `tenon.params/1`, nil when it has no parameters.
    package private(set) var parameterTable: tenon_params?
    /// `tenon.state/1`, nil when it has no state to save.
    package private(set) var stateTable: tenon_state?

    private let life: tenon_lifecycle

    /// Takes what `create` filled in; a wrong table is refused after `destroy` where there is one.
    init(
        module: PluginModule,
        descriptor: PluginDescriptor,
        name: String,
        made: tenon_instance,
        failureText: @escaping () -> String
    ) throws(PluginError) {
        let place = PluginPlace(file: module.file, instance: name, call: "create")
        self.module = module
        self.descriptor = descriptor
        self.name = name
        self.failureText = failureText
        unsafe impl = made.impl
        life = try unsafe InstanceCheck.lifecycle(made, place)
        do throws(PluginError) {
            try unsafe InstanceCheck.matches(made, descriptor, place)
            tables = try unsafe KindTables(descriptor.kind, made.table, place)
        } catch {
            // With nothing to pass back, destroy would only follow a NULL.
            if unsafe impl != nil { unsafe life.destroy(impl) }
            throw error
        }
        do throws(PluginError) {
            try findExtensions()
        } catch {
            destroy()
            throw error
        }
    }

    deinit { destroy() }

    /// The kind of its descriptor.
    package var kind: PluginKind { descriptor.kind }

    /// Hands over its configuration; in `created` or again in `configured`.
    ///
    /// A refused configuration leaves the state as it was.
    /// - Parameter json: One JSON object.
    /// - Throws: `PluginError` with the plugin's reason, or for an illegal state.
    package func configure(_ json: String) throws(PluginError) {
        var json = json
        try perform(.configure) {
            json.withUTF8 { bytes in
                let start = unsafe UnsafeRawPointer(bytes.baseAddress)
                let text = unsafe tenon_str(
                    ptr: start?.assumingMemoryBound(to: CChar.self),
                    len: UInt64(bytes.count)
                )
                return unsafe life.configure(impl, text)
            }
        }
    }

    /// Lets it allocate and subscribe.
    ///
    /// A failure leaves it `configured`.
    package func activate() throws(PluginError) {
        try perform(.activate) { unsafe life.activate(impl) }
    }

    /// Starts it: nothing before `firstSequence` will be delivered.
    ///
    /// A failure leaves it `activated`.
    package func start(firstSequence: UInt64) throws(PluginError) {
        try perform(.start) { unsafe life.start(impl, firstSequence) }
    }

    /// Holds it: no events until `resume`.
    ///
    /// Calls nothing in the plugin.
    package func pause() throws(PluginError) { try perform(.pause) { tenon_status(TENON_OK) } }

    /// Lets it go on after `pause`.
    ///
    /// Calls nothing in the plugin.
    package func resume() throws(PluginError) { try perform(.resume) { tenon_status(TENON_OK) } }

    /// Asks it to come to rest; ask again until it has.
    ///
    /// - Parameter deadline: Lane time in ns by which it should be quiet.
    /// - Returns: true when it is quiet, false when it wants to be asked again; `draining` both
    ///   times.
    /// - Throws: `PluginError` with the plugin's reason, or for an illegal state.
    package func drain(deadline: Int64) throws(PluginError) -> Bool {
        try require(.drain)
        _ = failureText()
        let status = unsafe life.drain(impl, deadline)
        if status == TENON_E_AGAIN {
            state = state.after(.drain)
            return false
        }
        try conclude(.drain, status)
        return true
    }

    /// Takes back what `activate` gave; it is `configured` again.
    package func deactivate() throws(PluginError) {
        try perform(.deactivate) {
            unsafe life.deactivate(impl)
            return tenon_status(TENON_OK)
        }
    }

    /// Ends it, from any state; a second time does nothing.
    package func destroy() {
        guard state != .destroyed else { return }
        state = .destroyed
        unsafe life.destroy(impl)
    }

    /// Blames it: from now on only `destroy` is legal.
    ///
    /// The first reason is kept.
    package func fault(_ reason: String) {
        guard state != .destroyed, state != .faulted else { return }
        state = .faulted
        faultReason = reason
    }

    /// Refuses `call` where the state does not admit it.
    ///
    /// - Throws: `PluginError` with `.wrongState`, or `.faulted` with the reason.
    package func require(_ call: LifecycleCall) throws(PluginError) {
        guard !state.admits(call) else { return }
        let place = PluginPlace(file: module.file, instance: name, call: call.rawValue)
        if let faultReason {
            throw place.error(
                .faulted,
                "not called: the instance faulted (\(faultReason))",
                "correct the cause, then start the instance anew"
            )
        }
        throw place.error(
            .wrongState,
            state.refusal(of: call),
            "a fault of the host, not of the plugin: report it with this line"
        )
    }

    /// Judges the status of `call` that the owner made himself: moves the state, or throws.
    ///
    /// FAULT, FATAL and a positive status fault the instance; FATAL also condemns the module.
    package func conclude(_ call: LifecycleCall, _ status: tenon_status) throws(PluginError) {
        if status == TENON_OK {
            state = state.after(call)
            return
        }
        let said = spoken(failureText())
        let place = PluginPlace(file: module.file, instance: name, call: call.rawValue)
        let isFault = status > 0 || status == TENON_E_FAULT || status == TENON_E_FATAL
        if isFault { fault("\(call.rawValue) answered \(statusName(status)): \(said)") }
        if status == TENON_E_FATAL {
            module.condemn(
                "instance '\(name)' of the same file answered E_FATAL to \(call.rawValue)"
            )
        }
        throw place.error(
            isFault ? .faulted : .callFailed,
            "answered \(statusName(status)): \(said)",
            isFault
                ? "the instance is out of use; the others go on. Report it to the plugin's author"
                : "correct what it names, in plugins.yaml or on the machine, and start again"
        )
    }

    /// One control call: checked, made, judged.
    func perform(
        _ call: LifecycleCall,
        _ body: () -> tenon_status
    ) throws(PluginError) {
        try require(call)
        _ = failureText()
        try conclude(call, body())
    }

    private func findExtensions() throws(PluginError) {
        let place = PluginPlace(file: module.file, instance: name)
        if let found = unsafe life.get_ext(impl, TENON_EXT_PARAMS) {
            let call = place.during("get_ext(\"tenon.params/1\")")
            parameterTable = try unsafe InstanceCheck.parameters(found, call)
        }
        if let found = unsafe life.get_ext(impl, TENON_EXT_STATE) {
            let call = place.during("get_ext(\"tenon.state/1\")")
            stateTable = try unsafe InstanceCheck.state(found, call)
        }
        try requireStated()
    }

    /// A plugin that says it writes state offers the table to do so.
    private func requireStated() throws(PluginError) {
        guard stateTable == nil, descriptor.stateWrites > 0 else { return }
        throw PluginPlace(file: module.file, instance: name, call: "get_ext(\"tenon.state/1\")")
            .error(
                .badTable,
                "gave none, but its descriptor says state_writes \(descriptor.stateWrites)",
                authorRemedy
            )
    }
}

import API
import Boundary
import CTenon
import Dispatch
import Domain
import Engine
import Foundation
import Instances
import Logging
import Monitoring
import Settings
import Synchronization

// The services of a running host: readings of the model, and commands that become inputs of the lane.

extension PaperHost: HostService {
    /// How long a command may wait for the lane, ns.
    private static let patience: Int64 = 5_000_000_000

    static var processID: Int32 { ProcessInfo.processInfo.processIdentifier }

    func status() async -> StatusView {
        await PaperHost.aside { self.statusView(self.fresh()) }
    }

    func quotes() async -> [QuoteView] {
        await PaperHost.aside { self.quoteViews(self.fresh()) }
    }

    func positions() async -> [PositionView] {
        await PaperHost.aside { self.positionViews(self.fresh()) }
    }

    func instances() async -> [InstanceView] {
        await PaperHost.aside { self.instanceViews(self.fresh()) }
    }

    func orders(isOpenOnly: Bool, most: Int) async -> [OrderView] {
        await PaperHost.aside {
            Array(self.fresh().allOrders.lazy.filter { !isOpenOnly || $0.isOpen }.prefix(most))
        }
    }

    func fills(most: Int) async -> [FillView] {
        await PaperHost.aside { Array(self.fresh().fills.reversed().prefix(most)) }
    }

    /// Runs what may wait for the lane or a plugin on a thread that may wait: those that serve
    /// requests are few, and must be free for a stop.
    private static func aside<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }

    private static func trying<R: Sendable>(
        _ body: @escaping @Sendable () throws(ServiceError) -> R
    ) async throws(ServiceError) -> R {
        let result: Result<R, ServiceError> = await aside {
            do throws(ServiceError) { return .success(try body()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Until everything has started there is nothing to ask or to command.
    private func requireStarted() throws(ServiceError) {
        guard state.withLock({ $0.phase }) == "starting" else { return }
        throw ServiceError(.wrongState, "the host is starting", remedy: "ask again in a moment")
    }

    func logs(_ filter: LogFilter, last: Int, follow: Bool) async -> AsyncStream<LogLine> {
        log.lines(filter, last: last, follow: follow)
    }

    func instance(_ name: String) async throws(ServiceError) -> InstanceDetail {
        try await PaperHost.trying { () throws(ServiceError) in try self.detail(of: name) }
    }

    private func detail(of name: String) throws(ServiceError) -> InstanceDetail {
        try requireStarted()
        let now = fresh()
        guard let view = instanceViews(now).first(where: { $0.name == name }) else {
            throw unknown(name)
        }
        var detail = InstanceDetail(instance: view)
        detail.positions = positionViews(now).filter { $0.name == name }
        guard let entry = resolution.entries.first(where: { $0.settings.name.value == name })
        else { return detail }
        detail.summary = entry.descriptor.summary
        detail.vendor = entry.descriptor.vendor
        detail.licence = entry.descriptor.licence
        detail.file = entry.module.file
        detail.config = entry.config.text
        if let index = instances.firstIndex(where: { $0.name == name }),
            instances[index].plugin.kind == .strategy
        {
            detail.parameters = try values(of: index).map(\.view)
        }
        return detail
    }

    func history(_ name: String) async throws(ServiceError) -> [HistoryEntry] {
        guard configuration.instances.contains(where: { $0.name.value == name }) else {
            throw unknown(name)
        }
        return state.withLock { $0.history[name] ?? [] }
    }

    func stop(by actor: Actor) async throws(ServiceError) -> CommandReceipt {
        log.write(.notice, .host, "stop asked for", ["actor": actor.text])
        wantEnd()
        return CommandReceipt(
            sequence: 0,
            timeNs: services.laneTime,
            message: "the host is stopping"
        )
    }

    private func unknown(_ name: String) -> ServiceError {
        ServiceError(
            .unknownInstance,
            "there is no instance '\(name)'",
            remedy: NearestWord.hint(
                for: name,
                among: configuration.instances.map(\.name.value)
            )
        )
    }

    // MARK: - Commands

    func perform(_ command: InstanceCommand, by actor: Actor) async throws(ServiceError)
        -> CommandReceipt
    {
        try await PaperHost.trying { () throws(ServiceError) in
            try self.requireStarted()
            return try self.carryOut(command, by: actor)
        }
    }

    private func carryOut(_ command: InstanceCommand, by actor: Actor) throws(ServiceError)
        -> CommandReceipt
    {
        let name = command.instance
        guard configuration.instances.contains(where: { $0.name.value == name }) else {
            throw unknown(name)
        }
        let receipt: CommandReceipt
        do throws(ServiceError) {
            switch command.action {
            case .enable, .disable:
                receipt = try keep(name, isEnabled: command.action == .enable, actor)
            case .start, .stop, .pause, .resume, .set:
                receipt = try change(name, command, actor)
            }
        } catch {
            metrics.counter("commands_refused_total").add()
            log.write(
                .warning,
                .plugins,
                "command refused",
                [
                    "instance": name, "command": command.action.rawValue, "actor": actor.text,
                    "reason": error.message,
                ]
            )
            throw error
        }
        metrics.counter("commands_total").add()
        log.write(
            .notice,
            .plugins,
            "command",
            [
                "instance": name, "command": command.action.rawValue, "actor": actor.text,
                "seq": "\(receipt.sequence)", "result": receipt.message,
            ]
        )
        return receipt
    }

    /// Whether it starts with the host, from now on; and starts or stops it where it can.
    private func keep(_ name: String, isEnabled: Bool, _ actor: Actor) throws(ServiceError)
        -> CommandReceipt
    {
        let word = isEnabled ? "enabled" : "disabled"
        guard isDisabled(name) == isEnabled else {
            throw ServiceError(.wrongState, "\(name) is \(word) already", remedy: "nothing to do")
        }
        do {
            try keeping.withLock { _ in
                var names = state.withLock { $0.operatorDisabled }
                if isEnabled { names.remove(name) } else { names.insert(name) }
                try folder.keep(disabled: names)
                state.withLock { state in
                    state.operatorDisabled = names
                    if isEnabled {
                        state.disabled.remove(name)
                    } else {
                        state.disabled.insert(name)
                    }
                }
            }
        } catch {
            throw ServiceError(
                .inside,
                "\(name) is not \(word): this cannot be kept for the next start: \(error)",
                remedy: "make \(folder.url.path) writable"
            )
        }
        let isOffInFile = configuration.instances.contains {
            $0.name.value == name && !$0.enabled.value
        }
        let still =
            isEnabled && isOffInFile
            ? "; plugins.yaml has enabled: false, so the next start leaves it out" : ""
        note(name, word, "", actor: actor.text)
        tell("plugin.\(word)", 3, "\(name) is \(word)", instance: name)
        let action: InstanceCommand.Action = isEnabled ? .start : .stop
        do throws(ServiceError) {
            let receipt = try change(name, InstanceCommand(instance: name, action: action), actor)
            return CommandReceipt(
                sequence: receipt.sequence,
                timeNs: receipt.timeNs,
                message: "\(word) and \(receipt.message)\(still)"
            )
        } catch {
            return CommandReceipt(
                sequence: 0,
                timeNs: 0,
                message: "\(word) from the next start on; now: \(error.message)\(still)"
            )
        }
    }

    private func change(_ name: String, _ command: InstanceCommand, _ actor: Actor)
        throws(ServiceError) -> CommandReceipt
    {
        guard let index = instances.firstIndex(where: { $0.name == name }) else {
            let isChannel = resolution.entries.contains {
                $0.settings.name.value == name && $0.descriptor.kind == .channel
            }
            throw ServiceError(
                .wrongState,
                isChannel ? "\(name) is a channel" : "\(name) could not be loaded",
                remedy: isChannel
                    ? "channels run as long as the host; disable it for the next start"
                    : "see: tenon plugins inspect \(name)"
            )
        }
        let isStrategy = instances[index].plugin.kind == .strategy
        guard isStrategy || command.action == .stop else {
            throw ServiceError(
                .wrongState,
                "\(name) is a connector, which \(command.action.rawValue) is not for",
                remedy:
                    "its data cannot be taken up again in the middle: stop it, or restart the host"
            )
        }
        if let reason = state.withLock({ $0.reasons[name] }), command.action != .stop {
            throw ServiceError(
                .wrongState,
                "\(name) is out of use: \(reason)",
                remedy: "correct the cause and restart the host"
            )
        }
        let origin = LaneCommand.Origin(user: actor.uid, process: actor.pid)
        let id = instances[index].id
        if command.action == .set { return try set(index, command.values, actor, origin) }
        if !isStrategy { try rest(index) }
        let cancels = settings[index].onPause.value == .cancel
        let action: LaneCommand.Action =
            switch command.action {
            case .pause: .pause(cancelsOrders: cancels)
            case .resume: .resume
            case .stop: .stop
            case .start, .set, .enable, .disable: .start
            }
        if command.action == .start { try configure(index) }
        let answer = try ask(name) { $0.perform(LaneCommand(action, of: id, by: origin)) }
        if let refusal = answer.refusal {
            throw ServiceError(
                .wrongState,
                "\(name) \(refusal)",
                remedy: "see: tenon plugins list"
            )
        }
        let word = PaperHost.past(command.action)
        let open = model.now.tallies[index]?.open ?? 0
        let orders =
            command.action == .pause && open > 0
            ? ", \(open) open order\(open == 1 ? "" : "s") \(cancels ? "canceled" : "kept")" : ""
        note(
            name,
            word,
            "",
            actor: actor.text,
            sequence: answer.sequence,
            timeNs: answer.time
        )
        tell(
            "plugin.\(word)",
            3,
            "\(name) is \(word)",
            instance: name,
            sequence: answer.sequence
        )
        return CommandReceipt(
            sequence: answer.sequence,
            timeNs: answer.time,
            message: "\(name) \(word)\(orders)"
        )
    }

    private static func past(_ action: InstanceCommand.Action) -> String {
        switch action {
        case .start: "started"
        case .stop: "stopped"
        case .pause: "paused"
        case .resume: "resumed"
        case .enable: "enabled"
        case .disable: "disabled"
        case .set: "set"
        }
    }

    /// Runs a job on the lane's thread.
    private func ask<R: Sendable>(
        _ name: String,
        _ body: @escaping @Sendable (inout Lane) -> R
    ) throws(ServiceError) -> R {
        guard let answer = lane.ask(most: PaperHost.patience, body) else {
            throw ServiceError(
                .timedOut,
                "the lane has not come to it within 5 s",
                remedy:
                    "a strategy may hang in a call: see tenon logs; the command may still be made"
            )
        }
        return answer
    }

    /// Lets a connector come to rest on its own thread.
    private func rest(_ index: Int) throws(ServiceError) {
        let now = services.laneTime
        let isOver = executors[index]?
            .perform(most: PaperHost.patience) { instance in
                instance.stop(now: now)
                return true
            }
        guard isOver == true else {
            throw ServiceError(
                .timedOut,
                "\(instances[index].name) does not come to rest within 5 s",
                remedy: "it hangs in a call; end the host with tenon stop"
            )
        }
    }

    /// One that was disabled when the host started has no configuration yet.
    private func configure(_ index: Int) throws(ServiceError) {
        let config = configs[index]
        let instance = instances[index]
        let problem = try ask(instance.name) { _ in
            if instance.plugin.state == .created { instance.configure(config) }
            return instance.problem?.description
        }
        if let problem {
            throw ServiceError(.wrongState, problem, remedy: "correct its configuration")
        }
    }

    // MARK: - Parameters

    private struct Value: Sendable {
        let parameter: PluginParameter
        let view: ParameterView
    }

    /// The parameters of a strategy with their values in force, read between two batches.
    private func values(of index: Int) throws(ServiceError) -> [Value] {
        let instance = instances[index]
        return try ask(instance.name) { _ in
            let all = (try? instance.plugin.parameters()) ?? []
            return all.map { parameter in
                let value = instance.plugin.value(of: parameter)
                var view = ParameterView(
                    name: parameter.name,
                    value: value.map { parameter.text(of: $0) } ?? "",
                    unit: parameter.unit,
                    type: parameter.typeName,
                    isRuntime: parameter.isRuntime
                )
                view.choices = parameter.choices
                let isRanged = ["integer", "number", "decimal"].contains(parameter.typeName)
                view.minimum = isRanged ? parameter.text(of: parameter.minimum) : nil
                view.maximum = isRanged ? parameter.text(of: parameter.maximum) : nil
                return Value(parameter: parameter, view: view)
            }
        }
    }

    private func set(
        _ index: Int,
        _ wanted: [ParameterSetting],
        _ actor: Actor,
        _ origin: LaneCommand.Origin
    ) throws(ServiceError) -> CommandReceipt {
        let name = instances[index].name
        let id = instances[index].id
        let before = try values(of: index)
        guard !wanted.isEmpty else {
            throw ServiceError(.badValue, "nothing to set", remedy: "give key=value")
        }
        var actions: [LaneCommand] = []
        for one in wanted {
            let runtime = before.filter(\.view.isRuntime).map(\.view.name)
            guard let found = before.first(where: { $0.view.name == one.name }) else {
                throw ServiceError(
                    .badValue,
                    "\(name) has no parameter '\(one.name)'",
                    remedy: NearestWord.hint(for: one.name, among: before.map(\.view.name))
                )
            }
            guard found.view.isRuntime else {
                throw ServiceError(
                    .badValue,
                    "\(one.name) is not for changing while \(name) runs",
                    remedy: "change it in plugins.yaml; while it runs it takes "
                        + runtime.joined(separator: ", ")
                )
            }
            guard let value = found.parameter.value(of: one.value) else {
                throw ServiceError(
                    .badValue,
                    "\(one.name) does not take '\(one.value)'",
                    remedy: PaperHost.range(found.view)
                )
            }
            actions.append(
                LaneCommand(.set(parameter: found.parameter.id, value: value), of: id, by: origin)
            )
        }
        let backs = wanted.map { setting -> LaneCommand? in
            guard let old = before.first(where: { $0.view.name == setting.name }),
                let value = old.parameter.value(of: old.view.value)
            else { return nil }
            return LaneCommand(.set(parameter: old.parameter.id, value: value), of: id, by: origin)
        }
        let outcome = try make(
            actions,
            backs,
            wanted.compactMap { one in
                before.first { $0.view.name == one.name }?.parameter
            },
            index
        )
        for one in outcome.made where one.answer.refusal == nil {
            let setting = wanted[one.place]
            let old = before.first { $0.view.name == setting.name }?.view.value ?? "?"
            note(
                name,
                "set",
                "\(setting.name)=\(one.isBack ? old : setting.value)",
                actor: actor.text,
                sequence: one.answer.sequence,
                timeNs: one.answer.time
            )
        }
        if let refusal = outcome.made.compactMap(\.answer.refusal).first {
            throw ServiceError(.wrongState, "\(name) \(refusal)", remedy: "see: tenon plugins list")
        }
        if !outcome.refused.isEmpty {
            let refused = outcome.refused.map { "\(wanted[$0].name)=\(wanted[$0].value)" }
            throw ServiceError(
                .badValue,
                "\(name) does not take \(refused.joined(separator: ", ")) beside its other values; "
                    + "nothing was changed",
                remedy: "see: tenon plugins inspect \(name)"
            )
        }
        let isPaused = outcome.isPaused
        let after = try values(of: index)
        let changes = wanted.map { setting in
            let old = before.first { $0.view.name == setting.name }?.view.value ?? "?"
            let new = after.first { $0.view.name == setting.name }?.view.value ?? "?"
            return "\(setting.name) \(old) → \(new)"
        }
        let text = changes.joined(separator: ", ")
        let last = outcome.made.last?.answer ?? LaneAnswer(sequence: 0, time: 0)
        tell("plugin.set", 3, "\(name): \(text)", instance: name, sequence: last.sequence)
        return CommandReceipt(
            sequence: last.sequence,
            timeNs: last.time,
            message: "\(name): \(text)" + (isPaused ? "; in force when it is resumed" : "")
        )
    }

    /// What came of changes of parameters.
    private struct Outcome: Sendable {
        /// Each change that was handed to the plugin, in order; `isBack`: the old value again.
        var made: [(place: Int, answer: LaneAnswer, isBack: Bool)] = []
        /// Places of those that the plugin did not take.
        var refused: [Int] = []
        var isPaused = false
    }

    /// Makes changes between the same two events, all of them or none.
    private func make(
        _ changes: [LaneCommand],
        _ backs: [LaneCommand?],
        _ parameters: [PluginParameter],
        _ index: Int
    ) throws(ServiceError) -> Outcome {
        let instance = instances[index]
        return try ask(instance.name) { lane in
            var outcome = Outcome()
            outcome.isPaused = lane.isPaused(instance.id)
            func missing() -> [Int] {
                changes.indices.filter { place in
                    guard case .set(_, let value) = changes[place].action else { return false }
                    let inForce = instance.plugin.value(of: parameters[place])
                    return inForce.map { parameters[place].text(of: $0) }
                        != parameters[place].text(of: value)
                }
            }
            for place in changes.indices {
                outcome.made.append((place, lane.perform(changes[place]), false))
            }
            // One that is paused sees them when it is resumed.
            if outcome.isPaused || outcome.made.contains(where: { $0.answer.refusal != nil }) {
                return outcome
            }
            outcome.refused = missing()
            if !outcome.refused.isEmpty, outcome.refused.count < changes.count {
                // One may have had to wait for another, as fast for slow.
                for place in outcome.refused {
                    outcome.made.append((place, lane.perform(changes[place]), false))
                }
                outcome.refused = missing()
            }
            for place in changes.indices.reversed()
            where !outcome.refused.isEmpty && !outcome.refused.contains(place) {
                guard let back = backs[place] else { continue }
                outcome.made.append((place, lane.perform(back), true))
            }
            return outcome
        }
    }

    private static func range(_ view: ParameterView) -> String {
        if !view.choices.isEmpty { return "use one of \(view.choices.joined(separator: ", "))" }
        guard let least = view.minimum, let most = view.maximum else {
            return view.type == "boolean" ? "use true or false" : "give \(view.type)"
        }
        return
            "give \(view.type == "integer" ? "an integer" : "a \(view.type)") from \(least) to \(most)"
    }
}

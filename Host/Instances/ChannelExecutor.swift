package import Boundary
import CTenon
package import Domain
import Memory

/// What became of a message that a channel was given.
package enum ChannelVerdict: Sendable, Equatable {
    case delivered
    /// The channel had delivered its key before.
    case duplicate
    /// The channel is full or pausing.
    case again(String)
    /// Not delivered: `TENON_E_…` and why.
    case failed(Int32, String)
    /// The channel is out of use.
    case unusable(String)
}

/// A message's number and what became of it.
package struct ChannelAnswer: Sendable, Equatable {
    package let id: UInt64
    package let verdict: ChannelVerdict
}

/// One channel instance and every call into it.
///
/// After `init` one thread makes all calls, in order; whoever owns the executor keeps that rule.
/// Time is ns UTC of the machine, never going back: it is what `now_ns` and timers mean to a
/// channel, while `tenon_message.ts_ns` is the lane's.
package final class ChannelExecutor {
    /// A message whose RESULT has not come.
    struct Pending {
        let id: UInt64
        /// When it is given up.
        let due: Int64
    }

    struct Timer {
        let id: UInt64
        var due: Int64
        var setFor: Int64
    }

    /// The instance through its life.
    package let instance: SupervisedInstance
    let services: ChannelServices
    var pending: [Pending] = []
    var timers: [Timer] = []
    /// The number of the last event that was made for it.
    var sequence: UInt64 = 0
    /// Whether `on_batch` answered AGAIN and waits for a wake.
    var isHeld = false

    /// Makes the instance; nothing of it runs yet but `create`.
    ///
    /// - Parameters:
    ///   - module: The file's module.
    ///   - pluginID: Which plugin of the file; a channel.
    ///   - id: The instance's place in the configuration.
    ///   - name: Its name there.
    ///   - log: Takes its log lines: instance, `TENON_LOG_…`, text; from any thread.
    ///   - signal: Called when `turn` should be called soon; from any thread, also inside a call.
    /// - Throws: `PluginError` when the plugin does not make one, or is no channel.
    package init(
        module: PluginModule,
        pluginID: String,
        id: InstanceID,
        name: String,
        log: @escaping @Sendable (InstanceID, Int32, String) -> Void,
        signal: @escaping @Sendable () -> Void
    ) throws(PluginError) {
        services = ChannelServices(log: log, signal: signal)
        instance = try SupervisedInstance(
            module: module,
            pluginID: pluginID,
            id: id,
            name: name,
            account: nil,
            services: services
        )
        guard instance.plugin.kind == .channel else {
            throw PluginError(
                .unknownID,
                file: module.file,
                instance: name,
                message: "is a \(instance.plugin.kind), not a channel",
                remedy: "name a channel in notify"
            )
        }
    }

    /// Configures, activates and starts it.
    ///
    /// - Parameters:
    ///   - json: Its configuration, one JSON object.
    ///   - now: The time.
    /// - Returns: Why it does not run, or `nil`: it runs.
    package func start(_ json: String, now: Int64) -> PluginError? {
        instance.configure(json)
        instance.activate(now: now)
        _ = instance.start(firstSequence: 1, now: now)
        takeEffects(now)
        return instance.problem
    }

    /// Gives it a message; ids are never used twice while a RESULT is awaited.
    ///
    /// - Parameters:
    ///   - message: What to deliver, until `deadlineNs`. Half as long again after that a RESULT
    ///     is awaited, and not longer.
    ///   - now: The time.
    /// - Returns: What is known now: of this message, or of earlier ones. An answer that is not
    ///   among them comes from `turn`.
    package func deliver(_ message: ChannelMessage, now: Int64) -> [ChannelAnswer] {
        if let reason = unusable { return [ChannelAnswer(id: message.id, verdict: reason)] }
        let grace = max(0, message.deadlineNs - now) / 2
        services.open(message.id)
        pending.append(Pending(id: message.id, due: message.deadlineNs + grace))
        var verdict: ChannelVerdict?
        do throws(PluginError) {
            let answer = try instance.port.control(now: now) { () throws(PluginError) in
                try instance.plugin.deliver(message)
            }
            switch answer {
            case .taken: break
            case .duplicate: verdict = .duplicate
            case .refused(let status, let why): verdict = .failed(status, why)
            case .again(let why): verdict = .again(why.isEmpty ? "the channel is full" : why)
            }
        } catch {
            instance.fault(error.message)
        }
        // What it answered counts, not what it may have published besides.
        if let verdict {
            forget(message.id)
            takeEffects(now)
            return results() + [ChannelAnswer(id: message.id, verdict: verdict)]
        }
        takeEffects(now)
        return results() + giveUpIfUnusable()
    }

    /// Ends it: drain, deactivate, destroy.
    ///
    /// - Returns: An answer for each message that had none.
    package func end(now: Int64) -> [ChannelAnswer] {
        instance.end(now: now)
        let last = results()
        return last + giveUp("the channel ended before it told the outcome")
    }

    /// When `turn` has something to do even if nothing happens; ns, or `nil`.
    package var nextDue: Int64? {
        guard unusable == nil else { return nil }
        let times = pending.map(\.due) + (isHeld ? [] : timers.map(\.due))
        return times.min()
    }

    /// Why nothing can be delivered any more, or `nil`.
    var unusable: ChannelVerdict? {
        if let problem = instance.problem { return .unusable(problem.description) }
        guard instance.plugin.state == .running else {
            return .unusable("the channel is \(instance.plugin.state.rawValue), not running")
        }
        return nil
    }
}

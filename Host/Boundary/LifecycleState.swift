/// Where a plugin instance stands, and which calls it may get there: the table of the header.
///
/// A pure table: it decides, `PluginInstance` carries out. `discovered`, `scanned` and `loaded`
/// belong to the file; an instance exists from `created` on.
package enum LifecycleState: String, Sendable, CaseIterable {
    case discovered
    case scanned
    case loaded
    case created
    case configured
    case activated
    case running
    case paused
    case draining
    /// It answered FAULT or FATAL, or the host blamed it: only `destroy` follows.
    case faulted
    case destroyed

    /// The calls that are legal here.
    package var calls: Set<LifecycleCall> {
        switch self {
        case .discovered, .scanned, .destroyed: []
        case .loaded: [.entry, .getFactory, .count, .describe, .create]
        case .created: [.configure, .describeParameters, .getExtension, .destroy]
        case .configured:
            [
                .configure, .activate, .loadState, .digestState, .describeParameters,
                .readParameter, .setParameter, .getExtension, .destroy,
            ]
        case .activated:
            [
                .start, .subscribe, .unsubscribe, .saveState, .loadState, .digestState,
                .describeParameters, .readParameter, .setParameter, .deactivate, .getExtension,
                .destroy,
            ]
        case .running:
            [
                .onBatch, .send, .deliver, .subscribe, .unsubscribe, .request, .reconcile,
                .cancelAll, .saveState, .digestState, .describeParameters, .readParameter, .pause,
                .drain, .deactivate, .getExtension, .destroy,
            ]
        case .paused:
            [
                .saveState, .digestState, .describeParameters, .readParameter, .setParameter,
                .resume, .deactivate, .getExtension, .destroy,
            ]
        case .draining:
            [
                .onBatch, .send, .deliver, .unsubscribe, .reconcile, .cancelAll, .saveState,
                .digestState, .describeParameters, .readParameter, .drain, .deactivate,
                .getExtension, .destroy,
            ]
        case .faulted: [.getExtension, .destroy]
        }
    }

    /// Whether `call` is legal here.
    package func admits(_ call: LifecycleCall) -> Bool { calls.contains(call) }

    /// The state after `call` answered OK; the same one for a call that moves nothing.
    ///
    /// An illegal call moves nothing either: ask `admits` first.
    package func after(_ call: LifecycleCall) -> LifecycleState {
        guard admits(call) else { return self }
        switch call {
        case .create: return .created
        case .configure, .deactivate: return .configured
        case .activate: return .activated
        case .start, .resume: return .running
        case .pause: return .paused
        case .drain: return .draining
        case .destroy: return .destroyed
        case .entry, .getFactory, .count, .describe, .getExtension, .loadState, .saveState,
            .digestState, .describeParameters, .readParameter, .setParameter, .onBatch, .subscribe,
            .unsubscribe, .request, .send, .deliver, .reconcile, .cancelAll:
            return self
        }
    }

    /// The sentence that refuses `call` here: the state it found, and where the call is legal.
    package func refusal(of call: LifecycleCall) -> String {
        let legal = Self.allCases.filter { $0.admits(call) }.map(\.rawValue)
        return "'\(call.rawValue)' is not legal in state '\(rawValue)'; it is legal in "
            + legal.joined(separator: ", ")
    }
}

/// A call into a plugin, or a step of the host (`pause`, `resume`) that calls nothing.
///
/// The raw value is the name in tenon.h, with the table in front where that is not the lifecycle.
package enum LifecycleCall: String, Sendable, CaseIterable {
    case entry = "tenon_entry_0"
    case getFactory = "get_factory"
    case count
    case describe
    case create
    case getExtension = "get_ext"
    case configure
    case activate
    case start
    case pause
    case resume
    case drain
    case deactivate
    case destroy
    case saveState = "state.save"
    case loadState = "state.load"
    case digestState = "state.digest"
    /// `count`, `info`, `to_text` and `from_text`.
    case describeParameters = "params.info"
    case readParameter = "params.get"
    case setParameter = "params.set"
    case onBatch = "on_batch"
    case subscribe
    case unsubscribe
    case request
    case send
    case deliver
    case reconcile
    case cancelAll = "cancel_all"
}

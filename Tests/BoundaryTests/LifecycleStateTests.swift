import Boundary
import Testing

@Suite("Lifecycle states")
struct LifecycleStateTests {
    private static let alive: [LifecycleState] = [
        .created, .configured, .activated, .running, .paused, .draining,
    ]
    private static let active: [LifecycleState] = [.activated, .running, .paused, .draining]
    private static let working: [LifecycleState] = [.running, .draining]

    /// The states in brackets at each function of the header, and where the call leads when that
    /// is elsewhere: the host's table, written a second time and the other way round.
    private static let table: [LifecycleCall: (legal: [LifecycleState], leads: LifecycleState?)] = [
        .entry: ([.loaded], nil),
        .getFactory: ([.loaded], nil),
        .count: ([.loaded], nil),
        .describe: ([.loaded], nil),
        .create: ([.loaded], .created),
        .getExtension: (alive + [.faulted], nil),
        .configure: ([.created, .configured], .configured),
        .activate: ([.configured], .activated),
        .start: ([.activated], .running),
        .pause: ([.running], .paused),
        .resume: ([.paused], .running),
        .drain: (working, .draining),
        .deactivate: (active, .configured),
        .destroy: (alive + [.faulted], .destroyed),
        .saveState: (active, nil),
        .loadState: ([.configured, .activated], nil),
        .digestState: ([.configured] + active, nil),
        .describeParameters: (alive, nil),
        .readParameter: ([.configured] + active, nil),
        .setParameter: ([.configured, .activated, .paused], nil),
        .onBatch: (working, nil),
        .subscribe: ([.activated, .running], nil),
        .unsubscribe: ([.activated, .running, .draining], nil),
        .request: ([.running], nil),
        .send: (working, nil),
        .deliver: (working, nil),
        .reconcile: (working, nil),
        .cancelAll: (working, nil),
    ]

    @Test("the table knows every call")
    func everyCall() {
        #expect(Self.table.count == LifecycleCall.allCases.count)
    }

    @Test("every state admits what the header's table says", arguments: LifecycleState.allCases)
    func everyState(state: LifecycleState) throws {
        for call in LifecycleCall.allCases {
            let row = try #require(Self.table[call])
            let isLegal = row.legal.contains(state)
            #expect(state.admits(call) == isLegal, "\(state) \(call)")
            let next = isLegal ? row.leads ?? state : state
            #expect(state.after(call) == next, "\(state) \(call)")
        }
    }

    @Test("a refusal names the state, the call and where it is legal")
    func refusal() {
        #expect(
            LifecycleState.running.refusal(of: .activate)
                == "'activate' is not legal in state 'running'; it is legal in configured"
        )
        #expect(
            LifecycleState.created.refusal(of: .deactivate)
                == "'deactivate' is not legal in state 'created'; it is legal in activated, "
                + "running, paused, draining"
        )
    }
}

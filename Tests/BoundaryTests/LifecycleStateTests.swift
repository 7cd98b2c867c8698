import Boundary
import Testing

@Suite("Lifecycle states")
struct LifecycleStateTests {
    /// The header's table, written a second time and the other way round: where a call is legal,
    /// and where it leads when that is elsewhere.
    static let table: [LifecycleCall: (legal: [LifecycleState], leads: LifecycleState?)] = [
        .entry: ([.loaded], nil),
        .getFactory: ([.loaded], nil),
        .count: ([.loaded], nil),
        .describe: ([.loaded], nil),
        .create: ([.loaded], .created),
        .getExtension: (
            [
                .created, .configured, .activated, .running, .paused, .draining, .drained,
                .faulted,
            ], nil
        ),
        .configure: ([.created, .configured], .configured),
        .activate: ([.configured], .activated),
        .start: ([.activated], .running),
        .pause: ([.running], .paused),
        .resume: ([.paused], .running),
        .drain: ([.running, .draining], .drained),
        .deactivate: ([.activated, .drained], .configured),
        .destroy: (
            [
                .created, .configured, .activated, .running, .paused, .draining, .drained,
                .faulted,
            ], .destroyed
        ),
        .saveState: ([.activated, .running, .paused, .draining, .drained], nil),
        .loadState: ([.configured, .activated], nil),
        .readParameters: ([.configured], nil),
        .setParameter: ([.configured, .paused], nil),
        .onBatch: ([.running, .draining], nil),
        .subscribe: ([.activated, .running], nil),
        .unsubscribe: ([.running], nil),
        .request: ([.running], nil),
        .send: ([.running], nil),
        .deliver: ([.running], nil),
        .reconcile: ([.running], nil),
        .cancelAll: ([.running, .draining], nil),
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
                == "'deactivate' is not legal in state 'created'; it is legal in activated, drained"
        )
    }
}

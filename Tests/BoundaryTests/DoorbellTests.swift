import Boundary
import Synchronization
import Testing

@Suite("Doorbell and thread")
struct DoorbellTests {
    @Test("rings before a wait are one, and a wait without a ring ends by itself")
    func rings() {
        let bell = Doorbell()
        bell.ring()
        bell.ring()
        #expect(bell.wait(most: 1_000_000_000))
        #expect(!bell.wait(most: 1_000_000))
        #expect(!bell.take())
        bell.ring()
        #expect(bell.take())
        #expect(!bell.take())
    }

    private final class Counter: Sendable {
        let value = Atomic<Int>(0)
    }

    /// Two threads that hand a number to and fro: one lost wakeup and they stand still.
    @Test("no ring is lost, however ring and wait meet", arguments: 0..<4)
    func pingPong(round: Int) throws {
        let rounds = 20_000
        let (there, back) = (Doorbell(), Doorbell())
        let number = Counter()
        let partner = try WorkerThread("partner") {
            for _ in 0..<rounds {
                guard there.wait(most: 20_000_000_000) else { return }
                number.value.add(1, ordering: .relaxed)
                back.ring()
            }
        }
        var lost = 0
        for turn in 1...rounds {
            // Different distances between ring and wait.
            for _ in 0..<(turn &* 7 % (50 &+ round)) { _ = back.take() }
            there.ring()
            if !back.wait(most: 20_000_000_000) {
                lost += 1
                break
            }
        }
        #expect(lost == 0)
        #expect(partner.join(most: 20_000_000_000))
        #expect(number.value.load(ordering: .relaxed) == rounds)
    }

    @Test("a thread that does not end is left alone after its time")
    func abandoned() throws {
        let gate = Doorbell()
        let thread = try WorkerThread("stuck") { gate.wait(most: 20_000_000_000) }
        #expect(!thread.join(most: 10_000_000))
        gate.ring()
    }
}

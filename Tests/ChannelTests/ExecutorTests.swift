import CTenon
import Instances
import Testing

@Suite("Executor of a channel")
struct ExecutorTests {
    private func scripted(_ does: String) throws -> Channel {
        try Channel(try Library.scripted(), #"{"does":"\#(does)"}"#)
    }

    @Test("a result may come with a timer, at its time")
    func timer() throws {
        let channel = try scripted("later")
        #expect(channel.deliver(1) == nil)
        #expect(channel.executor.nextDue == channel.now + Channel.second)
        channel.now += Channel.second - 1
        #expect(channel.turn() == [] && channel.log.texts == [])
        channel.now += 1
        #expect(channel.turn().map(\.verdict) == [.delivered])
        #expect(channel.log.texts == ["batch 1"])
        #expect(channel.executor.nextDue == nil)
    }

    @Test("a wake brings an empty batch")
    func wake() throws {
        let channel = try scripted("wake")
        #expect(channel.deliver(1) == nil)
        #expect(channel.turn().map(\.verdict) == [.delivered])
        #expect(channel.log.texts == ["batch 0"])
        #expect(channel.turn() == [])
    }

    @Test("a message without a result is given up at half as long again as its deadline")
    func silence() throws {
        let channel = try scripted("silent")
        #expect(channel.deliver(1) == nil)
        channel.now += 7 * Channel.second + Channel.second / 2 - 1
        #expect(channel.turn() == [])
        channel.now += 1
        guard case .failed(let status, let why) = try #require(channel.turn().first).verdict else {
            Issue.record("no failure")
            return
        }
        #expect(status == tenon_status(TENON_E_STATE) && why.contains("may have arrived"))
        #expect(channel.executor.nextDue == nil)
    }

    @Test("a full channel and one that refuses")
    func refusals() throws {
        #expect(try scripted("again").deliver(1) == .again("the channel is full"))
        let invalid = try scripted("invalid")
        #expect(invalid.deliver(1) == .failed(tenon_status(TENON_E_INVALID), "not that"))
        #expect(invalid.deliver(2) == .failed(tenon_status(TENON_E_INVALID), "not that"))
    }

    @Test("a fault puts it out of use, for what waits as well")
    func fault() throws {
        let channel = try scripted("fault")
        guard case .unusable(let why)? = channel.deliver(1) else {
            Issue.record("still in use")
            return
        }
        #expect(why.contains("broken"))
        guard case .unusable? = channel.deliver(2) else {
            Issue.record("in use again")
            return
        }
    }

    @Test("a result counts once, and a channel publishes nothing else")
    func publishing() throws {
        let twice = try scripted("twice")
        #expect(twice.deliver(1) == .delivered)
        #expect(twice.log.texts == ["second \(TENON_E_INVALID)"])
        let other = try scripted("other")
        #expect(other.deliver(1) == .delivered)
        #expect(other.log.texts == ["other \(TENON_E_INVALID)"])
    }

    @Test("a channel that takes no event of its batch is out of use")
    func greedy() throws {
        let channel = try scripted("greedy")
        #expect(channel.deliver(1) == nil)
        channel.now += Channel.second
        guard case .unusable(let why)? = channel.turn().first?.verdict else {
            Issue.record("still in use")
            return
        }
        #expect(why.contains("took 0 of 1 events"))
    }

    @Test("ending answers for what had no answer")
    func ending() throws {
        let channel = try scripted("silent")
        #expect(channel.deliver(1) == nil)
        let answers = channel.executor.end(now: channel.now)
        #expect(answers.map(\.id) == [1])
        #expect(
            answers.map(\.verdict)
                == [.unusable("the channel ended before it told the outcome")]
        )
    }

    @Test("a plugin of another kind is no channel")
    func otherKind() throws {
        #expect(throws: (any Error).self) { try Channel(try Library.built("EMACrossC")) }
    }
}

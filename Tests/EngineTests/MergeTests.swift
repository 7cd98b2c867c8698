import Boundary
import CTenon
import Domain
import Engine
import Support
import Testing

@Suite("Merging")
struct MergeTests {
    /// What decides the place of an event in the merge.
    struct Place: Comparable {
        var time: Int64
        var instance: Int
        var stream: UInt32
        var position: Int
        var mark: UInt64 {
            UInt64(instance) << 48 | UInt64(stream) << 32 | UInt64(position)
        }
        static func < (left: Place, right: Place) -> Bool {
            (left.time, left.instance, left.stream, left.position)
                < (right.time, right.instance, right.stream, right.position)
        }
    }

    static func viewer(_ stage: Stage) -> ScriptedStrategy {
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES | TENON_STREAM_BARS) }
        return viewer
    }

    @Test("ties go by instance, then stream, then position")
    func ties() {
        let stage = Stage()
        let first = stage.connector()
        let second = stage.connector()
        first.feed([Tape.quote(at: 10, 4, 5), Tape.quote(at: 10, 5, 6)], on: 7)
        first.feed([Tape.quote(at: 10, 1, 2), Tape.quote(at: 20, 9, 10)], on: 2)
        second.feed([Tape.quote(at: 5, 0, 1), Tape.quote(at: 10, 7, 8)], on: 0)
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open().run()
        #expect(
            viewer.lines == [
                "quote 1 0/1", "quote 1 1/2", "quote 1 4/5", "quote 1 5/6", "quote 1 7/8",
                "quote 1 9/10",
            ]
        )
        #expect(viewer.live.map(\.time) == [5, 10, 10, 10, 10, 20])
        #expect(rig.faults == [])
    }

    @Test("any streams, pieces and watermarks give the sorted order", arguments: Seeds.upTo(40))
    func anyStreams(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let stage = Stage()
        var expected: [Place] = []
        for instance in 0..<Int.random(in: 1...3, using: &random) {
            let feed = stage.connector()
            for stream in 0..<UInt32.random(in: 1...3, using: &random) {
                let number = stream * 5 % 7
                var time: Int64 = 1
                var records: [Tape.Record] = []
                for position in 0..<Int.random(in: 0...40, using: &random) {
                    time += Int64.random(in: 0...2, using: &random)
                    let place = Place(
                        time: time,
                        instance: instance,
                        stream: number,
                        position: position
                    )
                    expected.append(place)
                    records.append(Tape.quote(at: time, 1, 2, mark: place.mark))
                    if Int.random(in: 0..<5, using: &random) == 0 {
                        records.append(Tape.watermark(at: time))
                    }
                }
                feed.feed(records, on: number)
            }
            var pieces = SeededGenerator(seed: seed &+ UInt64(instance))
            feed.piece = { Int.random(in: 1...9, using: &pieces) }
        }
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open()
        rig.run(inputs: Int.random(in: 1...50, using: &random))
        #expect(viewer.live.map(\.mark) == expected.sorted().map(\.mark), "seed \(seed)")
        #expect(rig.faults == [], "seed \(seed)")
    }

    @Test("200,000 events of 3 streams, through full and wrapping queues")
    func many() {
        var random = SeededGenerator(seed: 1)
        let stage = Stage()
        var expected: [Place] = []
        var feeds: [ScriptedConnector] = []
        for instance in 0..<2 {
            let feed = stage.connector()
            feeds.append(feed)
            for stream in 0..<UInt32(2 - instance) {
                var time: Int64 = 1
                var records: [Tape.Record] = []
                for position in 0..<66_667 {
                    time += Int64.random(in: 0...3, using: &random)
                    let place = Place(
                        time: time,
                        instance: instance,
                        stream: stream,
                        position: position
                    )
                    expected.append(place)
                    // Records of two sizes reach the end of the queue's memory at every offset.
                    if Int.random(in: 0..<3, using: &random) == 0 {
                        var bar = SeenEvent(bytes: Tape.flatBar(closing: time, 5))
                            .read(tenon_ev_bar.self)
                        bar.m.venue_seq = place.mark
                        records.append(Tape.bytes(bar))
                    } else {
                        records.append(Tape.quote(at: time, 1, 2, mark: place.mark))
                    }
                }
                feed.feed(records, on: stream)
            }
            feed.piece = { 1_300 }
        }
        let viewer = stage.strategy()
        var seen: [UInt64] = []
        viewer.remembers = false
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES | TENON_STREAM_BARS) }
        viewer.react = { _, event in
            if event.isMarket { seen.append(event.mark) }
            return .take
        }
        let rig = stage.open().run(inputs: 50_000)
        #expect(seen == expected.sorted().map(\.mark))
        #expect(rig.lane.counts.marketEvents == 200_001)
        #expect(rig.lane.counts.backward == 0)
        #expect(rig.faults == [])
    }

    @Test("a full queue answers AGAIN and takes the same records later")
    func full() {
        let stage = Stage()
        let feed = stage.connector()
        feed.feed((0..<20_000).map { Tape.quote(at: 1 + Int64($0), 1, 2, mark: UInt64($0)) })
        feed.turn = { feed in
            // Publishes until there is no room, as a connector does.
            let before = feed.refusals
            while feed.publishPieces(), feed.refusals == before {}
            return TENON_E_AGAIN
        }
        feed.atStart = { $0.publish([Tape.watermark(at: 1)]) }
        let viewer = MergeTests.viewer(stage)
        stage.open().run()
        #expect(feed.refusals > 0)
        #expect(viewer.live.map(\.mark) == Array(0..<20_000))
    }

    @Test("more than the queue can ever hold is refused, and opens no stream")
    func tooMuch() {
        let stage = Stage()
        let feed = stage.connector()
        var answers: [Int] = []
        feed.feed([Tape.quote(at: 10, 1, 2)])
        feed.atStart = { feed in
            let piece = (0..<4_000).map { _ in Tape.quote(at: 5, 1, 2) }
            answers.append(feed.publish(piece, on: 1))
            answers.append(feed.publish([Tape.quote(9, at: 5, 1, 2)], on: 2))
            answers.append(feed.publish([Tape.quote(at: 5, 1, 2)], on: 64))
        }
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open().run()
        #expect(answers == [TENON_E_LIMIT, TENON_E_INVALID, TENON_E_LIMIT])
        #expect(viewer.lines == ["quote 1 1/2"])
        #expect(rig.faults == [])
    }

    @Test("the lane waits for a stream until its watermark passes the others' time")
    func watermarks() {
        let stage = Stage()
        let slow = stage.connector()
        let fast = stage.connector()
        fast.feed([Tape.quote(at: 10, 1, 2), Tape.quote(at: 30, 3, 4)])
        var promised: Int64 = 0
        slow.atStart = { $0.publish([Tape.watermark(at: 1)]) }
        slow.turn = { slow in
            promised += 7
            if promised > 25 {
                slow.publish([Tape.quote(at: 28, 2, 3), Tape.end])
                return TENON_OK
            }
            slow.publish([Tape.watermark(at: promised)])
            return TENON_OK
        }
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open().run()
        #expect(viewer.lines == ["quote 1 1/2", "quote 1 2/3", "quote 1 3/4"])
        #expect(rig.faults == [])
        #expect(slow.turns == 4)
    }

    @Test("nothing follows END_OF_DATA on its stream, and the other streams go on")
    func ended() {
        let stage = Stage()
        let feed = stage.connector()
        var answer = 0
        feed.feed([Tape.quote(at: 1, 1, 2)], on: 0)
        feed.feed([Tape.quote(at: 9, 2, 3)], on: 1)
        feed.turn = { feed in
            answer = feed.publish([Tape.quote(at: 5, 7, 8)], on: 0)
            return TENON_OK
        }
        feed.atStart = { $0.publishPieces() }
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open()
        feed.port.control(now: 0) {
            answer = feed.publish([Tape.quote(at: 5, 7, 8)], on: 0)
        }
        rig.run()
        #expect(answer == TENON_E_STATE)
        #expect(viewer.lines == ["quote 1 1/2", "quote 1 2/3"])
        #expect(rig.faults == [])
    }

    @Test("a time that goes back within a stream is refused whole")
    func backwards() {
        let stage = Stage()
        let feed = stage.connector()
        var answers: [Int] = []
        feed.turn = { feed in
            answers.append(
                feed.publish([Tape.quote(at: 11, 3, 4), Tape.quote(at: 9, 5, 6)])
            )
            answers.append(feed.publish([Tape.quote(at: 10, 7, 8), Tape.end]))
            return TENON_OK
        }
        feed.atStart = { $0.publish([Tape.quote(at: 10, 1, 2)]) }
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open().run()
        #expect(answers == [TENON_E_INVALID, TENON_OK])
        #expect(viewer.lines == ["quote 1 1/2", "quote 1 7/8"])
        #expect(rig.faults == [])
    }

    @Test("a stream opened late begins no earlier than the lane's time")
    func late() {
        let stage = Stage()
        let feed = stage.connector()
        var answers: [Int] = []
        feed.feed([Tape.quote(at: 10, 1, 2), Tape.quote(at: 30, 3, 4)], on: 5)
        feed.piece = { 1 }
        feed.turn = { feed in
            if answers.isEmpty {
                answers.append(feed.publish([Tape.quote(at: 9, 8, 9)], on: 3))
                answers.append(feed.publish([Tape.quote(at: 10, 2, 3), Tape.end], on: 3))
            }
            return feed.publishPieces() ? TENON_E_AGAIN : TENON_OK
        }
        feed.atStart = { $0.publishPieces() }
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open().run()
        #expect(answers == [TENON_E_INVALID, TENON_OK])
        #expect(viewer.lines == ["quote 1 1/2", "quote 1 2/3", "quote 1 3/4"])
        #expect(rig.lane.counts.backward == 0)
        #expect(rig.faults == [])
    }

    @Test(
        "a connector that leaves a stream without anything is faulted; the others go on",
        arguments: [TENON_OK, TENON_E_AGAIN, TENON_E_IO]
    )
    func stalls(answer: Int) {
        let stage = Stage()
        let broken = stage.connector()
        let good = stage.connector()
        broken.turn = { _ in answer }
        broken.atStart = { $0.publish([Tape.quote(at: 5, 1, 2)]) }
        good.feed([Tape.quote(at: 10, 2, 3), Tape.quote(at: 20, 3, 4)])
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open().run()
        #expect(viewer.lines == ["quote 1 1/2", "quote 1 2/3", "quote 1 3/4"])
        #expect(rig.faults.count == 1)
        #expect(rig.lane.faults.first?.instance == broken.id)
        #expect(rig.lane.failure == nil)
    }

    @Test("a connector that promises the same time for ever is faulted")
    func turnsInVain() {
        let stage = Stage()
        let idle = stage.connector()
        let good = stage.connector()
        idle.atStart = { $0.publish([Tape.watermark(at: 1)]) }
        idle.turn = { idle in
            idle.publish([Tape.watermark(at: 1)])
            return TENON_OK
        }
        good.feed([Tape.quote(at: 10, 2, 3)])
        let viewer = MergeTests.viewer(stage)
        let rig = stage.open().run()
        #expect(viewer.lines == ["quote 1 2/3"])
        #expect(rig.lane.faults.map(\.instance) == [idle.id])
    }

    @Test("the lane stops when there is no stream at all")
    func nothing() {
        let stage = Stage()
        let viewer = stage.strategy()
        let rig = stage.open().run()
        #expect(viewer.lines == [])
        #expect(rig.lane.now == 0)
    }
}

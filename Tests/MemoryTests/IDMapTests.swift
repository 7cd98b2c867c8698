import Memory
import Support
import Testing

@Suite("Id map")
struct IDMapTests {
    @Test("does what a dictionary does", arguments: Seeds.upTo(40))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var map = IDMap(capacity: 1)
        var model: [UInt64: Int] = [:]
        // Few keys collide and come back often; wide ones fill the table and make it grow.
        let span: UInt64 = seed % 2 == 0 ? 300 : .max - 1
        var known: [UInt64] = [1]
        var wrong = 0
        for step in 0..<4_000 {
            let isOld = Int.random(in: 0..<3, using: &random) > 0
            let key =
                isOld
                ? known[Int.random(in: 0..<known.count, using: &random)]
                : 1 + UInt64.random(in: 0..<span, using: &random)
            if !isOld { known.append(key) }
            if Int.random(in: 0..<5, using: &random) < 3 {
                map.set(key, to: step)
                model[key] = step
            } else {
                map.remove(key)
                model[key] = nil
            }
            if map[key] != model[key] || map.count != model.count { wrong += 1 }
        }
        for key in known where map[key] != model[key] { wrong += 1 }
        #expect(wrong == 0, "seed \(seed)")
    }

    @Test("keys that share a place stay apart when one between them goes")
    func collisions() {
        // A place is twice the key, folded, in a table of 16: these share the last but one, so that
        // their run goes round the end.
        let sharing: [UInt64] = [7, 15, 23, 31, 39, 0x0000_0001_0000_0006]
        for gone in sharing {
            var map = IDMap(capacity: 1)
            for (place, key) in sharing.enumerated() { map.set(key, to: place) }
            map.remove(gone)
            for (place, key) in sharing.enumerated() {
                let found = map[key]
                #expect(found == (key == gone ? nil : place))
            }
        }
    }

    @Test("ids that are given out one after another, as orders are", arguments: [1, 7, 900])
    func sequence(live: Int) {
        var map = IDMap(capacity: 1)
        var wrong = 0
        for id in 1...5_000 {
            map.set(UInt64(id), to: id * 3)
            if id > live { map.remove(UInt64(id - live)) }
            if map[UInt64(id)] != id * 3 { wrong += 1 }
            if map[UInt64(max(1, id - live + 1))] != max(1, id - live + 1) * 3 { wrong += 1 }
            if id > live, map[UInt64(id - live)] != nil { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(map.count == live)
    }

    @Test("the id 0 is never there, and removing it changes nothing")
    func zero() {
        var map = IDMap()
        map.set(7, to: 1)
        map.remove(0)
        let (zero, seven, count) = (map[0], map[7], map.count)
        #expect(zero == nil)
        #expect(seven == 1)
        #expect(count == 1)
    }

    @Test("entering the id 0 or a place beyond 31 bits stops the program")
    func traps() async {
        await #expect(processExitsWith: .trap) {
            var map = IDMap()
            map.set(0, to: 1)
        }
        await #expect(processExitsWith: .trap) {
            var map = IDMap()
            map.set(1, to: 1 << 31)
        }
    }
}

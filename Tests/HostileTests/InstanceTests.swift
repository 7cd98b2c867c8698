import Boundary
import CTenon
import Foundation
import HostilePlugins
import Support
import Testing

@Suite("Hostile instances")
struct HostileInstanceTests {
    /// Runs `step` and returns the error it ends with.
    private func refusal(_ step: () throws(PluginError) -> Void) -> PluginError? {
        do throws(PluginError) {
            try step()
            return nil
        } catch {
            return error
        }
    }

    /// From created to deactivated, asking `drain` until it is quiet.
    private func walk(_ instance: PluginInstance) throws(PluginError) {
        try instance.configure("{}")
        try instance.activate()
        try instance.start(firstSequence: 1)
        for _ in 0..<4 where try instance.drain(deadline: 1_000) { break }
        try instance.deactivate()
    }

    @Test("the good twin goes the whole way, twice")
    func twin() throws {
        let host = StubHost()
        let instance = try host.create(try BuiltPlugin().load(), name: "good")
        #expect(instance.state == .created)
        #expect(instance.kind == .strategy)
        for _ in 0..<2 {
            try walk(instance)
            #expect(instance.state == .configured)
        }
        instance.destroy()
        instance.destroy()
        #expect(instance.state == .destroyed)
        #expect(host.lines == ["destroyed"])
    }

    @Test("drain is asked again until it is quiet")
    func drain() throws {
        let instance = try StubHost().create(try BuiltPlugin().load(), name: "good")
        try instance.configure("{}")
        try instance.activate()
        try instance.start(firstSequence: 1)
        #expect(try instance.drain(deadline: 1) == false)
        #expect(instance.state == .draining)
        #expect(try instance.drain(deadline: 1))
        #expect(instance.state == .draining)
    }

    @Test("a good plugin of each kind has the table of its kind", arguments: PluginKind.allCases)
    func kinds(kind: PluginKind) throws {
        let plugin = try BuiltPlugin(Mistake.arguments(for: kind))
        let instance = try StubHost().create(try plugin.load(), name: "good")
        #expect(instance.kind == kind)
        #expect((instance.tables.strategy != nil) == (kind == .strategy))
        #expect((instance.tables.connector != nil) == (kind == .connector))
        #expect((instance.tables.broker != nil) == (kind == .broker))
        #expect((instance.tables.channel != nil) == (kind == .channel))
        try walk(instance)
    }

    @Test("an instance that is let go is destroyed")
    func letGo() throws {
        let host = StubHost()
        do { _ = try host.create(try BuiltPlugin().load(), name: "good") }
        #expect(host.lines == ["destroyed"])
    }

    @Test("each mistake of a creation is refused in its own words", arguments: Mistake.creating)
    func creating(mistake: Mistake) throws {
        let plugin = try BuiltPlugin(mistake.arguments)
        let module = try plugin.load()
        let error = refusal { () throws(PluginError) in
            _ = try StubHost().create(module, name: "bad")
        }
        expect(try #require(error), mistake, file: plugin.path, instance: "bad")
    }

    @Test("what was created with a wrong table is destroyed again")
    func cleanUp() throws {
        for mistake in ["-DTABLE=NULL", "-DSAVE_SLOT=NULL", "-DINSTANCE_KIND=3"] {
            let host = StubHost()
            let module = try BuiltPlugin([mistake]).load()
            #expect(
                refusal { () throws(PluginError) in _ = try host.create(module, name: "x") } != nil
            )
            #expect(host.lines == ["destroyed"], "\(mistake)")
        }
    }

    @Test(
        "each failing call is refused in its own words; another instance goes on",
        arguments: Mistake.running
    )
    func failing(mistake: Mistake) throws {
        let plugin = try BuiltPlugin(mistake.arguments)
        let host = StubHost()
        let good = try host.create(try BuiltPlugin().load(), name: "good")
        let bad = try host.create(try plugin.load(), name: "bad")
        let error = try #require(refusal { () throws(PluginError) in try walk(bad) })
        expect(error, mistake, file: plugin.path, instance: "bad")
        if mistake.code == .faulted {
            #expect(bad.state == .faulted)
            let later = try #require(
                refusal { () throws(PluginError) in try bad.configure("{}") }
            )
            #expect(later.code == .faulted)
            #expect(later.message.contains(mistake.says))
        } else {
            #expect(bad.state != .faulted)
        }
        bad.destroy()
        try walk(good)
        #expect(good.state == .configured)
    }

    @Test("a refused configuration can be corrected")
    func correct() throws {
        let instance = try StubHost().create(try BuiltPlugin().load(), name: "good")
        let error = refusal { () throws(PluginError) in try instance.configure("wrong") }
        #expect(error?.message.contains("no object") == true)
        #expect(instance.state == .created)
        try instance.configure("{}")
        #expect(refusal { () throws(PluginError) in try instance.configure("wrong") } != nil)
        #expect(instance.state == .configured)
    }

    @Test("FATAL puts the whole file out of use")
    func fatal() throws {
        let module = try BuiltPlugin(["-DSTART_STATUS=-101"]).load()
        let instance = try StubHost().create(module, name: "bad")
        let sibling = try StubHost().create(module, name: "sibling")
        #expect(refusal { () throws(PluginError) in try walk(instance) }?.code == .faulted)
        #expect(sibling.state == .faulted)
        #expect(sibling.faultReason?.contains("'bad'") == true)
        let again = refusal { () throws(PluginError) in
            _ = try StubHost().create(module, name: "next")
        }
        #expect(again?.code == .faulted)
    }

    @Test("an id the file does not have is refused with those it has")
    func unknownID() throws {
        let module = try BuiltPlugin().load()
        let error = refusal { () throws(PluginError) in
            _ = try StubHost().create(module, id: "test.other", name: "x")
        }
        #expect(error?.code == .unknownID)
        #expect(error?.remedy.contains("test.benign") == true)
    }

    @Test("an illegal step is refused without a call")
    func illegal() throws {
        let instance = try StubHost().create(try BuiltPlugin().load(), name: "good")
        let error = refusal { () throws(PluginError) in try instance.start(firstSequence: 1) }
        #expect(error?.code == .wrongState)
        #expect(error?.call == "start")
        #expect(error?.message.contains("state 'created'") == true)
        #expect(instance.state == .created)
        instance.destroy()
        #expect(
            refusal { () throws(PluginError) in try instance.configure("{}") }?.code == .wrongState
        )
    }

    @Test("a fault is the end but for destroy, and keeps its first reason")
    func fault() throws {
        let instance = try StubHost().create(try BuiltPlugin().load(), name: "good")
        instance.fault("consumed 9 of 3 events")
        instance.fault("later")
        let error = refusal { () throws(PluginError) in try instance.configure("{}") }
        #expect(error?.message.contains("consumed 9 of 3 events") == true)
        instance.destroy()
        #expect(instance.state == .destroyed)
    }
}

import Boundary
import Foundation
import HostilePlugins
import Support
import Testing

@Suite("ELF image")
struct ELFImageTests {
    /// Built once: the tests below only change copies of its bytes.
    private static let good = Result {
        let plugin = try BuiltPlugin()
        // The folder must outlive the reading.
        return try withExtendedLifetime(plugin) {
            [UInt8](try Data(contentsOf: URL(filePath: plugin.path)))
        }
    }

    private let bytes: [UInt8]

    init() throws { bytes = try Self.good.get() }

    /// What the reading of changed bytes ends with; nil when they pass.
    private func verdict(_ bytes: [UInt8]) -> PluginError? {
        do throws(PluginError) {
            _ = try ELFImage(bytes, file: "lib.so")
            return nil
        } catch {
            return error
        }
    }

    private func patched(_ offset: Int, _ values: UInt8...) -> [UInt8] {
        var copy = bytes
        copy.replaceSubrange(offset..<offset + values.count, with: values)
        return copy
    }

    @Test("a good library shows its entry and what it needs")
    func good() throws {
        let image = try ELFImage(bytes, file: "lib.so")
        #expect(image.entries == [0])
        #expect(image.needed.contains { $0.hasPrefix("libc.so") })
    }

    @Test("what SwiftPM builds passes too")
    func swiftLibrary() throws {
        let library = Repository.products.appending(path: "libEMACross.so")
        let bytes = [UInt8](try Data(contentsOf: library))
        _ = try ELFImage(bytes, file: library.path)
    }

    @Test("every truncation is refused, at each byte of the headers and across the file")
    func truncations() {
        let lengths = Array(0..<2_048) + Array(stride(from: 2_048, to: bytes.count, by: 61))
        for length in lengths {
            let error = verdict(Array(bytes.prefix(length)))
            #expect(error != nil, "\(length) of \(bytes.count) bytes passed")
            #expect(length < 64 || error?.code == .truncated, "\(length): \(error?.message ?? "")")
        }
        #expect(verdict(Array(bytes.dropLast()))?.code == .truncated)
    }

    @Test("changed bytes are read or refused, never worse", arguments: Seeds.upTo(300))
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var copy = bytes
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            // Half of them in the headers, where one byte leads furthest.
            let reach = Bool.random(using: &random) ? 1_024 : copy.count
            let at = Int.random(in: 0..<reach, using: &random)
            copy[at] =
                Bool.random(using: &random) ? 0xFF : UInt8.random(in: 0...255, using: &random)
        }
        if let error = verdict(copy) {
            #expect(!error.remedy.isEmpty)
        }
    }

    @Test("no bytes at all, noise, and a lone magic are refused")
    func notELF() {
        #expect(verdict([])?.code == .notLibrary)
        #expect(verdict(Array("#!/bin/sh\n".utf8))?.code == .notLibrary)
        #expect(verdict(Array("\u{7F}ELF".utf8))?.code == .truncated)
        #expect(verdict([UInt8](repeating: 0xFF, count: 4_096))?.code == .notLibrary)
    }

    @Test("each field of the header that must fit is looked at")
    func header() {
        #expect(verdict(patched(4, 1))?.code == .wrongMachine)
        #expect(verdict(patched(5, 2))?.code == .wrongMachine)
        #expect(verdict(patched(18, 40, 0))?.code == .wrongMachine)
        #expect(verdict(patched(16, 1, 0))?.message.contains("object file") == true)
        #expect(verdict(patched(16, 2, 0))?.message.contains("program") == true)
        #expect(verdict(patched(56, 0, 0))?.code == .notLibrary)
        #expect(verdict(patched(32, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))?.code == .truncated)
        #expect(verdict(patched(40, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))?.code == .truncated)
    }

    @Test("an error names the file")
    func naming() {
        #expect(verdict([1, 2, 3])?.file == "lib.so")
        #expect(
            verdict([1, 2, 3])?.description.hasPrefix("lib.so: is not an ELF file\n    ") == true
        )
    }
}

import Boundary
import Foundation
import HostilePlugins
import Support
import Testing

@Suite("Searching plugins by id")
struct CatalogTests {
    @Test("an id that nobody has names the nearest, the nearest first, and where it was looked for")
    func nearest() throws {
        let ids = ["test.alpha", "test.alphas", "test.omega"]
        let plugins = try ids.map { try BuiltPlugin(["-DID=TEXT(\"\($0)\")"]) }
        let staging = try TemporaryFolder()
        defer { withExtendedLifetime((staging, plugins)) {} }
        let folders = plugins.map(\.folder.url.path) + ["\(staging.url.path)/absent"]
        let catalog = PluginCatalog(
            folders: folders,
            stagingDirectory: staging.url.path,
            trusted: TrustedPlugins(hashes: Set(plugins.map(\.sha256)))
        )
        func lines(_ id: String) throws -> [String] {
            do throws(PluginError) {
                _ = try catalog.module(offering: id)
                Issue.record("found \(id)")
                return []
            } catch {
                #expect(error.code == .unknownID)
                #expect(error.message == "no plugin here has the id '\(id)'")
                return error.remedy.split(separator: "\n").map { String($0.drop { $0 == " " }) }
            }
        }
        let near = try lines("test.alphaz")
        #expect(near.first == "did you mean test.alpha or test.alphas?")
        #expect(near.dropFirst().first == "searched: \(folders.joined(separator: ", "))")
        #expect(near.last?.hasPrefix("not loaded: \(staging.url.path)/absent: cannot be") == true)
        #expect(near.count == 3)
        #expect(try lines("test.alphs").first?.hasPrefix("did you mean test.alpha or ") == true)
        let far = try lines("somebody.else")
        #expect(far.first == "known ids: test.alpha, test.alphas, test.omega")
    }
}

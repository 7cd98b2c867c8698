import Boundary
import Foundation
import Support
import Testing

@Suite("Trusted plugins")
struct TrustedPluginsTests {
    private let one = String(repeating: "1", count: 64)
    private let two = String(repeating: "2", count: 64)

    @Test("a file is trusted for its hash: shipped, or pinned by the operator")
    func decisions() {
        let trusted = TrustedPlugins(hashes: [one])
        #expect(trusted.trust(sha256: one, pin: nil) == .shipped)
        #expect(trusted.trust(sha256: two, pin: nil) == .unlisted)
        #expect(trusted.trust(sha256: two, pin: "sha256:\(two)") == .pinned)
        #expect(trusted.trust(sha256: one, pin: "sha256:\(two)") == .pinDiffers(two))
        #expect(trusted.trust(sha256: two, pin: "sha256:\(one)") == .pinDiffers(one))
        for pin in ["", two, "sha256:", "sha256:\(two)2", "md5:\(two)"] {
            #expect(trusted.trust(sha256: two, pin: pin) == .pinUnreadable(pin))
        }
    }

    @Test("a refusal says the exact line that would allow it")
    func line() {
        for pin in [nil, "sha256:\(one)", "nonsense"] {
            do throws(PluginError) {
                try TrustedPlugins().require(sha256: two, pin: pin, file: "libx.so")
                Issue.record("trusted with pin \(pin ?? "nil")")
            } catch {
                #expect(error.code == .untrusted)
                #expect(error.remedy.contains("pin: sha256:\(two)"))
                #expect(error.file == "libx.so")
            }
        }
    }

    @Test("the list is what sha256sum prints")
    func list() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("\(one)  libOne.so\n\(two)  libTwo.so\n", to: "list")
        let trusted = try TrustedPlugins(list: file.path)
        #expect(trusted.trust(sha256: two, pin: nil) == .shipped)
    }

    @Test("a damaged list is refused at its line")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("\(one)  libOne.so\n\(two.dropLast())  libTwo.so\n", to: "list")
        do throws(PluginError) {
            _ = try TrustedPlugins(list: file.path)
            Issue.record("read")
        } catch {
            #expect(error.file == "\(file.path):2")
        }
    }
}

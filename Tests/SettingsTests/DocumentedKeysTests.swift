import Foundation
import Settings
import Support
import Testing

@Suite("The manual's page of keys")
struct DocumentedKeysTests {
    private func page() throws -> String {
        try String(
            contentsOf: Repository.root.appending(path: "Host/Manual/plugins-yaml.md"),
            encoding: .utf8
        )
    }

    /// Every key below a tree.
    private func keys(_ tree: KeyTree) -> [String] {
        switch tree {
        case .value, .open: []
        case .named(let inner), .entries(let inner): keys(inner)
        case .keys(let all): all.flatMap { [$0.name] + keys($0.tree) }
        }
    }

    @Test("names every key as code")
    func names() throws {
        let page = try page()
        let all = keys(.top)
        #expect(all.count > 55)
        // As `key`, at the end of `section.key`, or in an example `{ key: … }`.
        let missing = all.filter { key in
            !["`\(key)`", ".\(key)`", "{ \(key): ", ", \(key): "].contains { page.contains($0) }
        }
        #expect(missing.isEmpty)
    }

    @Test("names every event, level and word there is")
    func words() throws {
        let page = try page()
        let words =
            NotificationEvent.names + Severity.allCases.map(\.rawValue)
            + LogSettings.Module.allCases.map(\.rawValue)
            + LogSettings.Format.allCases.map(\.rawValue)
            + LaneSettings.Wait.allCases.map(\.rawValue)
            + InstanceChange.Lifecycle.allCases.map(\.rawValue)
            + InstanceSettings.OnPause.allCases.map(\.rawValue)
            + AccountSettings.Model.allCases.map(\.rawValue)
            + AccountSettings.OrderKind.allCases.map(\.rawValue)
            + AccountSettings.Time.allCases.map(\.rawValue)
            + AccountSettings.Profile.allCases.map(\.rawValue)
            + HostConfiguration.Mode.allCases.map(\.rawValue)
            + PermissionSettings.Operation.allCases.map(\.rawValue)
        #expect(words.filter { !page.contains("`\($0)`") && !page.contains("do: \($0)") } == [])
    }

    @Test("tells every default as the configuration has it")
    func defaults() throws {
        let bare = """
            tenon: 1
            mode: backtest
            accounts: { a: { venue: simulated, model: next-bar-open, currency: EUR, cash: 0 } }
            plugins: { p: { plugin: dev.tenon.csv } }
            """
        let page = try page()
        for setting in try configuration(bare).settings() where setting.position == nil {
            let name = setting.key.split(separator: ".").last.map(String.init) ?? ""
            let rows = page.split(separator: "\n")
                .filter { $0.contains("`\(name)`") || $0.contains(".\(name)`") }
            // A folder inside another's default is told in words.
            let value = setting.text.split(separator: "/").last.map(String.init) ?? ""
            #expect(rows.contains { $0.contains("`\(value)`") }, "\(setting.key): \(value)")
        }
    }
}

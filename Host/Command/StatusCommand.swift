import API
import ArgumentParser

/// `tenon status`: the running host at a glance.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the running host does."
    )

    @OptionGroup var remote: RemoteOptions

    func run() throws {
        try remote.show(ViewText.status) { try await $0.get(StatusView.self, ["status"]) }
    }
}

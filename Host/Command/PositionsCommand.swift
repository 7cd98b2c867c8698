import API
import ArgumentParser

/// `tenon positions`: what strategies and accounts hold.
struct PositionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "positions",
        abstract: "Show what strategies and accounts hold."
    )

    @OptionGroup var remote: RemoteOptions

    func run() throws {
        try remote.show(ViewText.positions) { try await $0.get([PositionView].self, ["positions"]) }
    }
}

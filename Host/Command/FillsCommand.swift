import API
import ArgumentParser

/// `tenon fills`: the executions of the run.
struct FillsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fills",
        abstract: "Show executions, the newest first."
    )

    @OptionGroup var most: MostOption
    @OptionGroup var remote: RemoteOptions

    func run() throws {
        let query = [("most", "\(most.most)")]
        try remote.show(ViewText.fills) {
            try await $0.get([FillView].self, ["fills"], query: query)
        }
    }
}

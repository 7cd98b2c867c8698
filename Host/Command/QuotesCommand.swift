import API
import ArgumentParser

/// `tenon quotes`: the market of every instrument.
struct QuotesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quotes",
        abstract: "Show the market of every instrument."
    )

    @OptionGroup var remote: RemoteOptions

    func run() throws {
        try remote.show(ViewText.quotes) { try await $0.get([QuoteView].self, ["quotes"]) }
    }
}

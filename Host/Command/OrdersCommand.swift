import API
import ArgumentParser

/// `tenon orders`: the orders of the run and what became of them.
struct OrdersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "Show orders, the newest first, denied ones with the reason."
    )

    @Flag(help: "Only those that are not final.")
    var open = false

    @OptionGroup var most: MostOption
    @OptionGroup var remote: RemoteOptions

    func run() throws {
        let query = [("open", "\(open)"), ("most", "\(most.most)")]
        try remote.show(ViewText.orders) {
            try await $0.get([OrderView].self, ["orders"], query: query)
        }
    }
}

/// How many rows a command asks for.
struct MostOption: ParsableArguments {
    @Option(help: "At most so many, 1 to 100000.")
    var most = 20

    func validate() throws {
        guard (1...100_000).contains(most) else {
            throw ValidationError("--most is \(most); use 1 to 100000")
        }
    }
}

import API
import ArgumentParser
import Foundation

/// `tenon stop`: ends the running host and waits until it has ended.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop the running host: drain the plugins, write the reports, end."
    )

    @Option(help: "How many seconds to wait for the end; it goes on also after that.")
    var timeout = 30

    @OptionGroup var remote: RemoteOptions

    func validate() throws {
        guard (0...86_400).contains(timeout) else {
            throw ValidationError("--timeout is \(timeout); use 0 to 86400")
        }
    }

    func run() throws {
        let limit = Duration.seconds(timeout)
        let end = try remote.ask { client in
            // A host that is started again meanwhile has another socket.
            let socket = client.socket.identity
            let started = ContinuousClock.now
            let answer = try await client.post(CommandReceipt.self, ["stop"])
            while client.socket.identity == socket, socket != nil {
                guard ContinuousClock.now - started < limit else { return (answer, Duration?.none) }
                await Waiting.pause()
            }
            return (answer, ContinuousClock.now - started)
        }
        let (answer, took) = end
        if remote.json {
            Output.raw(String(decoding: answer.body, as: UTF8.self))
        } else {
            Output.raw(ViewText.receipt(answer.value))
        }
        guard let took else {
            Output.text("tenon: the host has not ended within \(timeout) s", toError: true)
            Output.text("    it goes on ending: see tenon logs --follow", toError: true)
            throw TenonExit.finding
        }
        if !remote.json {
            let ns =
                took.components.seconds * 1_000_000_000
                + took.components.attoseconds / 1_000_000_000
            Output.text("stopped after \(ViewText.duration(ns))")
        }
    }
}

import ArgumentParser
import Foundation
import Settings

/// The configuration a command is given: a file and what overrides it.
struct ConfigurationOptions: ParsableArguments {
    @Argument(help: "The configuration; paths in it start from its folder.")
    var file = "plugins.yaml"

    @Option(name: .customLong("set"), help: "Override a value: --set accounts.main.cash=5000.")
    var overrides: [String] = []

    /// Reads the configuration; see `read(_:overrides:)`.
    func read() throws(BuildError) -> ConfigurationReading {
        try ConfigurationOptions.read(file, overrides: overrides)
    }

    /// Reads a file, with what the environment and the command line override, and enters its
    /// folder.
    ///
    /// - Parameters:
    ///   - file: As the operator gave it.
    ///   - overrides: Those of the command line.
    /// - Returns: As much as could be read.
    /// - Throws: `BuildError` when file or folder cannot be read.
    static func read(
        _ file: String,
        overrides: [String]
    ) throws(BuildError) -> ConfigurationReading {
        guard let handle = FileHandle(forReadingAtPath: file),
            // One byte more than settings may have is enough to refuse them.
            let data = try? handle.read(upToCount: HostConfiguration.maximumBytes + 1)
        else {
            throw .settings(
                "\(file): cannot be read\n    name a configuration, as in: tenon backtest plugins.yaml"
            )
        }
        let folder = (file as NSString).deletingLastPathComponent
        let reading = HostConfiguration.read(
            bytes: Array(data),
            name: file,
            environment: ProcessInfo.processInfo.environment,
            overrides: overrides
        )
        guard folder.isEmpty || FileManager.default.changeCurrentDirectoryPath(folder) else {
            throw .settings(
                "\(folder): cannot be entered\n    make the folder of the configuration readable"
            )
        }
        return reading
    }
}

/// What the core may not see, and where `unsafe` may stand.
extension Rules {
    /// The modules whose state follows from their inputs alone.
    static let core: Set<String> = [
        "Memory", "Domain", "Journal", "MarketData", "Orders", "Risk", "Simulation", "Engine",
    ]

    /// The core has no clock, no randomness, no environment, no output and no task of its own.
    static func core(_ file: SourceFile) -> [Violation] {
        guard core.contains(file.module) else { return [] }
        let clocks = [
            "clock_gettime", "gettimeofday", "Date(", "ContinuousClock", "SuspendingClock", "time(",
            "import Foundation", "import Glibc",
        ]
        let chance = [
            "SystemRandomNumberGenerator", ".random(in", ".randomElement(", ".shuffle",
            "arc4random",
            "UUID(", "Hasher(", ".hashValue",
        ]
        let world = [
            "print(", "debugPrint(", "getenv", "ProcessInfo", "CommandLine", "FileHandle", "Task {",
            "Task.detached", "await ", "async ",
        ]
        return found(clocks + chance + world, in: file.code, of: file) {
            "the core may not use '\($0)'"
        }
    }

    /// Where `unsafe` may stand: folders, and single files with the reason.
    private static let unsafeHomes = [
        "Host/Memory/", "Host/Boundary/", "Host/Journal/", "Host/System/", "PluginAPI/TenonKit/",
        "Plugins/", "Tests/",
        // The edge to libyaml.
        "Host/Settings/YAMLEventStream.swift",
        // The edge to threads.
        "Host/Notifications/Bell.swift", "Host/Notifications/Worker.swift",
        // Edges to the system: files, clock, sockets.
        "Host/Monitoring/LogDescriptor.swift",
        // Edges to the system: files, terminal, signals.
        "Host/Command/",
    ]

    /// `unsafe` stays in its homes.
    static func unsafeHome(_ file: SourceFile) -> [Violation] {
        guard !unsafeHomes.contains(where: file.path.hasPrefix) else { return [] }
        return found(["unsafe", "@unsafe"], in: file.code, of: file) {
            "'\($0)' outside its homes"
        }
    }

    /// What takes a check of the compiler away says, in a comment at most eight lines before it
    /// or three behind, which rule keeps it sound.
    static func unexplained(_ file: SourceFile) -> [Violation] {
        guard !file.path.hasPrefix("Tests/") else { return [] }
        let words = ["@unchecked Sendable", "nonisolated(unsafe)"]
        return found(words, in: file.code, of: file) {
            "'\($0)' without a comment that names the rule keeping it sound"
        }
        .filter { violation in
            let lines = file.lines[max(0, violation.line - 9)...].prefix(12)
            return !lines.contains { $0.contains("//") }
        }
    }
}

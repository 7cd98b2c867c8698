/// What the tree may hold.
extension Rules {
    /// The top level, and nothing else on it.
    static let topLevel: Set<String> = [
        ".ci", ".gitignore", ".swift-format", "Host", "LICENSE", "Package.swift", "PluginAPI",
        "Plugins", "README.md", "Tests", "plugins.yaml",
    ]

    /// What is built or fetched is not committed.
    private static let madeNames: Set<String> = [
        "Package.resolved", ".build", ".swiftpm", "__pycache__", "Cargo.lock", ".tenon",
    ]
    private static let madeEnds = [".so", ".o", ".a", ".pyc", ".xctest", ".log"]

    /// - Returns: What stands on the top level and may not.
    static func topLevel(_ paths: [String]) -> [Violation] {
        paths.compactMap { path in
            let first = String(path.prefix { $0 != "/" })
            guard !topLevel.contains(first) else { return nil }
            return Violation(path: path, line: 0, message: "'\(first)' on the top level")
        }
    }

    /// - Returns: What a build makes and git must not hold.
    static func made(_ paths: [String]) -> [Violation] {
        paths.compactMap { path in
            let isMade =
                path.split(separator: "/").contains { madeNames.contains(String($0)) }
                || madeEnds.contains(where: path.hasSuffix) || path == "Host/tenon"
            guard isMade else { return nil }
            return Violation(path: path, line: 0, message: "is made by a build")
        }
    }

    /// - Returns: Names that are one on a disk without upper and lower case, as a script `hostile`
    ///   beside a folder `Hostile`; each but the first.
    static func clashes(_ paths: [String]) -> [Violation] {
        var names: [String: String] = [:]
        var clashes: [Violation] = []
        for path in paths {
            var place = ""
            for part in path.split(separator: "/") {
                place += place.isEmpty ? String(part) : "/\(part)"
                let other = names[place.lowercased()] ?? place
                names[place.lowercased()] = other
                if other != place {
                    let message = "is '\(other)' in lower case"
                    clashes.append(Violation(path: place, line: 0, message: message))
                }
            }
        }
        return clashes
    }
}

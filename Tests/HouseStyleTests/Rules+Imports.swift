/// The direction of imports: DESIGN's table, one line a module, in its order.
extension Rules {
    /// What every module below them may import.
    private static let open: Set<String> = ["CTenon", "Memory", "Domain"]

    /// Each module of the host with the modules above it and the libraries it may import besides
    /// `open`; a module that is not here may not exist.
    static let modules: [String: Set<String>] = [
        "Memory": ["Synchronization"],
        "Domain": [],
        "Journal": [],
        "MarketData": ["Journal"],
        "Orders": [],
        "Risk": ["Orders"],
        "Simulation": ["Orders"],
        "Boundary": ["Glibc", "Synchronization", "CSodium"],
        "Instances": ["Boundary", "Journal", "Orders", "Simulation", "Synchronization"],
        "Engine": [
            "Journal", "MarketData", "Orders", "Risk", "Simulation", "Boundary", "Instances",
            "Synchronization",
        ],
        "Settings": ["CYaml"],
        "Notifications": ["Glibc", "Synchronization"],
        "Report": ["Glibc"],
        "Monitoring": ["Logging", "Foundation", "Dispatch", "Glibc", "Synchronization"],
        "API": [
            "Monitoring", "Hummingbird", "HummingbirdCore", "HTTPTypes", "Logging", "NIOCore",
            "NIOPosix",
            "NIOHTTP1", "ServiceLifecycle", "Foundation", "Glibc", "Synchronization",
        ],
        "Dashboard": ["API"],
        "Command": [
            "Journal", "MarketData", "Orders", "Risk", "Simulation", "Boundary", "Instances",
            "Engine", "Settings", "Notifications", "Report", "Monitoring", "API", "Dashboard",
            "ArgumentParser", "Logging", "Dispatch", "Foundation", "Glibc", "Synchronization",
        ],
    ]

    /// Folders of the host that are no modules.
    static let folders: Set<String> = ["System", "Manual", "Decisions", "Deploy"]

    /// A file imports only what its module's line allows.
    static func imports(_ file: SourceFile) -> [Violation] {
        guard let allowed = allowedImports(file) else { return [] }
        return file.code.enumerated()
            .compactMap { index, line in
                guard let module = importedModule(line), !allowed.contains(module) else {
                    return nil
                }
                let message = "\(file.module) may not import \(module)"
                return Violation(path: file.path, line: index + 1, message: message)
            }
    }

    /// `nil` where every import is allowed: in tests.
    private static func allowedImports(_ file: SourceFile) -> Set<String>? {
        let parts = file.path.split(separator: "/").map(String.init)
        switch parts[0] {
        case "Host":
            let module = file.module
            // Of the open ones Memory is the first and Domain the last: it sees those above it.
            let base = module == "Memory" ? [] : module == "Domain" ? ["CTenon", "Memory"] : open
            return modules[module].map { base.union($0) } ?? []
        case "PluginAPI": return ["CTenon", "Synchronization"]
        case "Plugins": return ["TenonKit", "CTenon", "CZlib", "Glibc", "Synchronization"]
        default: return nil
        }
    }

    /// The module of an import line: `CTenon` of `@_exported public import CTenon`.
    static func importedModule(_ line: String) -> String? {
        let words = line.split { $0 == " " || $0 == "\t" }
        guard let place = words.firstIndex(of: "import"), place + 1 < words.count else {
            return nil
        }
        let modifiers: Set<Substring> = [
            "public", "package", "internal", "fileprivate", "private", "@_exported", "@testable",
            "@preconcurrency", "@_implementationOnly",
        ]
        guard words[..<place].allSatisfy(modifiers.contains) else { return nil }
        // `import struct Foundation.Date` names a kind and a member.
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let"]
        let named = kinds.contains(words[place + 1]) ? words.dropFirst(place + 2).first : nil
        return (named ?? words[place + 1]).split(separator: ".").first.map(String.init)
    }

    /// A folder of the host is a module of the table or one that holds no code.
    static func unknownModule(_ file: SourceFile) -> [Violation] {
        let parts = file.path.split(separator: "/").map(String.init)
        guard parts.count > 2, parts[0] == "Host", modules[parts[1]] == nil,
            !folders.contains(parts[1])
        else { return [] }
        return [Violation(path: file.path, line: 0, message: "no module '\(parts[1])' is planned")]
    }

    /// A type named like its module makes the module's other types unreachable.
    static func typeNamedLikeModule(_ file: SourceFile) -> [Violation] {
        guard modules[file.module] != nil else { return [] }
        let kinds = ["struct", "class", "enum", "actor", "protocol", "typealias"]
        return file.code.enumerated()
            .compactMap { index, line in
                let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
                    .map(String.init)
                let isNamed = zip(words, words.dropFirst())
                    .contains {
                        kinds.contains($0) && $1 == file.module
                    }
                guard isNamed else { return nil }
                let message = "a type named like its module \(file.module)"
                return Violation(path: file.path, line: index + 1, message: message)
            }
    }
}

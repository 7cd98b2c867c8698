/// Where a secret is kept: what `plugins.yaml` says instead of the secret itself.
package enum SecretPlace: Sendable, Equatable {
    /// `env:NAME`: a variable of the host's environment.
    case environment(String)
    /// `file:PATH`: a file that only its owner can read.
    case file(String)

    /// Reads a reference; `nil` for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { return nil }
        switch parts[0] {
        case "env" where SecretPlace.isVariable(parts[1]): self = .environment(String(parts[1]))
        case "file" where !parts[1].contains("\0"): self = .file(String(parts[1]))
        default: return nil
        }
    }

    /// A name as shells take it (POSIX.1-2017, Base Definitions, 3.235).
    private static func isVariable(_ name: Substring) -> Bool {
        name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            && name.first?.isNumber == false
    }
}

extension ConfigRenderer {
    /// The reference of a secret as it stands; the secret itself is never read here.
    func secret(_ node: Node, label: String) -> JSONValue? {
        if case .refused = node.content { return nil }
        if case .scalar(let text, _) = node.content, SecretPlace(text) != nil {
            return .string(text)
        }
        problems.add(
            Diagnostic(
                at: node.position,
                "\(label): a secret is named here, not written",
                hint: "write env:NAME or file:PATH",
                isSecret: true
            )
        )
        return nil
    }
}

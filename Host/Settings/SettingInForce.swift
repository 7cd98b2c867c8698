/// A key that was left out, with what is in force for it.
package struct DefaultSetting: Sendable {
    /// The keys above it, none of which has a dot itself, with dots between them; may be empty.
    package let section: String
    /// The key, which may have dots.
    package let name: String
    /// As it would be written.
    package let text: String

    package init(_ section: String, _ name: String, _ text: String) {
        self.section = section
        self.name = name
        self.text = text
    }

    /// The keys from the top.
    var path: [String] { section.split(separator: ".").map(String.init) + [name] }
}

/// One value in force, with where it comes from.
package struct SettingInForce: Sendable {
    /// A value and the place it was written.
    package struct Source: Sendable {
        /// As it was written, lists and mappings on one line.
        package let text: String
        package let position: Position
    }

    /// As `plugins.ema.changes[0].at`.
    package let key: String
    /// As it was written, or would be.
    package let text: String
    /// Where it was written; `nil` of a default.
    package let position: Position?
    /// What it went before, the latest first.
    package let replaced: [Source]
}

extension HostConfiguration {
    /// Every value in force, in the order of the file, each section's defaults behind what it
    /// gives.
    ///
    /// - Parameter more: Further defaults, those of the plugins' schemas; one of a key that is
    ///   given is passed over.
    /// - Returns: Values as they were written: what refers to a secret is the reference.
    package func settings(adding more: [DefaultSetting] = []) -> [SettingInForce] {
        let standards = Standard()
        for setting in provenance.defaults + more { standards.add(setting) }
        var listing = Listing(provenance: provenance)
        listing.add(provenance.tree, standards, path: [], label: "")
        return listing.settings
    }
}

/// The defaults as a tree.
private final class Standard {
    private(set) var text: String?
    private(set) var inner: [(name: String, standard: Standard)] = []
    private var places: [String: Int] = [:]

    subscript(_ name: String) -> Standard? { places[name].map { inner[$0].standard } }

    func add(_ setting: DefaultSetting) {
        var place = self
        for name in setting.path {
            if place.places[name] == nil {
                place.places[name] = place.inner.count
                place.inner.append((name, Standard()))
            }
            place = place[name] ?? place
        }
        place.text = setting.text
    }
}

/// The values of a tree, one after the other.
private struct Listing {
    let provenance: Provenance
    private(set) var settings: [SettingInForce] = []

    init(provenance: Provenance) { self.provenance = provenance }

    /// Adds what stands at a place, or by default would.
    mutating func add(_ node: Node?, _ standard: Standard?, path: [Step], label: String) {
        guard let node, !node.isValue || path.isEmpty || standard?.inner.isEmpty == false else {
            addValue(node, standard, path, label)
            return
        }
        switch node.content {
        case .sequence(let elements):
            for (index, element) in elements.enumerated() {
                add(element, nil, path: path + [.index(index)], label: "\(label)[\(index)]")
            }
        case .mapping(let entries):
            for entry in entries {
                add(
                    entry.value,
                    standard?[entry.key],
                    path: path + [.key(entry.key)],
                    label: Listing.label(label, entry.key)
                )
            }
            addDefaults(standard, besides: Set(entries.map(\.key)), label)
        case .scalar, .refused: addDefaults(standard, besides: [], label)
        }
    }

    private mutating func addValue(
        _ node: Node?,
        _ standard: Standard?,
        _ path: [Step],
        _ label: String
    ) {
        if let node {
            settings.append(
                SettingInForce(
                    key: label,
                    text: node.flow,
                    position: node.position,
                    replaced: provenance.replaced(at: path, from: node.position)
                )
            )
            return
        }
        if let text = standard?.text {
            settings.append(SettingInForce(key: label, text: text, position: nil, replaced: []))
        }
        addDefaults(standard, besides: [], label)
    }

    private mutating func addDefaults(
        _ standard: Standard?,
        besides keys: Set<String>,
        _ label: String
    ) {
        for (name, standard) in standard?.inner ?? [] where !keys.contains(name) {
            add(nil, standard, path: [], label: Listing.label(label, name))
        }
    }

    private static func label(_ label: String, _ key: String) -> String {
        label.isEmpty ? key : "\(label).\(key)"
    }
}

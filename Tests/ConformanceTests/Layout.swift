import Foundation

/// A layout as `layout.json` writes it: what a plugin that was built long ago relies on.
struct Layout: Codable, Equatable {
    /// A struct in order of its members.
    struct Struct: Codable, Equatable {
        var name: String
        var size: Int
        var align: Int
        var fields: [Field]
    }
    /// A member; of a slot, `type` is the whole signature.
    struct Field: Codable, Equatable {
        var name: String
        var offset: Int
        var size: Int
        var type: String
    }
    /// An exported function or a name for a type.
    struct Name: Codable, Equatable {
        var name: String
        var type: String
    }
    /// A text constant.
    struct Text: Codable, Equatable {
        var name: String
        var value: String
    }
    /// A numeric constant.
    struct Constant: Codable, Equatable {
        var name: String
        var value: Int64
    }

    var schema: String
    var structs: [Struct]
    var names: [Name]
    var texts: [Text]
    var constants: [Constant]

    /// Reads `layout.json`.
    ///
    /// - Throws: When the text is no such file.
    init(json: Data) throws {
        self = try JSONDecoder().decode(Layout.self, from: json)
    }

    /// Everything in which `new` is no growth of this layout; empty when it is.
    ///
    /// Growth is: further structs, members behind the last one, names, texts, constants. All
    /// that was there stays at its offset with its size, type and value.
    func breaks(in new: Layout) -> [String] {
        structs.flatMap { old in old.breaks(in: new.structs.first { $0.name == old.name }) }
            + Self.changes(names, new.names, by: \.name)
            + Self.changes(texts, new.texts, by: \.name)
            + Self.changes(constants, new.constants, by: \.name)
    }

    private static func changes<T: Equatable>(
        _ old: [T],
        _ new: [T],
        by name: KeyPath<T, String>
    ) -> [String] {
        old.compactMap { entry in
            guard let now = new.first(where: { $0[keyPath: name] == entry[keyPath: name] }) else {
                return "\(entry[keyPath: name]) is gone"
            }
            return now == entry ? nil : "\(entry) became \(now)"
        }
    }
}

extension Layout.Struct {
    /// Everything in which `new` is no growth of this struct.
    func breaks(in new: Layout.Struct?) -> [String] {
        guard let new else { return ["\(name) is gone"] }
        var found: [String] = []
        if new.align != align { found.append("\(name): alignment \(align) became \(new.align)") }
        if new.size < size { found.append("\(name): size \(size) shrank to \(new.size)") }
        for (index, field) in fields.enumerated() {
            guard index < new.fields.count else {
                found.append("\(name).\(field.name) is gone")
                continue
            }
            if new.fields[index] != field {
                found.append("\(name).\(field.name): \(field) became \(new.fields[index])")
            }
        }
        for field in new.fields.dropFirst(fields.count) where field.offset < size {
            found.append("\(name).\(field.name) is new at \(field.offset), inside the old struct")
        }
        return found
    }
}

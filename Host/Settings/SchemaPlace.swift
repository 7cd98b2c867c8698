/// Where a schema object stands, and what follows from that.
struct SchemaPlace {
    /// As many levels as JSON text may have.
    private static let maximumDepth = 64

    private(set) var path = ""
    private var depth = 0
    /// The definitions this is inside of, the outermost first.
    var visited: [String] = []
    /// The properties `required` may name; `nil` where any name will do.
    private(set) var knownNames: [String]? = []
    /// Whether this only judges values that its owner has given a type.
    private(set) var isJudge = false
    private var branchesJudge = false

    /// The top.
    init() {}

    /// A definition, before anything refers to it.
    init(definition name: String) {
        path = "$defs.\(name)"
        visited = [name]
        knownNames = nil
    }

    /// The place of a part.
    func inside(_ key: String) throws(ConfigSchema.Failure) -> SchemaPlace {
        var inner = self
        inner.path = path.isEmpty ? key : "\(path).\(key)"
        inner.depth += 1
        inner.knownNames = []
        inner.branchesJudge = false
        guard inner.depth < SchemaPlace.maximumDepth else {
            throw inner.failure("nested too deep with $ref in place")
        }
        return inner
    }

    /// Notes what the schema here says of the inside of an object, for its branches.
    ///
    /// - Parameters:
    ///   - names: Its properties.
    ///   - isOpen: Whether it says that there may be others.
    ///   - isShaped: Whether it says anything, so that its branches only judge.
    mutating func own(_ names: [String], isOpen: Bool, isShaped: Bool) {
        knownNames = isOpen ? nil : knownNames.map { $0 + names }
        branchesJudge = isJudge || isShaped
    }

    /// The place of a branch of the schema here.
    func branch(_ key: String) throws(ConfigSchema.Failure) -> SchemaPlace {
        var inner = try inside(key)
        inner.isJudge = branchesJudge
        inner.knownNames = knownNames
        return inner
    }

    /// What is wrong here, or at a keyword here.
    func failure(_ message: String, _ key: String = "") -> ConfigSchema.Failure {
        let whole = path.isEmpty || key.isEmpty ? path + key : "\(path).\(key)"
        return ConfigSchema.Failure(path: whole, message: message)
    }
}

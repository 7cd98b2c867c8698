import Support
import Testing

/// Each rule over every file of the repository.
@Suite("The sources keep the rules")
struct SourceTests {
    private static let rules: [(name: String, rule: @Sendable (SourceFile) -> [Violation])] = [
        ("nothing is unfinished", Rules.unfinished),
        ("no machine's paths", Rules.machinePaths),
        ("tests test", Rules.testing),
        ("imports run one way", Rules.imports),
        ("modules are planned", Rules.unknownModule),
        ("types are not named like modules", Rules.typeNamedLikeModule),
        ("the core sees no world", Rules.core),
        ("unsafe stays at home", Rules.unsafeHome),
        ("what is unchecked is explained", Rules.unexplained),
    ]

    /// Read once for all rules.
    private static let files = Result { try SourceFile.all() }

    @Test("every file keeps every rule", arguments: rules.indices)
    func rule(_ index: Int) throws {
        let files = try SourceTests.files.get()
        try #require(files.count > 50)
        for violation in files.flatMap(SourceTests.rules[index].rule) {
            Issue.record("\(SourceTests.rules[index].name): \(violation)")
        }
    }

    @Test("the tree holds what it may")
    func tree() throws {
        let paths = try Repository.trackedPaths()
        try #require(paths.count > 50)
        let violations = Rules.topLevel(paths) + Rules.made(paths) + Rules.clashes(paths)
        for violation in violations { Issue.record("\(violation)") }
    }
}

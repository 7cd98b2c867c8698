import Support
import Testing

@Suite("Source text")
struct SourceTextTests {
    @Test("no file says that it is unfinished")
    func nothingUnfinished() throws {
        let files = try SourceFile.all()
        #expect(files.count > 20)
        #expect(files.flatMap(Rules.unfinished) == [])
    }

    @Test("an unfinished line is found")
    func plantedUnfinished() {
        // In two parts, so that this file keeps the rule it tests.
        let planted = SourceFile("Host/Domain/Price.swift", "let a = 1\n// TO" + "DO: later\n")
        #expect(Rules.unfinished(planted).map(\.line) == [2])
    }
}

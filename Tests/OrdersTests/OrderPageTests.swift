import Domain
import Foundation
import Orders
import Support
import Testing

/// A table of `Host/Manual/orders.md`: rows of cells, the first in backquotes.
private struct PageTable {
    let rows: [[String]]

    /// The table whose first heading is this.
    init(_ heading: String) throws {
        let page = Repository.root.appending(path: "Host/Manual/orders.md")
        let lines = try String(contentsOf: page, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let head = try #require(
            lines.firstIndex { $0.hasPrefix("| \(heading) |") && $0.hasSuffix("| test |") },
            "orders.md has no table of a \(heading) with a test"
        )
        rows = lines[(head + 2)...].prefix { $0.hasPrefix("|") }
            .map { line in
                line.dropFirst().dropLast().split(separator: "|")
                    .map { cell in
                        cell.trimmingCharacters(in: .whitespaces)
                    }
            }
    }

    /// The words in backquotes of a cell.
    static func quoted(_ cell: String) -> [String] {
        cell.matches(of: /`([^`]+)`/).map { String($0.output.1) }
    }

    /// What the rows are about, in their order.
    var names: [String] { rows.map { PageTable.quoted($0[0]).first ?? $0[0] } }
}

@Suite("The page of the orders")
struct OrderPageTests {
    private static let types = (1...9).compactMap { OrderType(rawValue: $0)?.name }
    private static let times = (1...7).compactMap { TimeInForce(rawValue: $0)?.name }
    private static let tables = ["type", "time in force", "contingency"]

    @Test("every type and the iceberg, every time in force and every contingency has one row")
    func complete() throws {
        #expect(Self.types.count == 9 && OrderType(rawValue: 10) == nil)
        #expect(Self.times.count == 7 && TimeInForce(rawValue: 8) == nil)
        #expect(Contingency(rawValue: 5) == nil)
        #expect(try PageTable("type").names.sorted() == (Self.types + ["iceberg"]).sorted())
        #expect(try PageTable("time in force").names.sorted() == Self.times.sorted())
        #expect(try PageTable("contingency").names == ["OCO", "OTO", "OUO", "BRACKET"])
    }

    @Test("no cell of a table is empty", arguments: tables)
    func cells(table: String) throws {
        let rows = try PageTable(table).rows
        let width = try #require(rows.first?.count)
        for row in rows {
            #expect(row.count == width && row.allSatisfy { !$0.isEmpty }, "\(row[0])")
        }
    }

    @Test("every row names a test that exists", arguments: tables)
    func tests(table: String) throws {
        let sources = try Repository.trackedPaths()
            .filter { $0.hasPrefix("Tests/") && $0.hasSuffix(".swift") }
            .map { try String(contentsOf: Repository.root.appending(path: $0), encoding: .utf8) }
        for row in try PageTable(table).rows {
            let names = PageTable.quoted(try #require(row.last))
            #expect(!names.isEmpty, "\(row[0]) names no test")
            for name in names {
                let isThere = sources.contains { OrderPageTests.has(name, in: $0) }
                #expect(isThere, "\(row[0]): there is no test \(name)")
            }
        }
    }

    /// Whether a source has the test `Suite.function` with its attribute.
    private static func has(_ name: String, in source: String) -> Bool {
        let parts = name.split(separator: ".")
        guard parts.count == 2, let suite = source.range(of: "struct \(parts[0]) {"),
            let function = source.range(
                of: "func \(parts[1])(",
                range: suite.upperBound..<source.endIndex
            )
        else { return false }
        let body = source[suite.upperBound..<function.lowerBound]
        // Another suite may begin between; the attribute stands after the function before it.
        let last = body.range(of: "    func ", options: .backwards)?.upperBound ?? body.startIndex
        return !body.contains("\n}\n") && body[last...].contains("@Test(")
    }

    @Test("a test that is not there is not found")
    func judge() throws {
        let source = try String(
            contentsOf: Repository.root.appending(path: "Tests/OrdersTests/TriggerTests.swift"),
            encoding: .utf8
        )
        #expect(OrderPageTests.has("TriggerTests.reach", in: source))
        #expect(OrderPageTests.has("TrailingTriggerTests.limit", in: source))
        for name in ["TriggerTests.limit", "TriggerTests.markets", "TriggerTests.reac", "Trigger"] {
            #expect(!OrderPageTests.has(name, in: source), "\(name)")
        }
    }
}

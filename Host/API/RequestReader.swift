import Foundation
import Hummingbird
import NIOCore

/// What a request asks for in detail: nothing unknown is passed over.
struct RequestReader {
    private let values: [(name: String, value: String)]

    /// Reads the query of a request.
    ///
    /// - Parameters:
    ///   - request: Its body is not touched.
    ///   - keys: The keys of the query that the route knows.
    /// - Throws: `ServiceError.badRequest` for any other, with the nearest.
    init(_ request: Request, keys: [String]) throws(ServiceError) {
        values = request.uri.queryParameters.map { (String($0.key), String($0.value)) }
        for (name, _) in values where !keys.contains(name) {
            throw ServiceError(
                .badRequest,
                "unknown query key '\(name)'",
                remedy: keys.isEmpty
                    ? "this route takes none" : NearestName.hint(for: name, among: keys)
            )
        }
    }

    /// All values of a key that may be given several times.
    func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

    /// The value of a key, or `nil`.
    func one(_ name: String) throws(ServiceError) -> String? {
        let found = all(name)
        guard found.count < 2 else {
            throw ServiceError(
                .badRequest,
                "query key '\(name)' is given \(found.count) times",
                remedy: "give it once"
            )
        }
        return found.first
    }

    /// `true` or `false`.
    func flag(_ name: String) throws(ServiceError) -> Bool {
        switch try one(name) {
        case nil, "false": return false
        case "true": return true
        case let value?:
            throw ServiceError(
                .badRequest,
                "query key '\(name)' is '\(value)'",
                remedy: "use true or false"
            )
        }
    }

    /// A whole number within a range.
    func number(_ name: String, in range: ClosedRange<Int>, else standard: Int) throws(ServiceError)
        -> Int
    {
        guard let text = try one(name) else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw ServiceError(
                .badRequest,
                "query key '\(name)' is '\(text)'",
                remedy: "use \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// A part of the path, without its percent signs.
    static func part(_ name: String, of context: HostContext) throws(ServiceError) -> String {
        guard let raw = context.parameters.get(name), let text = raw.removingPercentEncoding else {
            throw ServiceError(
                .badRequest,
                "the path cannot be read",
                remedy: "escape what is not a letter as %XX in UTF-8"
            )
        }
        return text
    }

    /// The body, at most `HostContext.bodyLimit` bytes.
    static func body(of request: Request) async throws -> Data {
        var request = request
        let buffer = try await request.collectBody(upTo: HostContext.bodyLimit)
        return Data(buffer.readableBytesView)
    }

    /// The settings in the body of `set`.
    ///
    /// - Throws: `ServiceError.badRequest` with the place and the shape.
    static func settings(_ body: Data) throws(ServiceError) -> [ParameterSetting] {
        let shape = #"send {"values":[{"name":"fast","value":"50"}]}"#
        let settings: [ParameterSetting]
        do {
            try StrictShape.check(body, keys: ["values"], itemKeys: ["name", "value"])
            settings = try APICoding.decode(SetBody.self, from: body).values
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError(.badRequest, "the body cannot be read: \(error)", remedy: shape)
        }
        guard !settings.isEmpty else {
            throw ServiceError(.badRequest, "the body sets nothing", remedy: shape)
        }
        return settings
    }
}

/// Refuses the keys that a decoder would pass over.
enum StrictShape {
    /// - Throws: `ServiceError.badRequest` for a key that is in neither list, with the nearest.
    static func check(_ body: Data, keys: [String], itemKeys: [String]) throws {
        let object = try JSONDecoder().decode([String: [[String: String]]].self, from: body)
        try check(object.keys.sorted(), among: keys)
        for item in object.values.joined() { try check(item.keys.sorted(), among: itemKeys) }
    }

    private static func check(_ found: [String], among keys: [String]) throws(ServiceError) {
        for key in found where !keys.contains(key) {
            throw ServiceError(
                .badRequest,
                "unknown key '\(key)' in the body",
                remedy: NearestName.hint(for: key, among: keys)
            )
        }
    }
}

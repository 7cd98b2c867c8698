package import Foundation

/// The JSON of the API: keys in snake case and sorted, times as whole ns.
package enum APICoding {
    /// The JSON text of a view; `isPretty` breaks it into lines for people.
    ///
    /// - Throws: `ServiceError.inside` where a number is no number.
    package static func encode(_ value: some Encodable, isPretty: Bool = false) throws(ServiceError)
        -> Data
    {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return try encoder.encode(value)
        } catch {
            throw ServiceError(
                .inside,
                "an answer has no JSON form: \(error)",
                remedy: "report this with the command"
            )
        }
    }

    /// Reads what `encode` wrote.
    ///
    /// - Throws: `DecodingError` with the place.
    package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws
        -> Value
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: data)
    }
}

/// The body of an answer that is an error: `{"error":{"code":…,"message":…,"remedy":…}}`.
package struct ErrorBody: Codable, Equatable, Sendable {
    package var error: ServiceError

    package init(_ error: ServiceError) { self.error = error }
}

/// The body of `POST plugins/{name}/set`: `{"values":[{"name":"fast","value":"50"}]}`.
package struct SetBody: Codable, Equatable, Sendable {
    package var values: [ParameterSetting]

    package init(values: [ParameterSetting]) { self.values = values }
}

import Domain

/// What a scalar may mean, and what to say when it does not.
struct ScalarKind<Value: Sendable> {
    /// Completes "expected …".
    let expected: String
    /// An example or the valid words.
    let hint: (String) -> String
    /// `nil` when the text has no such meaning.
    let read: (String) -> Value?

    init(_ expected: String, such hint: String, read: @escaping (String) -> Value?) {
        self.expected = expected
        self.hint = { _ in "such as \(hint)" }
        self.read = read
    }

    init(_ expected: String, hint: @escaping (String) -> String, read: @escaping (String) -> Value?)
    {
        self.expected = expected
        self.hint = hint
        self.read = read
    }

    /// One of a list of words; the noun comes with its article, as in "a venue model".
    static func word(_ noun: String) -> ScalarKind
    where Value: RawRepresentable<String> & CaseIterable {
        ScalarKind(
            noun,
            hint: { NearestWord.hint(for: $0, among: Value.allCases.map(\.rawValue)) },
            read: { Value(rawValue: $0) }
        )
    }
}

extension ScalarKind where Value == String {
    static var text: ScalarKind {
        ScalarKind("a text", such: "out") { $0.isEmpty ? nil : $0 }
    }

    /// A symbol as a connector announces it: printable, without spaces.
    static var symbol: ScalarKind {
        ScalarKind("a symbol", such: "EURUSD.FXCM") { isSymbol($0) ? $0 : nil }
    }

    /// As `symbol`, where `*` and `?` stand for any characters and any one.
    static var symbolPattern: ScalarKind {
        ScalarKind("a symbol or a pattern", such: "*.XNAS") { isSymbol($0) ? $0 : nil }
    }

    static var currency: ScalarKind {
        ScalarKind("a currency code", such: "USD") { isCurrency($0) ? $0 : nil }
    }

    /// Reverse-DNS, as a plugin's descriptor has it.
    static var pluginID: ScalarKind {
        ScalarKind("the id of a plugin", such: "dev.tenon.csv") { text in
            let parts = text.utf8.split(
                separator: UInt8(ascii: "."),
                omittingEmptySubsequences: false
            )
            let isValid =
                parts.count > 1
                && parts.allSatisfy { part in
                    !part.isEmpty && part.allSatisfy { isLower($0) || isDigit($0) || $0 == 0x2D }
                }
            return isValid && text.utf8.count <= 128 ? text : nil
        }
    }

    /// The 64 hexadecimal digits of `sha256:…`, in lower case.
    static var pin: ScalarKind {
        ScalarKind("sha256: and 64 hexadecimal digits", such: "what sha256sum prints") { text in
            guard text.hasPrefix("sha256:") else { return nil }
            let digits = text.dropFirst(7).lowercased()
            let isValid = digits.utf8.allSatisfy { isDigit($0) || (0x61...0x66).contains($0) }
            return isValid && digits.utf8.count == 64 ? digits : nil
        }
    }

    private static func isSymbol(_ text: String) -> Bool {
        // 63 bytes are what an instrument definition has room for.
        guard (1...63).contains(text.utf8.count) else { return false }
        // Most are plain ASCII, which needs no table of properties.
        return text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            || text.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control && !$0.properties.isWhitespace
            }
    }

    static func isCurrency(_ text: String) -> Bool {
        (2...12).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || isDigit($0) }
    }
}

extension ScalarKind where Value == Decimal {
    /// Not negative.
    static var amount: ScalarKind {
        ScalarKind("a decimal number, 0 or more", such: "100000 or 0.25") { text in
            Decimal(text).flatMap { $0.mantissa >= 0 ? $0 : nil }
        }
    }

    /// A part of a value that is paid, below 0 received: more than -1 and less than 1.
    static var rate: ScalarKind {
        ScalarKind("a fraction between -1 and 1", such: "0.0002, or -0.0001 for a rebate") { text in
            Decimal(text).flatMap { Decimal(-1) < $0 && $0 < Decimal(1) ? $0 : nil }
        }
    }

    /// A part of a whole, as a percentage or as a fraction: `10%` and `0.1` are one.
    static var share: ScalarKind {
        ScalarKind("a share above 0, up to 100%", such: "10% or 0.1") { text in
            let part =
                text.hasSuffix("%")
                ? Decimal(text.dropLast())
                    .map { Decimal(mantissa: $0.mantissa, exponent: $0.exponent - 2) }
                : Decimal(text)
            guard let part, part.mantissa > 0, part <= Decimal(1), part.reduced.exponent >= -9
            else { return nil }
            return part
        }
    }

    /// Above 0.
    static var positive: ScalarKind {
        ScalarKind("a decimal number above 0", such: "100000 or 0.25") { text in
            Decimal(text).flatMap { $0.mantissa > 0 ? $0 : nil }
        }
    }

    /// From 0.01 to 1,000,000.
    static var speed: ScalarKind {
        ScalarKind("a factor from 0.01 to 1000000", such: "1 or 60") { text in
            let slowest = Decimal(mantissa: 1, exponent: -2)
            return Decimal(text).flatMap { $0 >= slowest && $0 <= Decimal(1_000_000) ? $0 : nil }
        }
    }

    /// A percentage as a fraction: `5%` is 0.05.
    static var percent: ScalarKind {
        ScalarKind("a percentage of 0% to 100%", such: "5% or 0.5%") { text in
            guard text.hasSuffix("%"), let number = Decimal(text.dropLast()), number.mantissa >= 0,
                number <= Decimal(100), number.reduced.exponent >= -7
            else { return nil }
            return Decimal(mantissa: number.mantissa, exponent: number.exponent - 2)
        }
    }
}

extension ScalarKind where Value == Bool {
    static var boolean: ScalarKind {
        ScalarKind(
            "true or false",
            hint: { NearestWord.hint(for: $0, among: ["true", "false"]) },
            read: { ["true": true, "false": false][$0] }
        )
    }
}

extension ScalarKind where Value == MoneyAmount {
    static var money: ScalarKind {
        ScalarKind("an amount above 0 and its currency", such: "200000 USD") { text in
            let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 2, let amount = Decimal(parts[0]), amount.mantissa > 0,
                ScalarKind<String>.isCurrency(String(parts[1]))
            else { return nil }
            return MoneyAmount(amount: amount, currency: String(parts[1]))
        }
    }
}

/// An amount that may say its currency.
struct CashAmount: Sendable {
    let amount: Decimal
    let currency: String?
}

extension ScalarKind where Value == CashAmount {
    /// 0 or more.
    static var cash: ScalarKind {
        ScalarKind("a decimal number, 0 or more", such: "100000, 0.25 or 100000 USD") { text in
            let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            let currency = parts.count == 2 ? String(parts[1]) : nil
            guard let first = parts.first, let amount = Decimal(first), amount.mantissa >= 0,
                parts.count <= 2, currency.map(ScalarKind<String>.isCurrency) ?? true
            else { return nil }
            return CashAmount(amount: amount, currency: currency)
        }
    }
}

extension ScalarKind where Value == Int {
    /// A whole number of a range.
    static func count(_ range: ClosedRange<Int>) -> ScalarKind {
        ScalarKind("a whole number from \(range.lowerBound) to \(range.upperBound)", such: "20") {
            guard let number = Decimal($0), number.exponent == 0 else { return nil }
            return Int(exactly: number.mantissa).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

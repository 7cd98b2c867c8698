import Domain
import Foundation

/// A CSV file written through a buffer, field by field, without a text per number.
struct CSVFile {
    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var isRowStart = true

    /// Makes the file anew.
    ///
    /// - Throws: `ReportError` naming the file when it cannot be written.
    init(_ path: String, _ header: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw ReportError(
                description: "\(path): cannot be written\n"
                    + "    make its folder writable, or name another one with --out"
            )
        }
        self.handle = handle
        buffer.reserveCapacity(1 << 20)
        buffer.append(contentsOf: "\(header)\n".utf8)
    }

    /// Appends a text; it holds no comma, quote or line's end (names and symbols cannot).
    mutating func add(_ text: String) {
        separate()
        buffer.append(contentsOf: text.utf8)
    }

    /// Appends a whole number.
    mutating func add(_ number: UInt64) {
        separate()
        digits(number)
    }

    /// Appends `mantissa * 10^exponent` without trailing zeros, or nothing for `none`.
    mutating func add(_ mantissa: Int64, exponent: Int) {
        separate()
        if mantissa == Domain.none { return }
        if mantissa < 0 { buffer.append(UInt8(ascii: "-")) }
        var value = mantissa.magnitude
        var places = max(0, -exponent)
        while places > 0, value % 10 == 0 {
            value /= 10
            places -= 1
        }
        guard places > 0 else {
            digits(value)
            if value != 0 {
                for _ in 0..<max(0, exponent) { buffer.append(UInt8(ascii: "0")) }
            }
            return
        }
        guard places <= 18 else {
            // Finer than 64 bits of whole digits: the general way.
            if mantissa < 0 { buffer.removeLast() }
            let text = Decimal.shortText(Int128(mantissa), exponent: exponent)
            return buffer.append(contentsOf: text.utf8)
        }
        let unit = UInt64(FixedPoint.small(places))
        digits(value / unit)
        buffer.append(UInt8(ascii: "."))
        digits(value % unit, width: places)
    }

    /// As `add(_:exponent:)`, of a number that may need 128 bits.
    mutating func add(wide mantissa: Int128, exponent: Int) {
        let (short, rest) = mantissa.quotientAndRemainder(dividingBy: FixedPoint.power(9))
        let isGuarded = rest == 0 && exponent <= -9
        guard let value = Int64(exactly: isGuarded ? short : mantissa), value != Domain.none else {
            return add(Decimal.shortText(mantissa, exponent: exponent))
        }
        add(value, exponent: isGuarded ? exponent + 9 : exponent)
    }

    /// Ends the row; a full buffer is written out.
    ///
    /// - Throws: `ReportError` when the file cannot be written.
    mutating func endRow() throws {
        buffer.append(UInt8(ascii: "\n"))
        isRowStart = true
        if buffer.count > 1 << 20 { try flush() }
    }

    /// Writes out what is left and closes the file.
    mutating func close() throws {
        try flush()
        try? handle.close()
    }

    /// Writes out what is left.
    ///
    /// - Throws: `ReportError` when the file cannot be written.
    mutating func flush() throws {
        do {
            try handle.write(contentsOf: buffer)
        } catch {
            throw ReportError(
                description: "\(path): \(error.localizedDescription)\n"
                    + "    make room there, or name another folder with --out"
            )
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func separate() {
        if !isRowStart { buffer.append(UInt8(ascii: ",")) }
        isRowStart = false
    }

    private mutating func digits(_ value: UInt64, width: Int = 1) {
        var rest = value
        var count = 0
        let start = buffer.count
        repeat {
            buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
            count += 1
        } while rest > 0 || count < width
        var low = start
        var high = buffer.count - 1
        while low < high {
            buffer.swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}

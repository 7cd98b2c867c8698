/// Keys out of the bytes of a terminal.
///
/// Arrows, function keys, pasted text and the like arrive as sequences that hold ordinary letters:
/// they are passed over as a whole, also where a read ends in their middle.
package struct KeyReader: Sendable {
    private enum Place: Sendable {
        case text
        case escape
        /// Behind `ESC [`: ends with 0x40…0x7E.
        case control
        /// Behind `ESC O`: one more.
        case single
    }

    private var place = Place.text
    /// The parameters of the control sequence under way.
    private var parameters: [UInt8] = []
    private var isPasting = false

    package init() {}

    /// The keys that bytes complete, in order: printable ASCII and Control-C as U+0003.
    package mutating func keys(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        bytes.compactMap { take($0) }
    }

    private mutating func take(_ byte: UInt8) -> Unicode.Scalar? {
        switch place {
        case .text:
            if byte == 0x1B {
                place = .escape
            } else if !isPasting, byte == 3 || (byte >= 0x20 && byte < 0x7F) {
                return Unicode.Scalar(byte)
            }
            return nil
        case .escape:
            parameters = []
            // ESC and a letter is that letter with Alt; a second ESC begins anew.
            switch byte {
            case 0x5B: place = .control
            case 0x4F: place = .single
            case 0x1B: place = .escape
            default: place = .text
            }
            return nil
        case .single:
            place = .text
            return nil
        case .control:
            guard byte >= 0x40 && byte <= 0x7E else {
                if parameters.count < 8 { parameters.append(byte) }
                return nil
            }
            if byte == 0x7E, parameters == Array("200".utf8) { isPasting = true }
            if byte == 0x7E, parameters == Array("201".utf8) { isPasting = false }
            place = .text
            return nil
        }
    }
}

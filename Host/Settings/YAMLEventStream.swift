import CYaml

/// The events of one text, in order.
///
/// This file is the edge to libyaml and the only one of the module with `unsafe`: the parser is
/// heap memory of this value's own, initialized here and deleted in `deinit`; the text it reads is
/// copied into memory of the same lifetime; each event is deleted before the next is asked for.
@safe
struct YAMLEventStream: ~Copyable {
    private let source: SourceText
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>
    private var isAtEnd = false

    /// - Parameter source: Valid UTF-8.
    init(_ source: SourceText) {
        self.source = source
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        unsafe text = .allocate(capacity: source.bytes.count)
        _ = unsafe text.initialize(from: source.bytes)
        let isReady = unsafe yaml_parser_initialize(parser) == 1
        precondition(isReady, "libyaml has no memory for a parser")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next event, or `nil` at the end of the text.
    ///
    /// - Throws: When the text is not YAML; nothing more can be read then.
    mutating func next() throws(YAMLFailure) -> YAMLEvent? {
        while !isAtEnd {
            var event = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(parser, &event) == 1 else {
                isAtEnd = true
                throw failure()
            }
            defer { unsafe yaml_event_delete(&event) }
            if unsafe event.type == YAML_STREAM_END_EVENT { isAtEnd = true }
            if let converted = unsafe converted(event) { return converted }
        }
        return nil
    }

    private func converted(_ event: yaml_event_t) -> YAMLEvent? {
        let kind: YAMLEvent.Kind
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        var tag: UnsafeMutablePointer<yaml_char_t>?
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            unsafe (anchor, tag) = (event.data.mapping_start.anchor, event.data.mapping_start.tag)
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            unsafe (anchor, tag) = (event.data.sequence_start.anchor, event.data.sequence_start.tag)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            unsafe (anchor, tag) = (scalar.anchor, scalar.tag)
            // By length: a quoted scalar may hold a zero byte.
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            kind = unsafe .scalar(text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
        default: return nil
        }
        return unsafe YAMLEvent(
            kind: kind,
            position: position(event.start_mark),
            hasAnchor: anchor != nil,
            hasTag: tag != nil
        )
    }

    private func failure() -> YAMLFailure {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
        // The reader's own errors, such as a control character, have an offset and no mark.
        let position =
            unsafe parser.pointee.error == YAML_READER_ERROR
            ? source.position(ofByte: min(unsafe parser.pointee.problem_offset, source.bytes.count))
            : unsafe self.position(parser.pointee.problem_mark)
        return YAMLFailure(
            position: position,
            message: problem ?? "not YAML",
            hint: context ?? ""
        )
    }

    private func position(_ mark: yaml_mark_t) -> Position {
        Position(source, line: mark.line + 1, column: mark.column + 1)
    }
}

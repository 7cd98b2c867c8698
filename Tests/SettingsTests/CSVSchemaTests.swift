import Settings
import Support
import Testing

@Suite("Schema of the CSV connector")
struct CSVSchemaTests {
    private let instruments = """
        instruments: { EURUSD.FXCM: { tick: 0.00001, lot: 1000, asset: fx, base: EUR,
                  currency: USD } }
        """

    @Test("one file arrives with its types, every digit kept, and nothing added")
    func oneFile() throws {
        let config = """
            { file: quotes.csv.gz, symbol: EURUSD.FXCM, speed: 60, sizes: 1000000.00,
              from: 2014-05-08, to: 1399593600000000000, \(instruments) }
            """
        let expected = """
            {"file":"quotes.csv.gz","symbol":"EURUSD.FXCM","speed":60,"sizes":1000000.00,\
            "from":"2014-05-08","to":1399593600000000000,\
            "instruments":{"EURUSD.FXCM":{"tick":0.00001,"lot":1000,"asset":"fx","base":"EUR",\
            "currency":"USD"}}}
            """
        #expect(try pluginJSON(config, schema: csvSchema) == expected)
    }

    @Test("several files, and what each has for itself")
    func severalFiles() throws {
        let config = """
            { speed: max, on_bad_row: skip, files: [{ file: a.csv, symbol: A, period: 1m },
              { file: 12, symbols: { SPY: SPY.ARCX, 7: SEVEN.X }, rows: 5 }], \(instruments) }
            """
        let expected = """
            {"speed":"max","on_bad_row":"skip","files":[{"file":"a.csv","symbol":"A",\
            "period":"1m"},{"file":"12","symbols":{"SPY":"SPY.ARCX","7":"SEVEN.X"},"rows":5}],
            """
        #expect(try pluginJSON(config, schema: csvSchema).hasPrefix(expected))
    }

    @Test(
        "what is wrong is reported where it stands, with the remedy",
        arguments: [
            ("symbol: A", "8:13: plugins.ema.config: none of file, files is", "one of file, files"),
            (
                "file: a, files: [{ file: b }]",
                "8:13: plugins.ema.config: file and files exclude each other",
                "give one of file, files, not both"
            ),
            ("files: [{ symbol: A }]", "8:23: plugins.ema.config.files[0]: the key 'file' is", ""),
            ("files: []", "8:22: plugins.ema.config.files: has the length 0", "1 or more"),
            ("fiel: a", "8:15: unknown key 'fiel' in plugins.ema.config", "did you mean file?"),
            ("file: ''", "8:21: plugins.ema.config.file: has the length 0", "1 or more"),
            (
                "file: a, speed: mxa",
                """
                8:31: plugins.ema.config.speed: expected max or a number above 0, 1000000000 or \
                less in seconds of data a second, found 'mxa'
                """, "did you mean max?"
            ),
            ("file: a, speed: 2e9", "8:31: plugins.ema.config.speed: expected max or a num", "How"),
            ("file: a, speed: '60'", "8:31: plugins.ema.config.speed: expected max or", "quotes"),
            ("file: a, volume: exat", "8:32: plugins.ema.config.volume: expected a word", "exact?"),
            ("file: a, period: 0m", "8:32: plugins.ema.config.period: expected a text in s,", ""),
            ("file: a, rows: 0", "8:30: plugins.ema.config.rows: expected a whole number", ""),
            (
                "file: a, symbols: { SPY: [a] }",
                "8:40: plugins.ema.config.symbols.SPY: expected a text", ""
            ),
        ]
    )
    func wrong(_ entries: String, _ expected: String, _ hint: String) throws {
        let found = try pluginProblem("{ \(entries), \(instruments) }", schema: csvSchema)
        #expect(found.contains("plugins.yaml:\(expected)"), "\(found)")
        #expect(found.contains(hint), "\(found)")
    }

    @Test("an instrument is wrong at its own place")
    func instrument() throws {
        let config = """
            { file: a, instruments: { A.X: { tick: [1], lot: 1, asset: fxx, currncy: USD } } }
            """
        let found = try pluginProblem(config, schema: csvSchema)
        let label = "plugins.ema.config.instruments.A.X"
        for expected in [
            "8:44: \(label): the key 'currency' is missing",
            "8:52: \(label).tick: expected a text or a number in price, found a list",
            "8:72: \(label).asset: expected a word, found 'fxx'",
            "8:77: unknown key 'currncy' in \(label)",
        ] {
            #expect(found.contains("plugins.yaml:\(expected)"), "\(found)")
        }
        #expect(found.contains("did you mean fx?") && found.contains("did you mean currency?"))
        let empty = try pluginProblem("{ file: a, instruments: {} }", schema: csvSchema)
        #expect(
            empty.hasPrefix("plugins.yaml:8:37: plugins.ema.config.instruments: has the length")
        )
    }

    @Test("the schema with bytes changed is read or refused, never more", arguments: Seeds.upTo(20))
    func mutated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let valid = Array(csvSchema.utf8)
        let instance = try pluginInstance("{ file: a, speed: max, \(instruments) }")
        for _ in 0..<20 {
            var bytes = valid
            for _ in 0..<3 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = valid.randomElement(using: &random) ?? 0
            }
            guard let schema = try? ConfigSchema(String(decoding: bytes, as: UTF8.self)) else {
                continue
            }
            do {
                _ = try PluginConfiguration.json(
                    of: instance.config,
                    instance: instance.name,
                    schema: schema
                )
            } catch {
                #expect(error.description.hasPrefix("plugins.yaml:"), "seed \(seed): \(error)")
            }
        }
    }
}

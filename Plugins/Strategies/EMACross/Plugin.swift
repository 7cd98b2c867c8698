public import TenonKit

extension EMACross {
    static var description: PluginDescription {
        PluginDescription(
            id: "dev.tenon.ema-cross",
            name: "EMA cross",
            version: "0.1.0",
            vendor: "Tenon",
            summary: "Follows the crossing of two exponential moving averages with market orders",
            licence: "0BSD",
            configSchema: schema,
            permissions: #"{"instruments": ["*"], "orders": {"ops": ["NEW"]}}"#,
            stateWrites: 1,
            stateReadsMin: 1
        )
    }

    /// The C twin's schema, byte for byte.
    private static let schema: StaticString = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "instrument": {
              "type": "string", "pattern": "^[!-~]{1,64}$",
              "description": "Symbol, such as AAPL.XNAS; without it the first one defined"
            },
            "fast": {
              "type": "integer", "minimum": 1, "maximum": 1000000, "default": 10,
              "x-tenon-unit": "prices", "x-tenon-runtime": true,
              "description": "Period of the fast average, below slow"
            },
            "slow": {
              "type": "integer", "minimum": 2, "maximum": 1000000, "default": 20,
              "x-tenon-unit": "prices", "x-tenon-runtime": true,
              "description": "Period of the slow average; no order before as many prices"
            },
            "quantity": {
              "type": ["number", "string"], "exclusiveMinimum": 0,
              "maximum": 10000000000, "default": 1,
              "x-tenon-unit": "units", "x-tenon-scale": -8, "x-tenon-runtime": true,
              "description": "Size of a position: a decimal with at most 8 places"
            },
            "seed": {
              "enum": ["first", "mean"], "default": "first",
              "description": "Averages begin with the first price, or the mean of a period"
            },
            "entry": {
              "enum": ["cross", "always"], "default": "cross",
              "description": "Enter when the averages cross, or always hold a position"
            },
            "short": {
              "type": "boolean",
              "description": "Also sell short; without it only with entry always"
            },
            "source": {
              "enum": ["auto", "quote", "bar", "trade"], "default": "auto",
              "description": "Where prices come from; auto: quotes or bars, the first to come"
            }
          }
        }

        """
}

private let library = unsafe PluginLibrary(
    .strategy(EMACross.self) { unsafe deliver(EMACross.self, $0, $1, $2) }
)

/// The one symbol of this library.
@c(tenon_entry_0) @implementation
public func entry(
    _ host: UnsafePointer<tenon_host_info>?,
    _ out: UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
) -> tenon_status { unsafe library.answer(host, out) }

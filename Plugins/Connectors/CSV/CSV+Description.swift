import TenonKit

extension CSV {
    static var description: PluginDescription {
        PluginDescription(
            id: "dev.tenon.csv",
            name: "CSV files",
            version: "0.1.0",
            vendor: "Tenon",
            summary:
                "Publishes recorded quotes, trades, books and bars from CSV files, plain or gz.",
            licence: "0BSD",
            configSchema: configSchema,
            permissions: #"{"files": [{"path": "the files configured", "rw": "r"}]}"#,
            changes: "First version."
        )
    }

    /// The keys of one file stand at the top level, or in each member of `files`.
    ///
    /// They have no `default`: a host that fills defaults in would set keys without a meaning.
    private static var configSchema: StaticString {
        #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "additionalProperties": false,
          "required": ["instruments"],
          "properties": {
            "files": {"type": "array", "minItems": 1,
              "description": "Files merged by time, rows of one time in this order; or the keys of one file beside instruments.",
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["file"],
                "properties": {
                  "file": {"type": "string", "minLength": 1,
                    "description": "Path of the file; its header line tells the layout."},
                  "symbol": {"type": "string", "minLength": 1, "maxLength": 63,
                    "description": "The instrument; in a file of several symbols it chooses the rows whose symbol is the part before the last point."},
                  "symbols": {"type": "object", "additionalProperties": true,
                    "description": "Several symbols of one file: the file's, with ours behind each."},
                  "first_row": {"type": "integer", "minimum": 0, "x-tenon-unit": "rows",
                    "description": "Index of the first row taken of each symbol, from 0; 0 when absent."},
                  "rows": {"type": "integer", "minimum": 1, "x-tenon-unit": "rows",
                    "description": "How many rows of each symbol are taken; all of them when absent."},
                  "period": {"type": "string", "pattern": "^[1-9][0-9]*[smhdw]$", "x-tenon-unit": "s, m, h, d, w",
                    "description": "Length of a bar, as 1m or 4h; files of quotes, trades, books and days have none."},
                  "stamp": {"enum": ["open", "close"],
                    "description": "Which end of a bar its time names; open when absent."},
                  "sizes": {"type": ["string", "number"], "x-tenon-unit": "quantity",
                    "description": "Both sizes of every quote, in place of the file's."},
                  "from": {"type": ["string", "integer"], "x-tenon-unit": "UTC, or ns since 1970",
                    "description": "Rows visible from this time on: 2014-05-08, 2014-05-08T05:00:00Z or ns."},
                  "to": {"type": ["string", "integer"], "x-tenon-unit": "UTC, or ns since 1970",
                    "description": "Rows visible before this time: 2014-05-08, 2014-05-08T05:00:00Z or ns."},
                  "volume": {"enum": ["exact", "nearest", "unknown"],
                    "description": "A bar's volume finer than quantity_decimals: refused, rounded half to even, or every volume left unknown; exact when absent."}
                }
              }},
            "file": {"type": "string", "minLength": 1,
              "description": "Path of the file; its header line tells the layout."},
            "symbol": {"type": "string", "minLength": 1, "maxLength": 63,
              "description": "The instrument; in a file of several symbols it chooses the rows whose symbol is the part before the last point."},
            "symbols": {"type": "object", "additionalProperties": true,
              "description": "Several symbols of one file: the file's, with ours behind each."},
            "first_row": {"type": "integer", "minimum": 0, "x-tenon-unit": "rows",
              "description": "Index of the first row taken of each symbol, from 0; 0 when absent."},
            "rows": {"type": "integer", "minimum": 1, "x-tenon-unit": "rows",
              "description": "How many rows of each symbol are taken; all of them when absent."},
            "period": {"type": "string", "pattern": "^[1-9][0-9]*[smhdw]$", "x-tenon-unit": "s, m, h, d, w",
              "description": "Length of a bar, as 1m or 4h; files of quotes, trades, books and days have none."},
            "stamp": {"enum": ["open", "close"],
              "description": "Which end of a bar its time names; open when absent."},
            "sizes": {"type": ["string", "number"], "x-tenon-unit": "quantity",
              "description": "Both sizes of every quote, in place of the file's."},
            "from": {"type": ["string", "integer"], "x-tenon-unit": "UTC, or ns since 1970",
              "description": "Rows visible from this time on: 2014-05-08, 2014-05-08T05:00:00Z or ns."},
            "to": {"type": ["string", "integer"], "x-tenon-unit": "UTC, or ns since 1970",
              "description": "Rows visible before this time: 2014-05-08, 2014-05-08T05:00:00Z or ns."},
            "volume": {"enum": ["exact", "nearest", "unknown"],
              "description": "A bar's volume finer than quantity_decimals: refused, rounded half to even, or every volume left unknown; exact when absent."},
            "instruments": {"type": "object", "additionalProperties": true,
              "description": "What each symbol is: tick, lot, asset (fx, equity, crypto, commodity, rate, index) and currency; where they differ from those: price_decimals, quantity_decimals, contract (spot, future, perpetual, option, cfd), base, settle, multiplier, min_quantity, max_quantity, min_notional, negative_prices, shortable; and sessions, its trading hours: zone, open, close, days, pre_open, opening_auction, closing_auction, post_close, holidays, early_close, halts."},
            "speed": {"type": ["string", "number"], "default": "max", "exclusiveMinimum": 0,
              "maximum": 1000000000, "x-tenon-unit": "seconds of data a second",
              "description": "How fast data time passes: a factor, or max, which is right for a backtest."},
            "on_bad_row": {"enum": ["stop", "skip"], "default": "stop",
              "description": "Whether a bad row ends the run, with file, line and reason, or is counted and left out."}
          }
        }
        """#
    }
}

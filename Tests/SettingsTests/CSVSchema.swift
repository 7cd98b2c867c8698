/// The schema of a connector with every keyword the host checks: definitions, branches and maps.
let csvSchema =
    #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "type": "object",
      "additionalProperties": false,
      "required": ["instruments"],
      "oneOf": [{"required": ["file"]}, {"required": ["files"]}],
      "properties": {
        "files": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/entry"},
          "description": "Files merged by time; rows of one time come in this order."},
        "file": {"$ref": "#/$defs/file"},
        "symbol": {"$ref": "#/$defs/symbol"},
        "symbols": {"$ref": "#/$defs/symbols"},
        "first_row": {"$ref": "#/$defs/first_row"},
        "rows": {"$ref": "#/$defs/rows"},
        "period": {"$ref": "#/$defs/period"},
        "stamp": {"$ref": "#/$defs/stamp"},
        "sizes": {"$ref": "#/$defs/decimal", "x-tenon-unit": "quantity",
          "description": "Both sizes of every quote, in place of the file's."},
        "from": {"$ref": "#/$defs/time"},
        "to": {"$ref": "#/$defs/time"},
        "volume": {"$ref": "#/$defs/volume"},
        "instruments": {"type": "object", "minProperties": 1,
          "additionalProperties": {"$ref": "#/$defs/instrument"},
          "description": "What each symbol is, as EURUSD.FXCM."},
        "speed": {"oneOf": [{"const": "max"}, {"type": "number", "exclusiveMinimum": 0, "maximum": 1e9}],
          "default": "max", "x-tenon-unit": "seconds of data a second",
          "description": "How fast data time passes; max in a backtest."},
        "on_bad_row": {"enum": ["stop", "skip"], "default": "stop",
          "description": "Whether a bad row ends the run, with file, line and reason, or is counted and left out."}
      },
      "$defs": {
        "entry": {
          "type": "object",
          "additionalProperties": false,
          "required": ["file"],
          "properties": {
            "file": {"$ref": "#/$defs/file"},
            "symbol": {"$ref": "#/$defs/symbol"},
            "symbols": {"$ref": "#/$defs/symbols"},
            "first_row": {"$ref": "#/$defs/first_row"},
            "rows": {"$ref": "#/$defs/rows"},
            "period": {"$ref": "#/$defs/period"},
            "stamp": {"$ref": "#/$defs/stamp"},
            "sizes": {"$ref": "#/$defs/decimal", "x-tenon-unit": "quantity",
              "description": "Both sizes of every quote, in place of the file's."},
            "from": {"$ref": "#/$defs/time"},
            "to": {"$ref": "#/$defs/time"},
            "volume": {"$ref": "#/$defs/volume"}
          }
        },
        "file": {"type": "string", "minLength": 1,
          "description": "Path of the file; its header line tells the layout."},
        "symbol": {"type": "string", "minLength": 1, "maxLength": 63,
          "description": "The instrument; in a file of several symbols those rows whose symbol is the part before the last point."},
        "symbols": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"},
          "description": "Several symbols of one file: the file's, with ours behind each."},
        "first_row": {"type": "integer", "minimum": 0, "default": 0, "x-tenon-unit": "rows",
          "description": "Index of the first row taken, counted over the rows of the symbols chosen."},
        "rows": {"type": "integer", "minimum": 1, "x-tenon-unit": "rows",
          "description": "How many rows are taken from there; all of them when absent."},
        "period": {"type": "string", "pattern": "^[1-9][0-9]*[smhdw]$", "x-tenon-unit": "s, m, h, d, w",
          "description": "Length of a bar, as 1m or 4h; daily files have their own."},
        "stamp": {"enum": ["open", "close"], "default": "open",
          "description": "Which end of a bar its time names."},
        "time": {"type": ["string", "integer"], "x-tenon-unit": "UTC, or ns since 1970",
          "description": "Rows visible from this time on (from) or before it (to): 2014-05-08, 2014-05-08T05:00:00Z or ns."},
        "volume": {"enum": ["exact", "nearest", "unknown"], "default": "exact",
          "description": "A bar's volume finer than quantity_decimals: refused, rounded half to even, or every volume left unknown."},
        "decimal": {"type": ["string", "number"], "description": "An exact decimal."},
        "instrument": {
          "type": "object",
          "additionalProperties": false,
          "required": ["tick", "lot", "asset", "currency"],
          "properties": {
            "tick": {"$ref": "#/$defs/decimal", "x-tenon-unit": "price", "description": "Smallest step of an order's price."},
            "lot": {"$ref": "#/$defs/decimal", "x-tenon-unit": "quantity", "description": "Smallest step of an order's quantity."},
            "price_decimals": {"type": "integer", "minimum": 0, "maximum": 18, "description": "Decimals prices are kept with; those of tick when absent."},
            "quantity_decimals": {"type": "integer", "minimum": 0, "maximum": 18, "description": "Decimals quantities are kept with; those of lot when absent."},
            "asset": {"enum": ["fx", "equity", "crypto", "commodity", "rate", "index"], "description": "What is traded, or what the contract is on."},
            "contract": {"enum": ["spot", "future", "perpetual", "option", "cfd"], "default": "spot", "description": "How it is traded."},
            "base": {"type": "string", "description": "Code of the currency bought; none for a share."},
            "currency": {"type": "string", "description": "Code of the currency of the price."},
            "settle": {"type": "string", "description": "Code of the currency profit is booked in; currency when absent."},
            "multiplier": {"$ref": "#/$defs/decimal", "default": 1, "description": "Units a contract stands for."},
            "min_quantity": {"$ref": "#/$defs/decimal", "x-tenon-unit": "quantity", "description": "Smallest order."},
            "max_quantity": {"$ref": "#/$defs/decimal", "x-tenon-unit": "quantity", "description": "Largest order."},
            "min_notional": {"$ref": "#/$defs/decimal", "x-tenon-unit": "currency", "description": "Smallest value of an order."},
            "negative_prices": {"type": "boolean", "default": false, "description": "Whether prices may be zero or negative; rows with such prices are refused when not."},
            "shortable": {"type": "boolean", "default": true, "description": "Whether it may be sold short."}
          }
        }
      }
    }
    """#

import Settings

/// A configuration that is right, with every key there is.
let validText = """
    tenon: 1
    mode: backtest
    accounts:
      main: { venue: simulated, model: same-quote, currency: USD, cash: 100000.50,
              profile: live, fee_rate: 0.001, fee_decimals: 2, latency: 5ms, maker_rate: -0.0001, taker_rate: 0.0005, fee_per_unit: 0.005, fee_minimum: 0.35, order_types: [market, limit, iceberg], times_in_force: [gtc, day] }
    plugins:
      eurusd: { plugin: dev.tenon.csv, config: { file: "quotes one.csv.gz", symbol: EURUSD.FXCM }, enabled: false, on_pause: cancel, changes: [{ at: 2014-05-08T12:50:00Z, do: pause }] }
      ema:
        plugin: dev.tenon.ema-cross
        isolation: inprocess
        account: main
        instruments: [EURUSD.FXCM, "ON", 1:30]
        permissions: { orders: { max_qty: 100000, max_open: 5, ops: [NEW, CANCEL] }, instruments: ["*.FXCM"] }
        config: { fast: 100, slow: 400, quantity: 10000 }
        changes:
          - at: 2014-05-08T12:40:00Z
            set: { quantity: 20000 }
      own:
        path: ./libOwn.so
        pin: sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855
    risk:
      main: { max_order_quantity: 100000, max_order_notional: 200000 USD, max_position: 100000,
              max_open_orders: 200, max_price_age: 2s, collar: 5%, restricted: [NO, Y] }
      ema: { max_position: 50000 }
    report: { directory: out, equity: 1m, periods_per_year: 252 }
    clock: data
    speed: 60
    state: kept
    lane: { wait: spin }
    log: { level: notice, format: json, modules: { risk: debug, api: error } }
    notify:
      - { on: [risk.*, order.rejected], to: [own], severity: warning }
      - { on: ["*"], to: [own, eurusd] }
    """

/// Reads a text as `plugins.yaml`.
func configuration(
    _ text: String,
    overrides: [String] = []
) throws(SettingsError) -> HostConfiguration {
    try HostConfiguration(bytes: Array(text.utf8), name: "plugins.yaml", overrides: overrides)
}

/// What is wrong with a text, as an operator reads it; empty when nothing is.
func report(_ text: String, overrides: [String] = []) -> String {
    report(bytes: Array(text.utf8), overrides: overrides)
}

/// As `report(_:overrides:)`, of any bytes.
func report(bytes: [UInt8], overrides: [String] = []) -> String {
    do {
        _ = try HostConfiguration(bytes: bytes, name: "plugins.yaml", overrides: overrides)
        return ""
    } catch {
        return error.description
    }
}

/// The first instance of a configuration with this `config:`, which begins at 8:13.
func pluginInstance(_ config: String, changes: String = "[]") throws -> InstanceSettings {
    let text = """
        tenon: 1
        mode: backtest
        accounts: { main: { venue: simulated, model: same-quote, currency: USD, cash: 1 } }
        plugins:
          ema:
            plugin: dev.tenon.ema-cross
            changes: \(changes)
            config: \(config)
        """
    return try configuration(text).instances[0]
}

/// What a plugin with this schema is given for a `config:`.
func pluginJSON(_ config: String, schema: String?) throws -> String {
    let instance = try pluginInstance(config)
    return
        try PluginConfiguration.json(
            of: instance.config,
            instance: instance.name,
            schema: try schema.map { try ConfigSchema($0) }
        )
        .text
}

/// What is wrong with a `config:`, as an operator reads it.
func pluginProblem(_ config: String, schema: String) throws -> String {
    do {
        return "accepted: \(try pluginJSON(config, schema: schema))"
    } catch let error as SettingsError {
        return error.description
    }
}

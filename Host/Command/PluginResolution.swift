import Boundary
import Foundation
import Settings

/// A configuration with its plugins: each found, loaded and its own configuration typed.
///
/// Nothing of an instance is made yet. What `tenon config check` finds and what keeps a run from
/// starting is found here and nowhere else, so that it is all said at once.
final class PluginResolution {
    /// One instance with its plugin.
    struct Entry {
        let settings: InstanceSettings
        let module: PluginModule
        let descriptor: PluginDescriptor
        /// `nil` when the plugin has none.
        let schema: ConfigSchema?
        /// What the plugin is given: a JSON object.
        let config: JSONValue
    }

    let configuration: HostConfiguration
    /// In the order of the file, those that are not enabled as well.
    let entries: [Entry]
    /// Files that are no usable plugins; their instances are not among the entries.
    let failures: [PluginError]
    /// Keeps the private copies of the plugins until the run ends.
    private let staging: StagingDirectory

    /// Finds what a configuration names, with the folder of the configuration as the working one.
    ///
    /// - Parameters:
    ///   - reading: What could be read; what is wrong with it is reported as well.
    ///   - isStrict: Whether a broken file is reported like everything else, instead of leaving
    ///     its instances out.
    /// - Throws: `SettingsError` with everything wrong, `PluginError` for the machine.
    init(_ reading: ConfigurationReading, isStrict: Bool = false) throws {
        staging = try StagingDirectory(in: ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")
        let trusted = try TrustedPlugins.besideProgram()
        let search = PluginSearch(
            reading: reading,
            catalog: PluginCatalog(
                folders: PluginResolution.folders,
                stagingDirectory: staging.path,
                trusted: trusted,
                pins: Set(reading.instances.compactMap { $0.pin?.value })
            ),
            trusted: trusted
        )
        for instance in reading.instances { search.add(instance) }
        search.checkReceivers()
        let broken = isStrict ? search.failures.map(\.diagnostic) : []
        configuration = try reading.configuration(adding: search.problems + broken)
        entries = search.entries
        failures = search.failures.map(\.error)
    }

    /// Where plugins are looked for: beside the program, then the folders of `TENON_PLUGIN_PATH`.
    static var folders: [String] {
        let more = ProcessInfo.processInfo.environment["TENON_PLUGIN_PATH"] ?? ""
        return [TrustedPlugins.programFolder()] + more.split(separator: ":").map(String.init)
    }
}

/// The search for the plugins of one configuration, with what it has found so far.
private final class PluginSearch {
    private let reading: ConfigurationReading
    private let catalog: PluginCatalog
    private let trusted: TrustedPlugins
    private(set) var entries: [PluginResolution.Entry] = []
    private(set) var problems: [Diagnostic] = []
    private(set) var failures: [(error: PluginError, diagnostic: Diagnostic)] = []
    /// Of the instances whose plugin is known, the faulty ones as well.
    private var kinds: [String: PluginKind] = [:]
    /// Those that were read, by their text.
    private var schemas: [String: ConfigSchema?] = [:]

    init(reading: ConfigurationReading, catalog: PluginCatalog, trusted: TrustedPlugins) {
        self.reading = reading
        self.catalog = catalog
        self.trusted = trusted
    }

    /// Finds one instance's plugin and types its configuration.
    func add(_ instance: InstanceSettings) {
        do throws(PluginError) {
            guard let (module, descriptor) = try find(instance) else { return }
            kinds[instance.name.value] = descriptor.kind
            if descriptor.kind == .broker {
                problems.append(
                    Diagnostic(
                        at: instance.name.position,
                        "'\(instance.name.value)' is a broker, which is not available in this build",
                        hint: "leave it out"
                    )
                )
            }
            checkKeys(instance, descriptor.kind)
            guard let (schema, config) = configuration(instance, descriptor) else { return }
            entries.append(
                PluginResolution.Entry(
                    settings: instance,
                    module: module,
                    descriptor: descriptor,
                    schema: schema,
                    config: config
                )
            )
        } catch {
            report(error, instance)
        }
    }

    /// Notifications go to channels.
    func checkReceivers() {
        for receiver in reading.notifications.flatMap(\.receivers) {
            guard let kind = kinds[receiver.value], kind != .channel else { continue }
            problems.append(
                Diagnostic(
                    at: receiver.position,
                    "'\(receiver.value)' is a \(kind), which notifies nobody",
                    hint: "name an instance of a notification channel"
                )
            )
        }
    }

    private func find(
        _ instance: InstanceSettings
    ) throws(PluginError) -> (PluginModule, PluginDescriptor)? {
        let pin = instance.pin.map { "sha256:\($0.value)" }
        switch instance.source {
        case .refused: return nil
        case .identifier(let id):
            let module = try catalog.module(offering: id.value)
            if let pin { try trusted.require(sha256: module.sha256, pin: pin, file: module.file) }
            return try (module, descriptor(id.value, of: module))
        case .file(let path, let identifier):
            let module = try catalog.module(file: path.value, pin: pin)
            if let identifier { return try (module, descriptor(identifier.value, of: module)) }
            guard module.descriptors.count == 1, let only = module.descriptors.first else {
                throw PluginError(
                    .unknownID,
                    file: path.value,
                    message: "holds several plugins",
                    remedy: "add plugin: with one of "
                        + module.descriptors.map(\.id).joined(separator: ", ")
                )
            }
            return (module, only)
        }
    }

    private func descriptor(
        _ id: String,
        of module: PluginModule
    ) throws(PluginError) -> PluginDescriptor {
        if let found = module.descriptors.first(where: { $0.id == id }) { return found }
        throw PluginError(
            .unknownID,
            file: module.file,
            message: "has no plugin '\(id)'",
            remedy: "it has \(module.descriptors.map(\.id).joined(separator: ", "))"
        )
    }

    /// The schema and the typed configuration; `nil` after a report.
    private func configuration(
        _ instance: InstanceSettings,
        _ descriptor: PluginDescriptor
    ) -> (ConfigSchema?, JSONValue)? {
        let schema: ConfigSchema?
        do throws(ConfigSchema.Failure) {
            schema = try self.schema(descriptor)
        } catch {
            problems.append(
                Diagnostic(
                    at: instance.name.position,
                    "plugin \(descriptor.id) of '\(instance.name.value)': \(error)",
                    hint: "the plugin's description is at fault: tell its author"
                )
            )
            return nil
        }
        var typed: JSONValue?
        do throws(SettingsError) {
            typed = try PluginConfiguration.json(
                of: instance.config,
                instance: instance.name,
                schema: schema
            )
        } catch {
            problems += error.diagnostics
        }
        for change in instance.changes {
            do throws(SettingsError) {
                _ = try PluginConfiguration.json(
                    of: change,
                    instance: instance.name,
                    schema: schema
                )
            } catch {
                problems += error.diagnostics
            }
        }
        return typed.map { (schema, $0) }
    }

    /// A plugin's schema, read once however many instances there are; `nil` when it has none.
    private func schema(
        _ descriptor: PluginDescriptor
    ) throws(ConfigSchema.Failure) -> ConfigSchema? {
        let text = descriptor.configSchema
        if let known = schemas[text] { return known }
        let schema = text.isEmpty ? nil : try ConfigSchema(text)
        schemas[text] = .some(schema)
        return schema
    }

    /// Keys that are missing for this kind of plugin, or that bind nothing for it.
    private func checkKeys(_ instance: InstanceSettings, _ kind: PluginKind) {
        let name = instance.name.value
        let risk = reading.risk.first { $0.scope.value == name }
        var idle: [(String, Settings.Position)] = []
        if kind == .strategy {
            if instance.account == nil, !instance.namesAccount {
                problems.append(
                    Diagnostic(
                        at: instance.name.position,
                        "the strategy '\(name)' names no account",
                        hint: "add account: with one of "
                            + reading.accountNames.joined(separator: ", ")
                    )
                )
            }
            if let collar = risk?.collar { idle.append(("collar", collar.position)) }
        } else {
            if let account = instance.account { idle.append(("account", account.position)) }
            if let first = instance.instruments.first {
                idle.append(("instruments", first.position))
            }
            if let scope = risk?.scope { idle.append(("risk.\(name)", scope.position)) }
            if let change = instance.changes.first {
                idle.append(("changes", change.moment.position))
            }
            if instance.namesOnPause { idle.append(("on_pause", instance.onPause.position)) }
            if let permission = instance.permissions.firstPosition {
                idle.append(("permissions", permission))
            }
        }
        for (key, position) in idle {
            problems.append(
                Diagnostic(
                    at: position,
                    "\(key) binds nothing for '\(name)'",
                    hint: kind == .strategy
                        ? "set it for the account" : "it is for strategies: take it out"
                )
            )
        }
    }

    /// What the configuration names and nobody has, or may not have, is refused; a file that is
    /// no usable plugin costs its own instances only.
    private func report(_ error: PluginError, _ instance: InstanceSettings) {
        let lines = error.remedy.split(separator: "\n")
            .map {
                String($0.drop { $0 == " " })
            }
        // An id that no file has is not to be blamed on one.
        var message = "\(error.file): \(error.message)"
        if error.code == .unknownID, case .identifier = instance.source { message = error.message }
        let isOfConfiguration: Bool
        switch error.code {
        case .unknownID, .duplicateID, .fileUnreadable, .fileRefused, .untrusted:
            isOfConfiguration = true
        default: isOfConfiguration = false
        }
        let diagnostic = Diagnostic(
            at: place(of: error, instance),
            message,
            hint: lines.first ?? "",
            notes: Array(lines.dropFirst())
        )
        if isOfConfiguration {
            problems.append(diagnostic)
        } else {
            failures.append((HostBuilder.placed(error, instance), diagnostic))
        }
    }

    /// The value that is to blame.
    private func place(of error: PluginError, _ instance: InstanceSettings) -> Settings.Position {
        if error.code == .untrusted, let pin = instance.pin { return pin.position }
        switch instance.source {
        case .identifier(let id): return id.position
        case .file(_, let id?) where error.code == .unknownID: return id.position
        case .file(let path, _): return path.position
        case .refused: return instance.name.position
        }
    }
}

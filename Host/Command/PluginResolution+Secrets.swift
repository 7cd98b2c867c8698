import Boundary
import Domain
import Foundation
import Settings

extension PluginResolution.Entry {
    /// The configuration with its secrets in place, for `configure` and nothing else: what is
    /// shown, kept or reported is `config`.
    ///
    /// - Throws: `PluginError` at the instance's place for a secret that is not to be had.
    func privateConfig() throws(PluginError) -> String {
        do throws(SecretReference.Failure) {
            return
                try SecretReference.resolve(
                    config,
                    schema: schema,
                    environment: ProcessInfo.processInfo.environment
                )
                .text
        } catch {
            throw PluginError(
                .callFailed,
                file: module.file,
                instance: settings.name.value,
                call: "configure",
                message: "was not called: \(error.path): \(error.message)",
                remedy: error.remedy
            )
        }
    }
}

extension ChannelAdapter {
    /// Makes the channel of an entry of `plugins:` and starts its thread.
    ///
    /// - Parameters:
    ///   - entry: A notification channel that is enabled.
    ///   - id: The instance's place in the configuration.
    ///   - now: ns UTC, never going back; the dispatcher's.
    ///   - log: Takes its log lines: instance, `TENON_LOG_…`, text; from any thread.
    /// - Throws: `PluginError` for a secret that is not to be had, and when the plugin does not
    ///   make an instance.
    convenience init(
        _ entry: PluginResolution.Entry,
        id: InstanceID,
        now: @escaping @Sendable () -> Int64,
        log: @escaping @Sendable (InstanceID, Int32, String) -> Void
    ) throws(PluginError) {
        try self.init(
            module: entry.module,
            pluginID: entry.descriptor.id,
            id: id,
            name: entry.settings.name.value,
            config: try entry.privateConfig(),
            now: now,
            log: log
        )
    }
}

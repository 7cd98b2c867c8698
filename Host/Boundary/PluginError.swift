/// What went wrong with a plugin: where, what, and what to do about it.
///
/// Every refusal of this module is one of these. `description` prints the place and the fact on
/// the first line and the remedy, indented, on the second.
package struct PluginError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The bounded set of causes; the raw value is fit for a metric label.
    package enum Code: String, Sendable, CaseIterable {
        case fileRefused = "file_refused"
        case fileUnreadable = "file_unreadable"
        case notLibrary = "not_library"
        case truncated = "truncated"
        case wrongMachine = "wrong_machine"
        case unsafeLibrary = "unsafe_library"
        case untrusted = "untrusted"
        case stagingFailed = "staging_failed"
        case linkFailed = "link_failed"
        case hostDisturbed = "host_disturbed"
        case noEntry = "no_entry"
        case versionMismatch = "version_mismatch"
        case entryFailed = "entry_failed"
        case badTable = "bad_table"
        case badDescriptor = "bad_descriptor"
        case unknownID = "unknown_id"
        case duplicateID = "duplicate_id"
        case createFailed = "create_failed"
        case callFailed = "call_failed"
        case wrongState = "wrong_state"
        case faulted = "faulted"
    }

    /// The cause.
    package let code: Code
    /// The plugin's file as the operator named it.
    package let file: String
    /// The instance's name from plugins.yaml; nil before there is one.
    package let instance: String?
    /// The call into the plugin that failed, named as in tenon.h; nil outside a call.
    package let call: String?
    /// The fact, without a final stop.
    package let message: String
    /// What the operator or the plugin's author does about it.
    package let remedy: String

    /// Makes an error; leave out `instance` and `call` where there is none.
    package init(
        _ code: Code,
        file: String,
        instance: String? = nil,
        call: String? = nil,
        message: String,
        remedy: String
    ) {
        self.code = code
        self.file = file
        self.instance = instance
        self.call = call
        self.message = message
        self.remedy = remedy
    }

    /// `where: what`, then the remedy on a line of its own.
    package var description: String {
        var place = file
        if let instance { place += ": instance '\(instance)'" }
        if let call { place += ": \(call)" }
        return "\(place): \(message)\n    \(remedy)"
    }
}

/// The place an error will name: file, instance and call, passed down to whoever finds the fault.
struct PluginPlace: Sendable {
    let file: String
    var instance: String?
    var call: String?

    /// The same place, inside `call`.
    func during(_ call: String) -> PluginPlace {
        PluginPlace(file: file, instance: instance, call: call)
    }

    /// An error at this place.
    func error(_ code: PluginError.Code, _ message: String, _ remedy: String) -> PluginError {
        PluginError(
            code,
            file: file,
            instance: instance,
            call: call,
            message: message,
            remedy: remedy
        )
    }
}

/// What the author of a plugin is told when a table, a descriptor or a status breaks the header.
let authorRemedy = "the plugin breaks tenon.h: tell its author, or use another build of it"

import Boundary
import Testing

/// One deliberate mistake in `plugin.c`, and how the host must refuse it.
struct Mistake: Sendable, CustomTestStringConvertible {
    /// The arguments of the compiler that make the mistake.
    let arguments: [String]
    let code: PluginError.Code
    /// The call the error names; nil when the file is refused before any.
    let call: String?
    /// A part of the sentence that tells this mistake from others.
    let says: String

    init(_ arguments: String..., code: PluginError.Code, call: String? = nil, says: String) {
        self.init(arguments, code: code, call: call, says: says)
    }

    init(_ arguments: [String], code: PluginError.Code, call: String?, says: String) {
        self.arguments = arguments
        self.code = code
        self.call = call
        self.says = says
    }

    var testDescription: String { arguments.joined(separator: " ") }

    /// Refused while the file is loaded.
    static let loading: [Mistake] = linking + entries + factories + descriptors

    private static let linking = [
        Mistake("-DENTRY_NAME=other", code: .noEntry, says: "exports no tenon_entry_0"),
        Mistake(
            "-DENTRY_NAME=tenon_entry_1",
            code: .versionMismatch,
            says: "exports tenon_entry_1; this host calls tenon_entry_0"
        ),
        Mistake("-DMISSING_SYMBOL", code: .linkFailed, says: "no_library_has_this"),
        Mistake("-Wl,-z,execstack", code: .unsafeLibrary, says: "executable stack"),
        Mistake("-DTEXT_RELOCATION", "-Wl,-z,notext", code: .unsafeLibrary, says: "relocations"),
    ]

    private static let entries = [
        Mistake("-DENTRY_STATUS=-10", code: .entryFailed, call: "tenon_entry_0", says: "E_VERSION"),
        Mistake("-DENTRY_STATUS=5", code: .entryFailed, call: "tenon_entry_0", says: "(5)"),
        Mistake(
            "-DENTRY_TABLE=NULL",
            code: .badTable,
            call: "tenon_entry_0",
            says: "no tenon_entry (NULL)"
        ),
        Mistake(
            "-DENTRY_TABLE=(const void*)((const char*)&entry+4)",
            code: .badTable,
            call: "tenon_entry_0",
            says: "not aligned"
        ),
        Mistake("-DENTRY_SIZE=4", code: .badTable, call: "tenon_entry_0", says: "size is 4"),
        Mistake("-DENTRY_SIZE=23", code: .badTable, call: "tenon_entry_0", says: "size is 23"),
        Mistake(
            "-DENTRY_SIZE=0xFFFFFFFFu",
            code: .badTable,
            call: "tenon_entry_0",
            says: "size is 4294967295"
        ),
        Mistake("-DENTRY_MAJOR=1", code: .versionMismatch, call: "tenon_entry_0", says: "major 1"),
        Mistake(
            "-DENTRY_NEEDED=7",
            code: .versionMismatch,
            call: "tenon_entry_0",
            says: "needs interface 0.7; this host has 0.0"
        ),
        Mistake(
            "-DGET_FACTORY=NULL",
            code: .badTable,
            call: "tenon_entry_0",
            says: "get_factory is NULL"
        ),
    ]

    private static let factories = [
        Mistake("-DFACTORY_TABLE=NULL", code: .badTable, call: "get_factory", says: "(NULL)"),
        Mistake("-DFACTORY_SIZE=31", code: .badTable, call: "get_factory", says: "size is 31"),
        Mistake("-DFACTORY_SIZE=4097", code: .badTable, call: "get_factory", says: "is 4097"),
        Mistake("-DCOUNT_SLOT=NULL", code: .badTable, call: "get_factory", says: "count is NULL"),
        Mistake(
            "-DDESCRIBE_SLOT=NULL",
            code: .badTable,
            call: "get_factory",
            says: "describe is NULL"
        ),
        Mistake("-DCREATE_SLOT=NULL", code: .badTable, call: "get_factory", says: "create is NULL"),
        Mistake("-DCOUNT=0", code: .badDescriptor, call: "count", says: "holds 0 plugins"),
        Mistake("-DCOUNT=65", code: .badDescriptor, call: "count", says: "holds 65 plugins"),
        Mistake("-DCOUNT=2", code: .duplicateID, call: "describe(1)", says: "'test.benign' twice"),
    ]

    private static let descriptors = [
        Mistake("-DDESCRIPTOR=NULL", code: .badTable, call: "describe(0)", says: "(NULL)"),
        Mistake("-DDESCRIPTOR_SIZE=8", code: .badTable, call: "describe(0)", says: "size is 8"),
        Mistake(
            "-DDESCRIPTOR_SIZE=0x7FFFFFFF",
            code: .badTable,
            call: "describe(0)",
            says: "size is 2147483647"
        ),
        Mistake("-DKIND=9", code: .badDescriptor, call: "describe(0)", says: "kind is 9"),
        Mistake("-DID={0}", code: .badDescriptor, call: "describe(0)", says: "has no id"),
        Mistake(
            "-DID={NULL,12}",
            code: .badDescriptor,
            call: "describe(0)",
            says: "id is NULL with a length of 12"
        ),
        Mistake(
            "-DID=TEXT(\"a b\")",
            code: .badDescriptor,
            call: "describe(0)",
            says: "other signs"
        ),
        Mistake("-DVERSION={0}", code: .badDescriptor, call: "describe(0)", says: "no version"),
        Mistake(
            "-DVENDOR=TEXT(\"\\xC3(\")",
            code: .badDescriptor,
            call: "describe(0)",
            says: "vendor is not UTF-8"
        ),
        Mistake(
            "-DVENDOR={\"x\",0xFFFFFFFFFFFFFFFFu}",
            code: .badDescriptor,
            call: "describe(0)",
            says: "vendor has 18446744073709551615 bytes"
        ),
        Mistake(
            "-DSTATE_READS=3",
            code: .badDescriptor,
            call: "describe(0)",
            says: "from schema 3 on but writes 2"
        ),
    ]

    /// Refused while an instance is created.
    static let creating: [Mistake] = [
        Mistake(
            "-DCREATE_STATUS=-6",
            code: .createFailed,
            call: "create",
            says: "E_LIMIT (-6): create says no"
        ),
        Mistake(
            "-DCREATE_STATUS=-6",
            "-DSILENT",
            code: .createFailed,
            call: "create",
            says: "it gave no reason"
        ),
        Mistake("-DINSTANCE_SIZE=8", code: .badTable, call: "create", says: "size is 8"),
        Mistake("-DINSTANCE_SIZE=99", code: .badTable, call: "create", says: "size is 99"),
        Mistake("-DINSTANCE_KIND=3", code: .badTable, call: "create", says: "of kind 3"),
        Mistake("-DLIFE=NULL", code: .badTable, call: "create", says: "no tenon_lifecycle"),
        Mistake("-DLIFE_SIZE=40", code: .badTable, call: "create", says: "size is 40"),
        Mistake("-DCONFIGURE_SLOT=NULL", code: .badTable, call: "create", says: "configure is"),
        Mistake("-DACTIVATE_SLOT=NULL", code: .badTable, call: "create", says: "activate is"),
        Mistake("-DSTART_SLOT=NULL", code: .badTable, call: "create", says: "start is NULL"),
        Mistake("-DDRAIN_SLOT=NULL", code: .badTable, call: "create", says: "drain is NULL"),
        Mistake("-DDEACTIVATE_SLOT=NULL", code: .badTable, call: "create", says: "deactivate is"),
        Mistake("-DDESTROY_SLOT=NULL", code: .badTable, call: "create", says: "destroy is NULL"),
        Mistake("-DGET_EXT_SLOT=NULL", code: .badTable, call: "create", says: "get_ext is NULL"),
        Mistake("-DIMPL=NULL", code: .badTable, call: "create", says: "impl is NULL"),
        Mistake("-DTABLE=NULL", code: .badTable, call: "create", says: "no tenon_strategy"),
        Mistake("-DTABLE_SIZE=15", code: .badTable, call: "create", says: "size is 15"),
        Mistake("-DON_BATCH_SLOT=NULL", code: .badTable, call: "create", says: "on_batch is NULL"),
        Mistake(
            "-DSTATE_TABLE=NULL",
            code: .badTable,
            call: "get_ext(\"tenon.state/1\")",
            says: "state_writes 2"
        ),
        Mistake(
            "-DSTATE_SIZE=9",
            code: .badTable,
            call: "get_ext(\"tenon.state/1\")",
            says: "tenon_state.size is 9"
        ),
        Mistake(
            "-DSAVE_SLOT=NULL",
            code: .badTable,
            call: "get_ext(\"tenon.state/1\")",
            says: "save is NULL"
        ),
        Mistake(
            "-DPARAMS_SIZE=9",
            code: .badTable,
            call: "get_ext(\"tenon.params/1\")",
            says: "tenon_params.size is 9"
        ),
        Mistake(
            "-DSET_SLOT=NULL",
            code: .badTable,
            call: "get_ext(\"tenon.params/1\")",
            says: "set is NULL"
        ),
        Mistake(
            "-DFROM_TEXT_SLOT=NULL",
            code: .badTable,
            call: "get_ext(\"tenon.params/1\")",
            says: "from_text is NULL"
        ),
        Mistake(
            "-DDIGEST_SLOT=NULL",
            code: .badTable,
            call: "get_ext(\"tenon.state/1\")",
            says: "digest is NULL"
        ),
        otherKind(.connector, "ON_BATCH_SLOT", says: "tenon_connector.on_batch is NULL"),
        otherKind(.broker, "ON_BATCH_SLOT", says: "tenon_broker.on_batch is NULL"),
        otherKind(.broker, "SEND_SLOT", says: "tenon_broker.send is NULL"),
        otherKind(.broker, "CANCEL_ALL_SLOT", says: "tenon_broker.cancel_all is NULL"),
        otherKind(.channel, "DELIVER_SLOT", says: "tenon_channel.deliver is NULL"),
    ]

    /// The arguments that make `plugin.c` a good plugin of another kind.
    static func arguments(for kind: PluginKind) -> [String] {
        let table =
            switch kind {
            case .strategy: "strategy"
            case .connector: "connector"
            case .broker: "broker"
            case .channel: "channel"
            }
        let number = kind.rawValue
        return ["-DKIND=\(number)", "-DINSTANCE_KIND=\(number)", "-DTABLE=&\(table)"]
    }

    private static func otherKind(_ kind: PluginKind, _ slot: String, says: String) -> Mistake {
        Mistake(
            arguments(for: kind) + ["-D\(slot)=NULL"],
            code: .badTable,
            call: "create",
            says: says
        )
    }

    /// Refused on the way from created to running.
    static let running: [Mistake] = [
        Mistake(
            "-DCONFIGURE_STATUS=-2",
            code: .callFailed,
            call: "configure",
            says: "E_INVALID (-2): configure says no"
        ),
        Mistake(
            "-DACTIVATE_STATUS=-6",
            code: .callFailed,
            call: "activate",
            says: "E_LIMIT (-6): activate says no"
        ),
        Mistake(
            "-DACTIVATE_STATUS=-6",
            "-DSILENT",
            code: .callFailed,
            call: "activate",
            says: "it gave no reason"
        ),
        Mistake("-DACTIVATE_STATUS=7", code: .faulted, call: "activate", says: "status (7)"),
        Mistake(
            "-DSTART_STATUS=-3",
            code: .callFailed,
            call: "start",
            says: "E_STATE (-3): start says no"
        ),
        Mistake("-DSTART_STATUS=-100", code: .faulted, call: "start", says: "E_FAULT (-100)"),
        Mistake("-DDRAIN_STATUS=-101", code: .faulted, call: "drain", says: "E_FATAL (-101)"),
        Mistake("-DDRAIN_STATUS=-11", code: .callFailed, call: "drain", says: "E_IO (-11)"),
    ]
}

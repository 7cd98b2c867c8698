internal import Glibc

/// What a plugin must leave alone in its host, as it was before the plugin was loaded.
///
/// Code runs when a library is mapped, before any call: one linked with `-ffast-math` changes how
/// this thread computes, another may take over signals. What changed is put back and named.
struct HostFootprint {
    private static let signals: [(number: Int32, name: String)] = [
        (SIGSEGV, "SIGSEGV"), (SIGILL, "SIGILL"), (SIGBUS, "SIGBUS"), (SIGFPE, "SIGFPE"),
        (SIGABRT, "SIGABRT"),
    ]

    private let floatingPoint = Self.currentFloatingPoint()
    private let handlers = Self.signals.map { Self.currentHandler($0.number) }
    private let folder = Self.currentFolder()
    private let locale = Self.currentLocale()

    /// Puts back what differs now, and names it; empty when nothing does.
    func restore() -> [String] {
        var changed: [String] = []
        if Self.mode(floatingPoint) != Self.mode(Self.currentFloatingPoint()) {
            var saved = floatingPoint
            unsafe fesetenv(&saved)
            changed.append("the floating-point mode (-ffast-math at link time does that)")
        }
        for (index, signal) in Self.signals.enumerated()
        where Self.address(handlers[index]) != Self.address(Self.currentHandler(signal.number)) {
            var saved = handlers[index]
            unsafe sigaction(signal.number, &saved, nil)
            changed.append("the handler of \(signal.name)")
        }
        if folder != Self.currentFolder() {
            unsafe chdir(folder)
            changed.append("the working folder")
        }
        if locale != Self.currentLocale() {
            unsafe setlocale(LC_ALL, locale)
            changed.append("the locale")
        }
        return changed
    }

    private static func currentFloatingPoint() -> fenv_t {
        var environment = fenv_t()
        unsafe fegetenv(&environment)
        return environment
    }

    /// How numbers are computed: rounding, precision, masks, subnormals; not the sticky flags.
    private static func mode(_ environment: fenv_t) -> [UInt32] {
        #if arch(x86_64)
        [UInt32(environment.__control_word), environment.__mxcsr & 0xFFC0]
        #elseif arch(arm64)
        [environment.__fpcr]
        #endif
    }

    private static func currentHandler(_ signal: Int32) -> sigaction {
        var action = sigaction()
        unsafe sigaction(signal, nil, &action)
        return action
    }

    private static func address(_ action: sigaction) -> UInt {
        // Both kinds of handler share one pointer's room at the start.
        unsafe withUnsafeBytes(of: action.__sigaction_handler) { unsafe $0.load(as: UInt.self) }
    }

    private static func currentFolder() -> String {
        guard let path = unsafe getcwd(nil, 0) else { return "" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    private static func currentLocale() -> String {
        guard let name = unsafe setlocale(LC_ALL, nil) else { return "" }
        return unsafe String(cString: name)
    }
}

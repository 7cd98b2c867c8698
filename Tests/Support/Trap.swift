import Foundation
package import Testing

extension ExitTest.Condition {
    /// The program stopped itself at a check of its own; a segmentation fault does not pass.
    package static var trap: Self {
        #if arch(x86_64)
        .signal(SIGILL)
        #else
        .signal(SIGTRAP)
        #endif
    }
}

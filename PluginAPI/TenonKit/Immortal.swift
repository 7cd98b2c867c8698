/// A value in memory that is never given back, so that C code may keep its address.
///
/// The tables, descriptors and texts that a plugin shows to its host live as long as the process:
/// nothing is unloaded. A Swift global has no address to give away; this has one.
@safe
public struct Immortal<Value>: @unchecked Sendable {
    // Sound: the value is written before anyone sees the address, and never again.
    /// Where the value is; valid until the process ends.
    public let address: UnsafePointer<Value>

    /// Moves a value to memory that stays.
    public init(_ value: Value) {
        let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
        unsafe memory.initialize(to: value)
        unsafe address = UnsafePointer(memory)
    }

    /// The same address without its type, as `get_ext` and `tenon_instance.table` want it.
    public var rawAddress: UnsafeRawPointer { unsafe UnsafeRawPointer(address) }
}

public import TenonKit
@c(tenon_entry_0) @implementation
public func entry(
    _ host: UnsafePointer<tenon_host_info>?,
    _ out: UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
) -> tenon_status { -10 }

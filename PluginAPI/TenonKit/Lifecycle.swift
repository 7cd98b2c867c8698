/// The one lifecycle table of a library: what differs between plugins hangs at each instance.
let lifecycle = unsafe Immortal(
    tenon_lifecycle(
        size: UInt32(MemoryLayout<tenon_lifecycle>.size),
        reserved0: 0,
        configure: { impl, text in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                var config = try unsafe text.withBytes { bytes throws(PluginError) in
                    try Config(parsing: bytes)
                }
                try unsafe operations.configure(impl, &config)
            }
        },
        activate: { impl in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                let header = unsafe InstanceHeader.of(impl)
                if unsafe operations.kind == .strategy {
                    unsafe header.pointee.orders = header.pointee.host
                        .find("tenon.host.orders/1", through: \tenon_host_orders.submit)
                }
                try unsafe operations.activate(impl)
            }
        },
        start: { impl, first in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                try unsafe operations.start(impl, first)
            }
        },
        drain: { impl, deadline in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                try unsafe operations.drain(impl, deadline)
            }
        },
        deactivate: { impl in
            guard let impl = unsafe impl else { return }
            unsafe InstanceHeader.of(impl).pointee.operations.pointee.deactivate(impl)
        },
        destroy: { impl in
            guard let impl = unsafe impl else { return }
            unsafe InstanceHeader.of(impl).pointee.operations.pointee.destroy(impl)
        },
        get_ext: { impl, id in
            guard let impl = unsafe impl else { return nil }
            let operations = unsafe InstanceHeader.of(impl).pointee.operations
            if unsafe operations.pointee.hasState && isText(id, "tenon.state/1") {
                return unsafe stateTable.rawAddress
            }
            if unsafe !operations.pointee.parameters.isEmpty && isText(id, "tenon.params/1") {
                return unsafe parametersTable.rawAddress
            }
            return nil
        }
    )
)

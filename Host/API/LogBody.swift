import Foundation
import Hummingbird
import Monitoring
import NIOCore
import ServiceLifecycle

/// Log lines as an endless body: one JSON object a line.
enum LogBody {
    /// Written as fast as the reader takes them: the bound is that of the stream of lines.
    ///
    /// It ends with the stream, when the reader leaves, and when the server shuts down. `readers` says
    /// how many bodies are being written.
    static func make(
        of lines: AsyncStream<LogLine>,
        request: Request,
        readers: Metrics.Gauge
    ) -> ResponseBody {
        ResponseBody { writer in
            readers.add(1)
            defer { readers.add(-1) }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                for await line in lines.cancelOnGracefulShutdown() {
                    var buffer = ByteBuffer(bytes: try APICoding.encode(line))
                    buffer.writeInteger(UInt8(ascii: "\n"))
                    try await writer.write(buffer)
                }
            }
            try await writer.finish(nil)
        }
    }
}

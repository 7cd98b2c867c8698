import Glibc
import Settings

/// What it costs to read a configuration, or to refuse one.
///
/// `Benchmarks config FILE REPEATS` reads the file as `tenon config check` does, without its
/// plugins, and puts what is wrong into words. Prints one JSON object: how many problems there
/// are, how many instances, and the processor time of one reading in ns, the best of the repeats.
enum ConfigBenchmark {
    /// The lines to print; `nil` when the file cannot be read.
    static func run(_ file: String, repeats: Int) -> String? {
        var best = Int64.max
        var (problems, instances) = (0, 0)
        for _ in 0..<repeats {
            let began = Benchmarks.processorTime()
            guard let bytes = content(of: file) else { return nil }
            do throws(SettingsError) {
                instances = try HostConfiguration(bytes: bytes, name: file).instances.count
            } catch {
                problems = error.diagnostics.count + error.omitted
                guard !error.description.isEmpty else { return nil }
            }
            best = min(best, Benchmarks.processorTime() - began)
        }
        return "{\"problems\":\(problems),\"instances\":\(instances),\"ns\":\(best)}"
    }

    /// The bytes of a file, one more than settings may have at most.
    private static func content(of path: String) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let most = HostConfiguration.maximumBytes + 1
        var bytes = [UInt8](repeating: 0, count: most)
        var count = 0
        while count < most {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress?.advanced(by: count), most - count)
            }
            if got <= 0 { break }
            count += got
        }
        return Array(bytes.prefix(count))
    }
}

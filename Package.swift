// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
    .strictMemorySafety(), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]
/// A plugin shows its entry and nothing else.
let entryOnly: [LinkerSetting] = [
    .unsafeFlags([
        "-Xlinker", "--version-script=\(Context.packageDirectory)/PluginAPI/exports.map",
        "-Xlinker", "-z", "-Xlinker", "now", "-Xlinker", "-z", "-Xlinker", "nodelete",
    ])
]
let relocatable: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-rpath=$ORIGIN/../lib/tenon"])]
let guarded = ["-fvisibility=hidden", "-Wall", "-Wextra", "-Werror"]
/// Nothing of C++ may cross the boundary, so nothing of it is needed.
let bareCxx = ["-std=c++17", "-fno-exceptions", "-fno-rtti"]

func module(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Host/\(name)",
        swiftSettings: strict
    )
}
func program(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Host/\(name)",
        swiftSettings: strict,
        linkerSettings: relocatable
    )
}
func system(_ name: String, in root: String = "Host", package: String) -> Target {
    .systemLibrary(name: name, path: "\(root)/System/\(name)", providers: [.apt([package])])
}
/// One plugin: a folder of its own, one kit, one exported symbol.
func plugin(
    _ name: String,
    at path: String,
    kit: String,
    _ dependencies: Target.Dependency...,
    exclude: [String] = [],
    libraries: [String] = [],
    isCxx: Bool = false
) -> Target {
    let isSwift = kit == "TenonKit"
    return .target(
        name: name,
        dependencies: [.byName(name: kit)] + dependencies,
        path: path,
        exclude: exclude,
        publicHeadersPath: isSwift ? nil : ".",
        cSettings: isSwift ? nil : [.unsafeFlags(guarded)],
        cxxSettings: isCxx ? [.unsafeFlags(bareCxx)] : nil,
        swiftSettings: isSwift ? strict : nil,
        linkerSettings: entryOnly + libraries.map { .linkedLibrary($0) }
    )
}
func tests(_ name: String, _ dependencies: Target.Dependency..., exclude: [String] = [])
    -> Target
{
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: strict
    )
}

/// What the build ships: their hashes go to the list of trusted plugins.
let plugins = [
    plugin("CSV", at: "Plugins/Connectors/CSV", kit: "TenonKit", "CZlib", exclude: ["Samples"]),
    plugin("EMACross", at: "Plugins/Strategies/EMACross", kit: "TenonKit"),
    plugin("EMACrossC", at: "Plugins/Strategies/EMACrossC", kit: "CTenon"),
    plugin("RSIReversion", at: "Plugins/Strategies/RSIReversion", kit: "CTenon"),
    plugin("MarketMaker", at: "Plugins/Strategies/MarketMaker", kit: "CTenon", isCxx: true),
    plugin("OrderTour", at: "Plugins/Strategies/OrderTour", kit: "CTenon"),
    plugin("Console", at: "Plugins/Channels/Console", kit: "CTenon"),
    plugin(
        "Webhook",
        at: "Plugins/Channels/Webhook",
        kit: "CTenon",
        libraries: ["curl", "sodium"]
    ),
]
/// What only tests and benchmarks load.
let testPlugins = [
    plugin("MemoryFeed", at: "Tests/Plugins/MemoryFeed", kit: "CTenon"),
    plugin("OrderReplay", at: "Tests/Plugins/OrderReplay", kit: "CTenon"),
    plugin("TapeFeed", at: "Tests/Plugins/TapeFeed", kit: "CTenon"),
]

let package = Package(
    name: "Tenon",
    products: [
        .library(name: "TenonKit", targets: ["TenonKit"]),
        .executable(name: "tenon", targets: ["Command"]),
    ]
        + (plugins + testPlugins)
        .map {
            .library(name: $0.name, type: .dynamic, targets: [$0.name])
        },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            exact: "2.28.1",
            traits: []
        ),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .target(name: "CTenon", path: "PluginAPI/CTenon"),
        .target(
            name: "TenonKit",
            dependencies: ["CTenon"],
            path: "PluginAPI/TenonKit",
            swiftSettings: strict
        ),
        system("CYaml", package: "libyaml-dev"),
        system("CSodium", package: "libsodium-dev"),
        system("CZlib", in: "Plugins", package: "zlib1g-dev"),
        module("Memory"),
        module("Domain", "Memory", "CTenon"),
        module("Journal", "Memory", "Domain", "CTenon"),
        module("MarketData", "Memory", "Domain", "CTenon", "Journal"),
        module("Orders", "Memory", "Domain", "CTenon"),
        module("Risk", "Memory", "Domain", "CTenon", "Orders"),
        module("Simulation", "Memory", "Domain", "CTenon", "Orders"),
        module("Boundary", "Memory", "Domain", "CTenon", "CSodium"),
        module(
            "Instances",
            "Memory",
            "Domain",
            "CTenon",
            "Boundary",
            "Journal",
            "Orders",
            "Simulation"
        ),
        module(
            "Engine",
            "Memory",
            "Domain",
            "CTenon",
            "Journal",
            "MarketData",
            "Orders",
            "Risk",
            "Simulation",
            "Boundary",
            "Instances"
        ),
        module("Settings", "Domain", "CYaml"),
        module("Notifications"),
        module("Report"),
        module("Monitoring", "Memory", .product(name: "Logging", package: "swift-log")),
        module(
            "API",
            "Monitoring",
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
        ),
        module("Dashboard", "API"),
        program(
            "Command",
            "Memory",
            "Domain",
            "CTenon",
            "Journal",
            "MarketData",
            "Orders",
            "Risk",
            "Simulation",
            "Boundary",
            "Instances",
            "Engine",
            "Settings",
            "Notifications",
            "Report",
            "Monitoring",
            "API",
            "Dashboard",
            .product(name: "ArgumentParser", package: "swift-argument-parser")
        ),
        .target(
            name: "Support",
            path: "Tests/Support",
            exclude: [
                "model.py", "model_bars.py", "model_books.py", "model_cases.py", "model_host.py",
                "model_orders.py", "model_quotes.py", "model_sessions.py", "model_tapes.py",
                "model_triggers.py", "model_venue.py",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "HostilePlugins",
            dependencies: ["Boundary", "CTenon", "Support"],
            path: "Tests/HostilePlugins",
            exclude: ["plugin.c", "unique.cpp"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "Benchmarks",
            dependencies: ["Boundary", "CTenon", "Domain", "Memory", "Settings"],
            path: "Tests/Benchmarks",
            exclude: ["Floors", "config_files.py", "generate.py", "machine_code.py"],
            swiftSettings: strict
        ),
        tests("MemoryTests", "Memory", "Support"),
        tests("DomainTests", "Domain", "Support", exclude: ["model.py"]),
        tests("JournalTests", "Journal", "Memory", "Support"),
        tests("MarketDataTests", "MarketData", "Memory", "Domain", "CTenon", "Support"),
        tests(
            "MonitoringTests",
            "Memory",
            "Monitoring",
            .product(name: "Logging", package: "swift-log"),
            "Support"
        ),
        tests(
            "APITests",
            "API",
            "Monitoring",
            "Support",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio")
        ),
        tests("OrdersTests", "Orders", "Domain", "Support"),
        tests("RiskTests", "Risk", "Orders", "Domain", "Support", exclude: ["model.py"]),
        tests(
            "EngineTests",
            "Engine",
            "Boundary",
            "Memory",
            "Domain",
            "CTenon",
            "Orders",
            "Risk",
            "Simulation",
            "MarketData",
            "Journal",
            "Support"
        ),
        tests("SimulationTests", "Simulation", "Orders", "Domain", "Memory", "Support"),
        tests("BoundaryTests", "Boundary", "Support", "HostilePlugins"),
        tests("HostileTests", "Boundary", "CTenon", "Support", "HostilePlugins"),
        tests("HouseStyleTests", "Support"),
        tests("EndToEndTests", "Support", "HostilePlugins", exclude: ["Programs"]),
        tests("ConformanceTests", "Support", "CTenon", exclude: ["Programs"]),
        tests("CSVTests", "Settings", "CTenon", "Support", exclude: ["Fixtures"]),
        tests("KitTests", "TenonKit", "CTenon", "Support"),
        tests("NotificationsTests", "Notifications", "Support"),
        tests(
            "ChannelTests",
            "Boundary",
            "Command",
            "CTenon",
            "Domain",
            "Instances",
            "Notifications",
            "Settings",
            "Support",
            exclude: ["Programs"]
        ),
        tests("SettingsTests", "Settings", "Domain", "Support"),
        tests("ReportTests", "Report", "Support", exclude: ["model.py", "page.py"]),
        tests("CommandTests", "Command", "CTenon", "Domain", "MarketData", "Risk"),
        tests("DashboardTests", "Dashboard", "API", "Support"),
    ] + plugins + testPlugins,
    swiftLanguageModes: [.v6]
)

import CTenon
import Foundation
import Support
import Testing

@Suite("Order replay")
struct ReplayTests {
    static let head = "order_id,bar,side,type,qty,limit_price,stop_price,valid_until,cancel_bar"

    private func session(_ rows: [String], clock: String = "bar") throws -> (Session, tenon_status)
    {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "orders.csv")
        try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)
        let session = try Session(BuiltLibrary("OrderReplay"))
        let status = session.configure(
            #"{"file": "\#(file.path)", "instrument": "EURUSD.SIM", "clock": "\#(clock)"}"#
        )
        return (session, status)
    }

    @Test("orders and cancels come after their bar, cancels first")
    func bars() throws {
        let (session, status) = try session([
            Self.head, "1,0,buy,market,2,,,,", "2,1,sell,limit,1.5,10.25,,,3",
            "7,1,buy,stop_limit,1,10.5,10.4,1640992380000000000,", "9,3,buy,stop,1,,11,2021-12-31,",
        ])
        try #require(status == TENON_OK, "\(session.host.failure)")
        try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
        let events = EventList()
        events.instrument(quantityExponent: -1)
        var counts: [Int] = []
        for index in 0..<6 {
            if index > 0 { events.bar(close: 1) }
            let used = session.onBatch(events, index..<index + 1)
            #expect(used == (tenon_status(TENON_OK), 1))
            counts.append(session.host.intents.count)
        }
        #expect(counts == [0, 1, 3, 3, 5, 5])
        let intents = session.host.intents
        #expect(intents.map { Int($0.op) } == [1, 1, 1, TENON_OP_CANCEL, 1])
        #expect(intents.map(\.tag) == [1, 2, 7, 2, 9])
        #expect(intents.map(\.intent_id) == [1, 2, 3, 4, 5])
        #expect(intents[3].target == 2)
        #expect(intents.map(\.qty) == [20, 15, 10, TENON_NONE, 10])
        #expect(intents.map(\.px) == [TENON_NONE, 1_025, 1_050, TENON_NONE, TENON_NONE])
        #expect(intents.map(\.stop_px) == [TENON_NONE, TENON_NONE, 1_040, TENON_NONE, 1_100])
        #expect(intents.map { Int($0.tif) } == [2, 2, 5, 0, 5])
        #expect(intents[2].expire_ns == 1_640_992_380_000_000_000)
        #expect(intents[4].expire_ns == 1_640_908_800_000_000_000)
    }

    static let wide =
        "order_id,event,op,side,type,tif,qty,limit_price,stop_price,flags,display_qty,min_qty,"
        + "trail,trail_unit,limit_offset,trigger,link,contingency,valid_until,cancel_event"

    @Test("a row says all of an intent, and changes or cancels one above")
    func everything() throws {
        let (session, status) = try session(
            [
                Self.wide,
                "1,0,,buy,iceberg,day,9,10.25,,post-only reduce-only,2,1,,,,,7,oco,,",
                "2,0,new,sell,trailing-stop-limit,GTC,3,,10.5,,,,0.25,price,0.05,mark,7,bracket,,2",
                "3,1,,sell,trailing_stop,gtc,3,,,,,,30,bps,,bid,,,,",
                "4,1,,buy,limit-if-touched,at-open,1,10,10.1,,,,,,,ask,,,,",
                "1,2,replace,,,,8,10.2,,,3,,,,,,,,77,", "3,2,cancel,,,,,,,,,,,,,,,,,",
            ],
            clock: "event"
        )
        try #require(status == TENON_OK, "\(session.host.failure)")
        try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
        let events = EventList()
        events.instrument()
        events.quote(1, 2)
        events.bar(close: 1)
        events.quote(1, 2)
        for index in 0..<4 {
            #expect(session.onBatch(events, index..<index + 1) == (tenon_status(TENON_OK), 1))
        }
        let intents = session.host.intents
        #expect(session.host.subscriptions == ["1:63"])
        #expect(intents.map { Int($0.op) } == [1, 1, 1, 1, TENON_OP_CANCEL, 3, TENON_OP_CANCEL])
        #expect(intents.map(\.tag) == [1, 2, 3, 4, 2, 1, 3])
        #expect(intents.map(\.target) == [0, 0, 0, 0, 2, 1, 3])
        #expect(intents.map { Int($0.otype) } == [2, 8, 7, 6, 0, 0, 0])
        #expect(intents.map { Int($0.tif) } == [1, 2, 2, 6, 0, 0, 0])
        #expect(intents.map(\.flags) == [3, 0, 0, 0, 0, 0, 0])
        #expect(intents.map(\.display_qty)[0] == 2 && intents[0].min_qty == 1)
        #expect(intents[0].link == 7 && Int(intents[0].contingency) == TENON_CONTINGENCY_OCO)
        #expect(intents[1].trail == 25 && intents[1].limit_offset == 5)
        #expect(Int(intents[1].trail_unit) == TENON_TRAIL_PRICE && intents[1].stop_px == 1_050)
        #expect(intents.map { Int($0.trigger) } == [0, 4, 2, 3, 0, 0, 0])
        #expect(intents[2].trail == 30 && Int(intents[2].trail_unit) == TENON_TRAIL_BPS)
        #expect(intents[5].qty == 8 && intents[5].px == 1_020 && intents[5].display_qty == 3)
        #expect(intents[5].expire_ns == 77 && intents[5].stop_px == TENON_NONE)
        #expect(intents[6].qty == TENON_NONE && intents[6].expire_ns == TENON_NONE)
    }

    @Test(
        "what these columns cannot say is refused at its line",
        arguments: [
            "1,1,,buy,limit,,1,9,,loud,,,,,,,,,,", "2,1,cancel,,,,,,,,,,,,,,,,,",
            "1,1,swap,buy,market,,1,,,,,,,,,,,,,", "1,1,,buy,limit,,1,9,,,,,1,ticks,,,,,,",
            "1,1,,sell,trailing-stop,,1,,,,,,1,,,,,,,", "1,1,,buy,iceberg,,1,9,,,,,,,,,,,,",
            "1,1,,buy,market,,1,,,,,,,,,noon,,,,", "1,1,,buy,market,,1,,,,,,,,,,-1,oco,,",
            "1,1,,sell,trailing-stop-limit,,1,,,,,,1,ticks,,,,,,",
        ]
    )
    func refusedWide(row: String) throws {
        let first = "1,0,,buy,market,,1,,,,,,,,,,,,,"
        let (session, status) = try session([Self.wide, first, row], clock: "event")
        #expect(status == tenon_status(TENON_E_INVALID))
        #expect(session.host.failure.contains("orders.csv:3: "), "\(session.host.failure)")
    }

    @Test(
        "a row that cannot be expressed is refused at its line",
        arguments: [
            "1,0,buy,market,0,,,,", "1,0,hold,market,1,,,,", "1,0,buy,limit,1,,,,",
            "1,0,buy,market,1,5,,,", "1,0,buy,iceberg,1,,,,", "1,x,buy,market,1,,,,",
            "1,3,buy,limit,1,5,,,3", "1,0,buy,market,1,,,", "1,0,buy,limit,1,5,,tomorrow,",
            "1,0,buy,limit,1,1e1,,,",
        ]
    )
    func refused(row: String) throws {
        let (session, status) = try session([Self.head, "1,0,buy,market,1,,,,", row])
        #expect(status == tenon_status(TENON_E_INVALID))
        #expect(session.host.failure.contains("orders.csv:3: "), "\(session.host.failure)")
    }

    @Test("so are a head for the other clock, rows out of order, and no file")
    func wholeFile() throws {
        #expect(try session([Self.head], clock: "quote").1 == tenon_status(TENON_E_INVALID))
        #expect(try session([Self.head]).1 == TENON_OK)
        let swapped = try session([Self.head, "1,5,buy,market,1,,,,", "2,4,buy,market,1,,,,"])
        #expect(swapped.0.host.failure.contains("orders.csv:3: "))
        let session = try Session(BuiltLibrary("OrderReplay"))
        for config in [
            "{}", #"{"file": "/nowhere", "instrument": "A", "clock": "bar"}"#,
            #"{"file": "a", "instrument": "A", "clock": "tick"}"#,
        ] {
            #expect(session.configure(config) == tenon_status(TENON_E_INVALID))
            #expect(!session.host.takeFailure().isEmpty)
        }
    }

    @Test("quotes are counted when the file says quote, and prices that do not fit are told")
    func quotes() throws {
        let head = "order_id,quote,side,type,tif,qty,limit_price,stop_price,cancel_quote"
        let (session, status) = try session(
            [head, "1,1,buy,limit,IOC,1,10.25,,", "2,2,buy,limit,GTC,1,10.255,,"],
            clock: "quote"
        )
        try #require(status == TENON_OK, "\(session.host.failure)")
        try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
        let events = EventList()
        events.instrument()
        for _ in 0..<3 { events.quote(1, 2) }
        try session.deliver(events, 0..<3, size: 1)
        #expect(session.host.intents.map { Int($0.tif) } == [TENON_IOC])
        #expect(session.host.subscriptions == ["1:2"])
        #expect(session.onBatch(events, 3..<4).status == tenon_status(TENON_E_INVALID))
        #expect(session.host.failure.contains("orders.csv:3: "))
    }
}

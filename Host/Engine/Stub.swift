import Domain
import Orders
import Risk

let TENON_REASON_LINKED = 12
let TENON_REASON_REDUCE_ONLY = 11
enum OrderShape {
    static func check(_ o: Order, of i: Instrument, now: Int64) -> OrderNews? { nil }
}
extension OrderProposal {
    var terms: OrderTerms {
        get { OrderTerms() }
        set {}
    }
    var reducing: Int64 {
        get { 0 }
        set {}
    }
}

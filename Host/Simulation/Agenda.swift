package import Domain
package import Memory
package import Orders

/// Something that is due at the venue at a time.
struct Appointment: BitwiseCopyable {
    var time: Int64
    /// Whether a request arrives then; else an order's time ends.
    var isArrival: Bool
    /// Grows with every appointment: what was made first comes first.
    var serial: UInt64
    /// The place of the request or of the order.
    var place: Int32

    /// At one time the ends of orders come before arrivals.
    static func isEarlier(_ one: Appointment, _ other: Appointment) -> Bool {
        if one.time != other.time { return one.time < other.time }
        if one.isArrival != other.isArrival { return !one.isArrival }
        return one.serial < other.serial
    }
}

/// A request on its way to the venue.
struct VenueRequest: BitwiseCopyable {
    enum Kind: BitwiseCopyable {
        case submit(Int64)
        case cancel
        case replace(Replacement)
    }

    var kind: Kind
    var order: Order

    init(_ kind: Kind, _ order: Order) {
        self.kind = kind
        self.order = order
    }
}

extension SimulatedVenue {
    /// The next moment at which a request arrives or an order's time ends; `Int64.max`: none.
    package var due: Int64 {
        let next = agenda.count == 0 ? Int64.max : agenda[0].time
        return doomed.count == 0 ? next : min(next, doomTime)
    }

    /// Carries out one thing that is due at or before a time.
    ///
    /// What it reports carries the time it was due at. `markets` and `books` are those of that time.
    ///
    /// - Returns: Whether something was due; `reports` may then have news.
    package mutating func passTime(
        to time: Int64,
        _ markets: borrowing Slab<MarketState>,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) -> Bool {
        guard due <= time else { return false }
        if doomed.count > 0 {
            cancelDoomed(doomTime)
            return true
        }
        let next = agenda[0]
        let place = Int(next.place)
        removeAppointment(0)
        if next.isArrival {
            let request = requests[place]
            freeRequests.append(next.place)
            carryOut(request, at: next.time, markets, &depths, books)
            return true
        }
        alarms[place] = -1
        report(orders[place].id, .expired, next.time)
        drop(place)
        return true
    }

    private mutating func carryOut(
        _ request: VenueRequest,
        at time: Int64,
        _ markets: borrowing Slab<MarketState>,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        let order = request.order
        guard let place = places[order.id.value] else { return }
        let scene = scene(order.account, order.instrument, markets, depths, now: time)
        switch request.kind {
        case .submit(let quantity): arrive(order, quantity, at: place, scene, &depths, books)
        case .cancel:
            report(order.id, .canceled, time)
            drop(place)
        case .replace(let new): change(place, new, scene, &depths, books)
        }
    }

    /// Sends a request on its way.
    mutating func send(_ request: VenueRequest, _ now: Int64) {
        let place: Int32
        if freeRequests.count > 0 {
            place = freeRequests[freeRequests.count - 1]
            freeRequests.removeLast()
            requests[Int(place)] = request
        } else {
            place = Int32(truncatingIfNeeded: requests.append(request))
        }
        let (time, over) = now.addingReportingOverflow(
            accounts[request.order.account.index].latency
        )
        make(at: over ? .max : time, isArrival: true, place)
    }

    /// Notes when an order's time ends, of an order whose time is not counted in bars.
    mutating func setAlarm(_ place: Int, _ scene: VenueScene) {
        if scene.model.isOnBars { return }
        let order = orders[place]
        var last = order.expires
        // A day whose session is known when the order comes ends with the session.
        if order.timeInForce == .day, scene.market.phase == 0 {
            last = (UTCDay.of(scene.now) + 1) * UTCDay.length - 1
        }
        if last == .max { return }
        make(at: last + 1, isArrival: false, Int32(truncatingIfNeeded: place))
    }

    mutating func clearAlarm(_ place: Int) {
        if alarms[place] >= 0 { removeAppointment(Int(alarms[place])) }
        alarms[place] = -1
    }

    // MARK: - The heap

    private mutating func make(at time: Int64, isArrival: Bool, _ place: Int32) {
        appointments += 1
        agenda.append(
            Appointment(time: time, isArrival: isArrival, serial: appointments, place: place)
        )
        rise(agenda.count - 1)
    }

    private mutating func removeAppointment(_ index: Int) {
        let last = agenda[agenda.count - 1]
        agenda.removeLast()
        guard index < agenda.count else { return }
        put(last, at: index)
        sink(index)
        rise(index)
    }

    private mutating func put(_ appointment: Appointment, at index: Int) {
        agenda[index] = appointment
        if !appointment.isArrival {
            alarms[Int(appointment.place)] = Int32(truncatingIfNeeded: index)
        }
    }

    private mutating func rise(_ start: Int) {
        var index = start
        let rising = agenda[index]
        while index > 0, Appointment.isEarlier(rising, agenda[(index - 1) / 2]) {
            put(agenda[(index - 1) / 2], at: index)
            index = (index - 1) / 2
        }
        put(rising, at: index)
    }

    private mutating func sink(_ start: Int) {
        var index = start
        let sinking = agenda[index]
        while index * 2 + 1 < agenda.count {
            var child = index * 2 + 1
            if child + 1 < agenda.count, Appointment.isEarlier(agenda[child + 1], agenda[child]) {
                child += 1
            }
            guard Appointment.isEarlier(agenda[child], sinking) else { break }
            put(agenda[child], at: index)
            index = child
        }
        put(sinking, at: index)
    }
}

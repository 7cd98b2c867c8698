"""The host before the venue: the gate, and section 9 of venue.md.

Part of model.py.
"""
import copy

from model_orders import DAY, FORMS, LIMIT_TYPES, STOP_TYPES, TRAILING, TRIGGERS


class HostRules:
    """What is denied, and what orders of one link mean for each other."""

    def submit(self, order):
        """A strategy's new order: the gate, then its group, then the venue."""
        self.orders[order.id] = order
        # A first order that is denied is still the first of its link: what hangs on it is canceled.
        group = self.groups.setdefault((order.owner, order.link), []) if order.link else []
        group.append(order)
        if self.contradiction(order) is not None:
            self.end(order, "denied", self.contradiction(order))
        elif order.contingency is None:
            self.admit(order)
        else:
            self.join_group(order, group)

    def admit(self, order):
        """Through the gate to the venue."""
        if self.denial(order) is not None:
            self.end(order, "denied", self.denial(order))
        else:
            self.send(order)

    def contradiction(self, order):
        """Section 7: in what an order contradicts itself or its instrument, or None."""
        triggers = order.type in TRIGGERS
        if order.quantity <= 0 or order.quantity % self.instrument.lot:
            return "lot"
        for price in (order.price, order.stop):
            if price is not None and price % self.instrument.tick:
                return "tick"
        if order.form is None and (order.price is not None) != (order.type in LIMIT_TYPES):
            return "price"
        if order.type in STOP_TYPES and order.stop is None:
            return "stop"
        if order.stop is not None and not triggers:
            return "stop"
        if (order.trail is not None) != (order.type in TRAILING):
            return "trail"
        if (order.trail_unit is not None) != (order.type in TRAILING):
            return "trail"
        if (order.limit_offset is not None) != (order.type == "trailing-stop-limit"):
            return "limit-offset"
        if (order.expire is not None) != (order.tif == "gtd"):
            return "expire"
        if order.expire is not None and order.expire <= self.now:
            return "expired"
        if order.display is not None:
            if FORMS[order.type] != "limit" or order.display > order.quantity \
                    or order.tif in ("ioc", "fok"):
                return "display"
        if order.post_only:
            if FORMS[order.type] != "limit" or order.tif in ("ioc", "fok", "at-open", "at-close"):
                return "post-only"
        if order.tif in ("at-open", "at-close") and order.type not in ("market", "limit"):
            return "at-open"
        if order.contingency is not None and order.link == 0:
            return "link"
        return None

    def denial(self, order):
        """What the gate says no to: R16 without a price, R17 in a halt, R20; or None."""
        if self.phase in ("closed", "post-close", "halted", "suspended"):
            return "R17"
        if self.reference(order) is None or self.lost[-order.side] is not None:
            return "R16"  # no price, or that of a book of which something is missing
        if order.reduce_only and not self.reduces(order):
            return "R20"
        return None

    def reduces(self, order):
        """R20: what reduces, with everything else of its side, is no more than the position.

        Of orders that exclude each other the largest counts, and those the order excludes do not.
        """
        position = self.positions.get(order.owner, 0)
        if position * order.side >= 0:
            return False
        total, links = order.leaves, {}
        for other in self.orders.values():
            if other.id == order.id or not other.is_reserved or other.side != order.side \
                    or other.owner != order.owner:
                continue
            if other.contingency in (None, "oto"):
                total += other.leaves + other.increase
            elif other.link != order.link:
                links[other.link] = max(links.get(other.link, 0), other.leaves + other.increase)
        return total + sum(links.values()) <= abs(position)

    def reference(self, order):
        """A price to value an order at: the opposite touch, the last trade, the last close."""
        for price in (self.touch(-order.side)[0], self.last, self.close):
            if price is not None:
                return price
        return None

    def send(self, order):
        order.status, order.place, order.deadline = "sent", "flight", None
        self.later(lambda: self.arrive(order))

    def ask_cancel(self, order):
        """A strategy cancels: at once while the host holds the order, else at the venue."""
        if not order.is_open or order.request == "cancel":
            return
        if order.place == "host":
            self.end(order, "canceled")
        else:
            order.request = "cancel"
            self.later(lambda: self.cancel(order))

    def ask_replace(self, order, change):
        """Section 8: judged like a new order; one request is on its way at a time."""
        wanted = copy.copy(order)
        for name, value in change.items():
            setattr(wanted, name, value)
        if not order.is_open or order.request is not None or wanted.quantity <= order.filled \
                or self.contradiction(wanted) is not None:
            return
        if order.place != "host" and self.denial(wanted) is not None:
            return
        if order.place == "host":
            for name, value in change.items():
                setattr(order, name, value)
            if "expire" in change:
                order.deadline = order.expire
            return
        order.request, order.increase = "replace", max(0, wanted.quantity - order.quantity)
        self.later(lambda: self.answer_replace(order, change))

    def answer_replace(self, order, change):
        order.increase = 0
        if order.request == "replace":
            order.request = None
        self.replace(order, change)
        if order.behind and order.is_open and order.request is None:
            quantity, order.behind = order.behind, 0
            self.ask_reduction(order, quantity)

    def hold(self, order):
        """Kept back until the first of its link is filled; its time runs all the same."""
        order.status = "emulated"
        if order.tif == "gtd":
            order.deadline = order.expire
        elif order.tif == "day" and self.phase == 0:
            order.deadline = (self.now // DAY + 1) * DAY - 1

    def held(self):
        return [order for order in self.orders.values() if order.place == "host" and order.is_open]

    def join_group(self, order, group):
        first = group[0]
        if order.contingency == "oco":
            if any(other.filled for other in group[:-1]):
                self.end(order, "canceled")
            else:
                self.admit(order)
        elif order is first:
            self.admit(order)
        elif order.contingency == "ouo":
            # One that comes late has what those before it have left.
            order.owed = sum(other.filled for other in group[:-1])
            self.send_what_is_left(order, order.quantity)
        elif first.is_open:
            self.hold(order)
        else:
            if order.contingency == "bracket":
                order.owed = sum(other.filled for other in group[1:-1])
            self.release(order, first)

    def release(self, order, first):
        """The first of its link is over: sent, in full or as far as the first was filled."""
        limit = order.quantity if first.status == "filled" else first.filled
        self.send_what_is_left(order, min(order.quantity, limit))

    def send_what_is_left(self, order, limit):
        if limit - order.owed <= 0:
            self.end(order, "canceled")
            return
        order.quantity, order.owed = limit - order.owed, 0
        self.admit(order)

    def shares(self, order, group):
        """Whether the orders of its group have one quantity: ouo, and the exits of a bracket."""
        return order.contingency == "ouo" or order.contingency == "bracket" and order is not group[0]

    def react_to_fill(self, order, quantity):
        group = self.groups.get((order.owner, order.link), []) if order.link else []
        if order.contingency == "oco":
            for other in group:
                if other is not order:
                    self.ask_cancel(other)
        elif self.shares(order, group):
            for other in group:
                if other is not order and self.shares(other, group):
                    self.reduce(other, quantity)
            if order.owed and order.is_open and order.quantity - order.owed <= order.filled:
                # A fill that overtakes a reduction.
                self.ask_cancel(order)
        if not order.is_open:
            self.react_to_end(order)

    def reduce(self, order, quantity):
        if not order.is_open:
            return
        order.owed += quantity
        if order.place != "host":
            self.ask_reduction(order, quantity)

    def ask_reduction(self, order, quantity):
        """A reduction waits for the answer to a replace that is on its way."""
        if order.request == "replace":
            order.behind += quantity
        elif order.quantity - quantity <= order.filled:
            self.ask_cancel(order)
        elif order.request is None:
            order.request = "replace"
            self.later(lambda: self.reduce_now(order, quantity))

    def reduce_now(self, order, quantity):
        self.answer_replace(order, {"quantity": order.quantity - quantity})

    def react_to_end(self, order):
        """The first of an oto or bracket is over."""
        group = self.groups.get((order.owner, order.link), [])
        if order.contingency in ("oto", "bracket") and group and order is group[0]:
            for other in group[1:]:
                if other.is_open and other.place == "host":
                    self.release(other, order)

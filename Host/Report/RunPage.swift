/// What a run's page shows, as numbers and texts; `html` makes the page of it.
///
/// Every text may hold anything: the page escapes it.
package struct RunPage: Sendable {
    /// A name and what belongs to it.
    package struct Fact: Sendable {
        package let name: String
        package let text: String

        /// A name and what belongs to it.
        package init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }
    }

    /// A strategy, an account, or all accounts together.
    package struct Owner: Sendable {
        /// Who it is, `ema` or `account main`.
        package let title: String
        /// The accounts' and their sum's are drawn with their strategies.
        package let isStrategy: Bool
        /// The account it belongs to; its own name for an account.
        package let account: String
        package let currency: String
        /// At the page's times.
        package let equity: [Double]
        package let performance: Performance
        /// Exact amounts: profit, fees and the like.
        package let amounts: [Fact]

        /// What the page shows of one owner.
        package init(
            title: String,
            isStrategy: Bool,
            account: String,
            currency: String,
            equity: [Double],
            performance: Performance,
            amounts: [Fact]
        ) {
            self.title = title
            self.isStrategy = isStrategy
            self.account = account
            self.currency = currency
            self.equity = equity
            self.performance = performance
            self.amounts = amounts
        }
    }

    /// An instrument that was traded.
    package struct Instrument: Sendable {
        package let symbol: String
        package let line: LineSampler
        package let fills: FillSampler

        /// Its price at the samples, and the fills on it.
        package init(symbol: String, line: LineSampler, fills: FillSampler) {
            self.symbol = symbol
            self.line = line
            self.fills = fills
        }
    }

    /// A table with a heading for each column; every row is as long.
    package struct Table: Sendable {
        package let headings: [String]
        /// Columns whose texts are numbers.
        package let numbers: Set<Int>
        package var rows: [[String]] = []

        /// A table without rows.
        package init(_ headings: [String], numbers: Set<Int> = []) {
            self.headings = headings
            self.numbers = numbers
        }
    }

    /// A plugin's instance and what it was configured with.
    package struct Instance: Sendable {
        package let name: String
        package let about: String
        package let parameters: [Fact]

        /// An instance with its parameters.
        package init(name: String, about: String, parameters: [Fact]) {
            self.name = name
            self.about = about
            self.parameters = parameters
        }
    }

    package let title: String
    package let facts: [Fact]
    /// Of the samples, ns, ascending.
    package let times: [Int64]
    /// Strategies in configuration order, accounts, all accounts together.
    package let owners: [Owner]
    package let instruments: [Instrument]
    /// Of how many instruments with fills there is no chart.
    package let instrumentsLeftOut: Int
    package let orders: Table
    /// Refused orders by rule, and the first of them one by one.
    package let refusals: Table
    package let firstRefusals: Table
    package let instances: [Instance]
    package let files: Table

    /// All there is to show.
    package init(
        title: String,
        facts: [Fact],
        times: [Int64],
        owners: [Owner],
        instruments: [Instrument],
        instrumentsLeftOut: Int,
        orders: Table,
        refusals: Table,
        firstRefusals: Table,
        instances: [Instance],
        files: Table
    ) {
        self.title = title
        self.facts = facts
        self.times = times
        self.owners = owners
        self.instruments = instruments
        self.instrumentsLeftOut = instrumentsLeftOut
        self.orders = orders
        self.refusals = refusals
        self.firstRefusals = firstRefusals
        self.instances = instances
        self.files = files
    }
}

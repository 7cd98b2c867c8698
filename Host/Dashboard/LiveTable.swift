import API

/// The terminal page of a running host: a pure function from what the host shows to text.
package struct LiveTable {
    package init() {}
}

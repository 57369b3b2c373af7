// On a report's way: what of a window is still to be read, and which page of it comes next.

/// Cuts a window of time into slices whose pages are read side by side.
///
/// A list is paged through from its newest object to its oldest, and each page must wait for the cursor that the one
/// before it brings; so one list is one page a round trip. Lists of two stretches of time have nothing to do with each
/// other. The plan begins with the whole window as one slice, and whenever a turn to read is there that no slice can
/// use, because all are being read, it takes the older part of what the fullest slice has left and makes it a slice of
/// its own. How full a slice is, its last page tells: so many objects in so many seconds. A slice without a page yet is
/// not cut. So a quiet night is one page, a busy hour is cut again and again, a small list never, and a window that
/// begins years before the account did is halved a dozen times and not read by the hour.
///
/// Slices are bounded by whole seconds, which is what Stripe's `created` counts, so every object is in exactly one.
/// Within a slice the cursor is an id, and never a time. What a slice was asked for before it was cut, it may still
/// bring: whoever takes the page in drops what lies below the slice's bound then.
struct SlicePlan: Sendable {
    struct Read: Sendable {
        fileprivate let slice: Int
        let since: Int64
        let until: Int64?
        let cursor: String?
    }

    /// What of a page decides how its slice goes on.
    struct Page: Sendable {
        struct Edge: Sendable {
            let id: String
            let created: Int64
        }

        let count: Int
        /// The newest and the oldest object of the page; nil when it is empty.
        let edges: (newest: Edge, oldest: Edge)?
        let hasMore: Bool
    }

    private struct Slice {
        let number: Int
        var since: Int64
        let until: Int64?
        var cursor: String?
        /// All newer seconds are read; nil before the first page of an open end.
        var reached: Int64?
        /// Of its last page; nil before its first.
        var objectsPerSecond: Double?
        var isBeingRead = false

        var objectsLeft: Double? {
            guard let reached, let objectsPerSecond else { return nil }
            return Double(reached - since) * objectsPerSecond
        }
    }

    private let window: ReportWindow
    private let pageSize: Double
    private var slices: [Slice]
    private var slicesMade = 1
    /// Where the window ends, as the first page shows it.
    private var newest: Int64?

    init(_ window: ReportWindow, pageSize: Int64) {
        self.window = window
        self.pageSize = Double(pageSize)
        newest = window.until
        slices = [Slice(number: 0, since: window.since, until: window.until, reached: window.until)]
    }

    /// A turn to read would be of use.
    var canRead: Bool { idle != nil || bestCut != nil }

    /// How much of the window's time is read, from 0 to 1.
    var fraction: Double {
        guard !slices.isEmpty else { return 1 }
        guard let newest, newest > window.since else { return 0 }
        let left = slices.reduce(0) { $0 + ($1.reached ?? newest) - $1.since }
        return 1 - Double(left) / Double(newest - window.since)
    }

    /// The page to read now; nil when all there is to read is being read.
    mutating func next() -> Read? {
        let index: Int
        if let idle {
            index = idle
        } else if let cut = bestCut {
            index = split(cut)
        } else {
            return nil
        }
        slices[index].isBeingRead = true
        let slice = slices[index]
        return Read(slice: slice.number, since: slice.since, until: slice.until, cursor: slice.cursor)
    }

    /// Takes in what a read brought.
    /// - Returns: the second below which the page's objects are another slice's.
    mutating func receive(_ page: Page, of read: Read) -> Int64 {
        guard let index = slices.firstIndex(where: { $0.number == read.slice }) else { return .max }
        let since = slices[index].since
        newest = newest ?? page.edges?.newest.created
        guard page.hasMore, let (top, bottom) = page.edges, bottom.created >= since else {
            slices.remove(at: index)
            return since
        }
        slices[index].isBeingRead = false
        slices[index].cursor = bottom.id
        slices[index].reached = bottom.created
        slices[index].objectsPerSecond = Double(page.count) / Double(max(1, top.created - bottom.created))
        return since
    }

    /// The fullest slice that waits for its next page; one that nothing is known of comes first.
    private var idle: Int? {
        slices.indices.filter { !slices[$0].isBeingRead }
            .max { slices[$0].objectsLeft ?? .infinity < slices[$1].objectsLeft ?? .infinity }
    }
}

// MARK: Cutting

extension SlicePlan {
    private struct Cut {
        let index: Int
        let at: Int64
        let pagesLeft: Double
    }

    /// The slice that has most left behind the page which is being read, cut in the middle of that. With no more than
    /// one page left a cut would make two reads of one; with more it makes none that would not be made anyway.
    private var bestCut: Cut? {
        let cuts = slices.indices.compactMap { index -> Cut? in
            let slice = slices[index]
            guard let reached = slice.reached, let density = slice.objectsPerSecond,
                let left = slice.objectsLeft
            else { return nil }
            let pagesLeft = left / pageSize - 1
            let kept = (1 + pagesLeft / 2) * pageSize
            let place = reached - Int64((kept / density).rounded(.up))
            guard pagesLeft > 1, place > slice.since, place < reached else { return nil }
            return Cut(index: index, at: place, pagesLeft: pagesLeft)
        }
        return cuts.max { $0.pagesLeft < $1.pagesLeft }
    }

    /// - Returns: the place of the new slice, which is the older part.
    private mutating func split(_ cut: Cut) -> Int {
        let whole = slices[cut.index]
        slices[cut.index].since = cut.at
        slices.append(Slice(number: slicesMade, since: whole.since, until: cut.at, reached: cut.at))
        slicesMade += 1
        return slices.count - 1
    }
}

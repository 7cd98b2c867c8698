/// A part of the page that can be drawn in more or fewer lines.
struct PageSection {
    /// Below this it is left out.
    var least: Int
    /// More than this it has no use for.
    var most: Int
    /// Who gets its least first when there is little room: the lowest.
    var rank: Int
    /// Whether no empty line sets it off from the section above.
    var isJoined = false
    /// Draws at most so many lines.
    var draw: (Int) -> [Line]

    /// Draws sections below each other in at most `height` lines: first each its least by rank,
    /// then empty lines between them where there is room, then more to each in turn.
    static func stack(_ sections: [PageSection], height: Int) -> [Line] {
        var heights = Array(repeating: 0, count: sections.count)
        var room = height
        for index in sections.indices.sorted(by: { sections[$0].rank < sections[$1].rank })
        where sections[index].least <= room {
            heights[index] = sections[index].least
            room -= sections[index].least
        }
        let first = heights.firstIndex { $0 > 0 }
        let gaps = sections.indices.filter {
            heights[$0] > 0 && $0 != first && !sections[$0].isJoined
        }
        let isAiry = room >= gaps.count
        if isAiry { room -= gaps.count }
        var isGrowing = true
        while isGrowing, room > 0 {
            isGrowing = false
            for index in sections.indices
            where room > 0 && heights[index] > 0 && heights[index] < sections[index].most {
                heights[index] += 1
                room -= 1
                isGrowing = true
            }
        }
        var lines: [Line] = []
        for (index, section) in sections.enumerated() where heights[index] > 0 {
            if isAiry, gaps.contains(index) { lines.append(Line()) }
            lines += section.draw(heights[index]).prefix(heights[index])
        }
        return lines
    }
}

@main struct Tenon { static func main() {} }
